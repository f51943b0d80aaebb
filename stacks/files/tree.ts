import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Commit } from "../model/declared.ts";
import { compareText, ProjectError } from "../model/errors.ts";
import { isProgram } from "./program.ts";

/** Records are small; anything larger is a mistake or an attack. In bytes. */
export const LARGEST_FILE = 64 * 1024;

/** One file of a tree: its text, or why it is not read. */
export type Blob = { text: string } | { refused: string };

/**
 * The records of one moment: paths are relative to the folder that holds `settings.yaml`, with `/`, sorted.
 * Only `settings.yaml`, `directory/`, `accounts/` and `reviews/` are in it, without programs of accounts; nothing else is data.
 */
export type Tree = { commit: Commit | "working tree"; files: ReadonlyMap<string, Blob> };

/** Thrown when git or the disk does not give what was asked. */
export class TreeError extends ProjectError<"FOLDER_MISSING" | "NOT_A_REPOSITORY" | "REF_UNKNOWN"> {
  override name = "TreeError";
}

/** The records in a folder as they stand there now. Symbolic links and special files are refused one by one, never followed. */
export function folder(root: string): Tree {
  const paths = [...walk(root, "")].filter(isRead).sort(compareText);
  return { commit: "working tree", files: new Map(paths.map((path) => [path, blobOf(join(root, path))])) };
}

/**
 * The records of a commit, read as git blobs and never checked out.
 * @param root the folder that holds `settings.yaml` in the working tree; its place in the repository is looked up there.
 */
export function commitTree(root: string, ref: string): Tree {
  const commit = resolveCommit(root, ref);
  const prefix = prefixOf(root);
  const entries = git(root, ["ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", prefix === "" ? "." : prefix])
    .split("\0")
    .flatMap((line) => parseEntry(line, prefix));
  const wanted = entries.filter((entry) => isRead(entry.path));
  const texts = readBlobs(
    root,
    wanted.filter((entry) => refusal(entry) === undefined),
  );
  const files = new Map<string, Blob>();
  for (const entry of wanted) files.set(entry.path, { refused: refusal(entry) ?? "" });
  for (const [path, text] of texts) files.set(path, { text });
  return { commit, files };
}

/** The full hash of a commit. @throws TreeError when the folder is in no repository or the ref is none of its. */
export function resolveCommit(root: string, ref: string): Commit {
  git(root, ["rev-parse", "--git-dir"]);
  try {
    return git(root, ["rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`]).trim() as Commit;
  } catch (cause) {
    throw new TreeError("REF_UNKNOWN", `there is no commit "${ref}" in the git repository of ${root}`, { cause });
  }
}

/** The commit that a user's own terminal compares with: the default branch of `origin`, else `HEAD`; `undefined` outside git. */
export function baseOfTerminal(root: string): Commit | undefined {
  for (const ref of ["origin/HEAD", "HEAD"]) {
    try {
      return resolveCommit(root, ref);
    } catch (error) {
      if (!(error instanceof TreeError)) throw error;
    }
  }
  return undefined;
}

type Entry = { path: string; mode: string; type: string; hash: string; size: number };

/** Data is exactly this (records.md, clarification 14); everything else in a change is code, an account's own program too. */
export function isData(path: string): boolean {
  return !isProgram(path) && (path === "settings.yaml" || /^(accounts|directory|reviews)\//.test(path));
}

/** Data, or something that stands in the place of a folder of data: a link there is refused and not taken for a folder without records. */
function isRead(path: string): boolean {
  return !isProgram(path) && (isData(path) || isData(`${path}/`));
}

function parseEntry(line: string, prefix: string): Entry[] {
  const match = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line);
  if (!match?.[5]?.startsWith(prefix)) return [];
  return [{ mode: match[1]!, type: match[2]!, hash: match[3]!, size: Number(match[4]), path: match[5].slice(prefix.length) }];
}

function refusal({ mode, type, size }: Entry): string | undefined {
  if (type !== "blob" || (mode !== "100644" && mode !== "100755")) return "expected a regular file, got a link or a submodule";
  return size > LARGEST_FILE ? tooLarge(size) : undefined;
}

/** One `git cat-file` for all blobs: a process for each of 10,000 records would take minutes. */
function readBlobs(root: string, entries: readonly Entry[]): Map<string, string> {
  const texts = new Map<string, string>();
  if (entries.length === 0) return texts;
  const input = `${entries.map((entry) => entry.hash).join("\n")}\n`;
  const output = execFileSync("git", ["-C", root, "cat-file", "--batch"], { input, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "pipe"] });
  let at = 0;
  for (const entry of entries) {
    const start = output.indexOf(10, at) + 1;
    texts.set(entry.path, output.toString("utf8", start, start + entry.size));
    at = start + entry.size + 1;
  }
  return texts;
}

/** What git answers. @throws TreeError when it is not there, or does not do it. */
export function git(root: string, args: readonly string[]): string {
  try {
    return execFileSync("git", ["-C", root, ...args], { encoding: "utf8", maxBuffer: 1 << 28, stdio: ["ignore", "pipe", "pipe"] });
  } catch (cause) {
    const { code, stderr } = cause as { code?: string; stderr?: string };
    if (code === "ENOENT") throw new TreeError("NOT_A_REPOSITORY", "git is not installed, or not on the PATH", { cause });
    throw new TreeError("NOT_A_REPOSITORY", `git ${args[0]} failed in ${root}: ${(stderr ?? "").trim()}`, { cause });
  }
}

function blobOf(file: string): Blob {
  const stat = lstatSync(file);
  if (!stat.isFile()) return { refused: "expected a regular file, got a link or a special file" };
  return stat.size > LARGEST_FILE ? { refused: tooLarge(stat.size) } : { text: readFileSync(file, "utf8") };
}

function tooLarge(size: number): string {
  return `expected at most ${LARGEST_FILE} bytes, got ${size}`;
}

function* walk(root: string, path: string): Generator<string> {
  for (const entry of list(join(root, path))) {
    const child = path === "" ? entry.name : `${path}/${entry.name}`;
    if (entry.isDirectory()) yield* path === "" && !isData(`${child}/`) ? [] : walk(root, child);
    else yield child;
  }
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new TreeError("FOLDER_MISSING", `cannot read the folder ${folder}: ${(cause as Error).message}`, { cause });
  }
}

/** Writes a tree to a folder, so that a program can read what a commit held. Files that were refused are not written: whoever reads them has said so before. */
export function writeTree(tree: Tree, root: string): void {
  for (const [path, blob] of tree.files) {
    if (!("text" in blob)) continue;
    const file = join(root, ...path.split("/"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, blob.text);
  }
}

/** The same tree with one file taken from another: how head is judged by the settings of base. */
export function withFile(tree: Tree, path: string, from: Tree): Tree {
  const blob = from.files.get(path);
  const files = new Map(tree.files);
  if (blob) files.set(path, blob);
  else files.delete(path);
  return { ...tree, files };
}

/** Paths in the repository that differ between two commits, or between a commit and the working tree; untracked files count as changed, and no git setting of the user hides any. */
export function changedPaths(root: string, base: Commit, head: Commit | "working tree"): readonly string[] {
  const tracked = git(root, [
    "diff",
    "--name-only",
    "--no-renames",
    "--no-relative",
    "--ignore-submodules=none",
    "-z",
    base,
    ...(head === "working tree" ? [] : [head]),
  ]);
  const untracked = head === "working tree" ? git(root, ["ls-files", "--others", "--exclude-standard", "--full-name", "-z", ":/"]) : "";
  return `${tracked}${untracked}`.split("\0").filter((path) => path !== "");
}

/** The way from the repository to a folder in it, `stacks/`; empty at its top. @throws TreeError outside a repository. */
export function prefixOf(root: string): string {
  return git(root, ["rev-parse", "--show-prefix"]).trim();
}
