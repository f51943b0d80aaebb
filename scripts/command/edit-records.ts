import { existsSync } from "node:fs";
import { join } from "node:path";
import { declaredFacets, judge } from "../../policies/judge.ts";
import type { Tree } from "../../stacks/files/tree.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { ProjectError, printProblem, RecordError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Asked } from "../decide/requests/request.ts";
import { type ProposedFile, proposedFiles } from "../propose/files.ts";
import { fileDiff } from "../report/file-diff.ts";
import type { Outcome } from "./command.ts";
import { readRecords } from "./records.ts";
import { writeFiles } from "./write-files.ts";

/** The records of a folder as they stand, and what a command that edits them was told. */
export type Records = { root: string; tree: Tree; declared: Declared; asOf: Instant; dryRun: boolean };

/**
 * Does what was asked of the records of a folder: all of it or, with `--dry-run` or when the outcome would not be valid, none.
 * What was refused is said beside what was done.
 * @throws ProjectError when the records would be invalid with the edits; nothing has been written then.
 */
export function editRecords(records: Records, { edits, refused, notes }: Asked): Outcome {
  const { root, tree, dryRun } = records;
  const texts = new Map([...tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
  const files = proposedFiles(edits, texts).filter(({ path, text }) => (texts.get(path) ?? null) !== text);
  const warnings = files.length === 0 ? [] : newViolations(records, readEdited(root, tree, files));
  const hint = dryRun || files.length === 0 ? [] : write(root, files);
  const output = [
    ...(dryRun
      ? files.map(({ path, text }) => fileDiff(join(root, path).replace(/^\//, ""), texts.get(path), text ?? undefined))
      : files.map(({ path, text }) => `${written(text, texts.has(path))} ${join(root, path)}`)),
    ...refused.map(({ record, because }) => `not done: ${record}: ${because}`),
    ...notes.map((note) => `note: ${note}`),
    ...warnings.map((message) => `the gate would say: ${message}`),
    ...(files.length === 0 ? ["nothing to change"] : []),
    ...hint,
  ];
  return { result: refused.length > 0 ? "findings" : "clean", output: output.join("\n") };
}

function written(text: string | null, wasThere: boolean): string {
  if (text === null) return "removed";
  return wasThere ? "changed" : "wrote";
}

/** A tree with the files of an edit in place. */
export function withEdits(tree: Tree, files: readonly ProposedFile[]): Tree {
  const edited = new Map(tree.files);
  for (const { path, text } of files) {
    if (text === null) edited.delete(path);
    else edited.set(path, { text });
  }
  return { ...tree, files: new Map([...edited].sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** The whole organisation with the edits. @throws ProjectError when it would not be valid, naming files below `root`. */
export function readEdited(root: string, tree: Tree, files: readonly ProposedFile[]): Declared {
  try {
    return readRecords(withEdits(tree, files));
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    const problems = error.problems.map((problem) => printProblem({ ...problem, file: join(root, problem.file) }));
    throw new ProjectError("EDIT_INVALID", `the records would not be valid, so nothing was written:\n${problems.join("\n")}`, {
      cause: error,
    });
  }
}

/** What rules would say that they do not say already: known here, so that nobody has to wait for the gate. */
export function newViolations({ declared, asOf }: Pick<Records, "declared" | "asOf">, edited: Declared): readonly string[] {
  const messages = (all: Declared) =>
    [...all.accounts.keys()].flatMap((name) => judge(declaredFacets(all, name), name, all, asOf).map(({ message }) => message));
  const before = new Set(messages(declared));
  return messages(edited).filter((message) => !before.has(message));
}

/** Writes the files, and says how to undo it. */
function write(root: string, files: readonly ProposedFile[]): readonly string[] {
  const places = files.map(({ path, text }) => {
    const file = join(root, ...path.split("/"));
    return { file, text, isNew: !existsSync(file) };
  });
  writeFiles(places);
  const [made, changed] = [true, false].map((isNew) => places.filter((place) => place.isNew === isNew).map(({ file }) => file));
  return [
    ...(changed!.length > 0 ? [`undo: git checkout -- ${changed!.join(" ")}`] : []),
    ...(made!.length > 0 ? [`undo: rm ${made!.join(" ")}`] : []),
  ];
}
