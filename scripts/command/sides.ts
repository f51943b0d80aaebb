import { isProgram } from "../../stacks/files/program.ts";
import { changedPaths, commitTree, folder, isData, prefixOf, type Tree, withFile } from "../../stacks/files/tree.ts";
import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import { type Diff, diffOf } from "../gate/diff.ts";
import { onlyReduces } from "../gate/reduction.ts";
import { readRecords } from "./records.ts";

/** One side of a change: its files and what they declare. */
export type Side = { tree: Tree; declared: Declared };

/**
 * Both sides of a change. `head` is judged by the settings of base; `base` is absent when there is none, or when it cannot be read:
 * then nothing holds and everything is new. `code`: files outside the records differ too.
 */
export type Sides = {
  base: Side | undefined;
  head: Side;
  diff: Diff;
  reduces: boolean;
  code: boolean;
  /** Accounts whose own program differs. It is never run from what is judged, so no plan shows what that does. */
  programs: readonly AccountName[];
  baseProblem: string | undefined;
};

/** Reads both sides from git; the settings count as code, since they say who decides (records.md, clarification 14); `headRef` absent means the working tree. @throws RecordError when head is invalid, by its own settings or by base's. */
export function readSides(root: string, baseRef: string, headRef: string | undefined): Sides {
  const baseTree = commitTree(root, baseRef);
  const headTree = headRef === undefined ? folder(root) : commitTree(root, headRef);
  const prefix = prefixOf(root);
  const changed = changedPaths(root, baseTree.commit as Exclude<Tree["commit"], "working tree">, headTree.commit);
  const code = changed.some((path) => isCode(path, prefix));
  return sidesOf(baseTree, headTree, code, programsAmong(changed, prefix));
}

/** The accounts whose own program is among paths of the repository that differ. */
export function programsAmong(paths: readonly string[], prefix: string): readonly AccountName[] {
  const inRecords = paths.flatMap((path) => (path.startsWith(prefix) ? [path.slice(prefix.length)] : []));
  return inRecords.filter(isProgram).map((path) => path.split("/")[1]!);
}

/** True for a path of the repository that holds no records: it decides how records are judged, so security approves it. */
export function isCode(path: string, prefix: string): boolean {
  return !path.startsWith(prefix) || !isData(path.slice(prefix.length)) || path === `${prefix}settings.yaml`;
}

/** The same for trees that were read elsewhere. */
export function sidesOf(baseTree: Tree | undefined, headTree: Tree, code: boolean, programs: readonly AccountName[] = []): Sides {
  const base = baseTree && readBase(baseTree);
  const declared = readRecords(headTree);
  const baseSide = base && "declared" in base ? base : undefined;
  const head = {
    tree: headTree,
    declared:
      baseSide && differsInSettings(baseSide.tree, headTree) ? readRecords(withFile(headTree, "settings.yaml", baseSide.tree)) : declared,
  };
  const diff = diffOf(baseSide?.declared ?? nothingOf(head.declared), head.declared);
  // What the change does to the settings themselves is seen only by comparing them as they are written.
  const settings = baseSide !== undefined && differsInSettings(baseSide.tree, headTree);
  const whole = { ...diff, settings };
  const reduces = baseSide !== undefined && !code && onlyReduces(baseSide.declared, head.declared, whole);
  return { base: baseSide, head, diff: whole, reduces, code, programs, baseProblem: base && "problem" in base ? base.problem : undefined };
}

/** What stands in for a base that is not there: the same organisation with no records, so that all of head is new. */
export function hollowTree(tree: Tree): Tree {
  const files = [...tree.files].filter(([path]) => !path.startsWith("accounts/") || /^accounts\/[^/]+\/account\.yaml$/.test(path));
  return { ...tree, files: new Map(files) };
}

/** A tree with the account files of another one where it has none: an account that is new, or gone, still has to be planned. */
export function withAccountsOf(tree: Tree, other: Tree): Tree {
  const missing = [...other.files].filter(([path]) => /^accounts\/[^/]+\/account\.yaml$/.test(path) && !tree.files.has(path));
  return { ...tree, files: new Map([...tree.files, ...missing]) };
}

function readBase(tree: Tree): Side | { problem: string } {
  try {
    return { tree, declared: readRecords(tree) };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return {
      problem: `base ${tree.commit} cannot be read, so nothing holds from there: ${error.problems.length} problems, the first is ${error.message.split("\n")[0]}`,
    };
  }
}

/** The same organisation without a record. */
export function nothingOf(declared: Declared): Declared {
  const accounts = [...declared.accounts].map(
    ([name, account]) => [name, { ...account, records: new Map(), retired: new Map(), exceptions: [] }] as const,
  );
  return { ...declared, accounts: new Map(accounts) };
}

function differsInSettings(base: Tree, head: Tree): boolean {
  const text = (tree: Tree) => JSON.stringify(tree.files.get("settings.yaml"));
  return text(base) !== text(head);
}
