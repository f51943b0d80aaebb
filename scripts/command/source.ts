import { commitTree, folder, prefixOf, type Tree, TreeError } from "../../stacks/files/tree.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import type { GitHub } from "../github/client.ts";
import { readDefaultBranch } from "../github/read/branch.ts";
import { readTree } from "../github/read/tree.ts";
import type { Log } from "./log.ts";

/** Where records are when the folder is in no git repository. */
const DEFAULT_PREFIX = "stacks/";

/** The merged records: those of the repository on GitHub where one is named, else those of `HEAD`. */
export type Source = {
  tree: Tree;
  /** Leads from the repository to the records. */
  prefix: string;
  /** The branch that pull requests go to; absent without GitHub. */
  branch: string | undefined;
  /** For people: where the records are from. */
  description: string;
  /** The records of an earlier commit, `undefined` when it cannot be had any more. */
  at(commit: Commit): Promise<Tree | undefined>;
};

/** Reads the merged records, and says so when the working tree has others. @throws TreeError without GitHub and outside git. */
export async function readSource(github: GitHub | undefined, root: string, log: Log): Promise<Source> {
  const prefix = prefixIfGit(root) ?? DEFAULT_PREFIX;
  if (!github) return { ...local(root), prefix, branch: undefined };
  const { name, commit } = await readDefaultBranch(github);
  const known = new Map<string, string>();
  const at = async (of: Commit) => ofHere(root, of) ?? (await readTree(github, of, prefix, known));
  const tree = await at(commit);
  const description = `${github.owner}/${github.repo} ${name} ${commit.slice(0, 10)}`;
  if (differsFromWorkingTree(root, tree))
    log.info(`note: the records are those of ${description}; the working tree in ${root} differs and is not used`);
  return { tree, prefix, branch: name, description, at: (of) => at(of).catch(absent) };
}

function local(root: string): Pick<Source, "tree" | "description" | "at"> {
  const tree = commitTree(root, "HEAD");
  return { tree, description: `HEAD ${tree.commit.slice(0, 10)}`, at: async (commit) => ofHere(root, commit) };
}

/** The commit as this repository has it; a checkout of Actions has it, the emulated repository's commits exist only there. */
function ofHere(root: string, commit: Commit): Tree | undefined {
  try {
    return commitTree(root, commit);
  } catch (error) {
    return absent(error);
  }
}

function absent(error: unknown): undefined {
  if (error instanceof TreeError || (error as { code?: string }).code === "GITHUB_NOT_FOUND") return undefined;
  throw error;
}

function prefixIfGit(root: string): string | undefined {
  try {
    return prefixOf(root);
  } catch (error) {
    return absent(error);
  }
}

function differsFromWorkingTree(root: string, tree: Tree): boolean {
  try {
    const text = ({ files }: Tree) => JSON.stringify([...files]);
    return text(folder(root)) !== text(tree);
  } catch (error) {
    return absent(error) ?? false;
  }
}
