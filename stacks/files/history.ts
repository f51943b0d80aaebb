import { execFileSync } from "node:child_process";
import type { Commit } from "../model/declared.ts";
import { type Instant, instantOf } from "../model/instant.ts";
import { git } from "./tree.ts";

/** A file as one commit of the branch left it, by its path in the repository; `text` is `undefined` where the commit took it away. */
export type FileVersion = { commit: Commit; at: Instant; path: string; text: string | undefined };

/** Every file of a commit as bytes, by its path: for branches that hold something else than records. @throws TreeError REF_UNKNOWN */
export function filesOf(root: string, commit: Commit): ReadonlyMap<string, Buffer> {
  const entries = git(root, ["ls-tree", "-r", "-z", "--full-tree", commit])
    .split("\0")
    .flatMap((line) => {
      const match = /^\d{6} blob ([0-9a-f]+)\t(.+)$/s.exec(line);
      return match ? [{ hash: match[1]!, path: match[2]! }] : [];
    });
  const blobs = blobsOf(
    root,
    entries.map(({ hash }) => hash),
  );
  return new Map(entries.map(({ hash, path }) => [path, blobs.get(hash)!]));
}

/** The commits that a branch pointed to one after the other (first parents), oldest first. */
export function firstParents(root: string, ref: string): readonly Commit[] {
  return git(root, ["rev-list", "--first-parent", "--reverse", "--end-of-options", ref, "--"])
    .split("\n")
    .filter((line) => line !== "") as Commit[];
}

/**
 * Every version of files along the first parents of a branch, oldest first: what a merge brought counts as the merge's.
 * @param globs paths in the repository, `*` for what stands between two `/`
 */
export function versionsOf(root: string, ref: string, globs: readonly string[]): readonly FileVersion[] {
  const log = git(root, [
    ...["log", "--first-parent", "-m", "--no-renames", "--reverse", "--raw", "--no-abbrev", "-z", "--format=%x01%H %ct"],
    ...["--end-of-options", ref, "--", ...globs.map((glob) => `:(top,glob)${glob}`)],
  ]);
  const changes = log.split("\u0001").slice(1).flatMap(changesOf);
  const blobs = blobsOf(
    root,
    changes.flatMap(({ blob }) => blob ?? []),
  );
  return changes.map(({ blob, ...version }) => ({ ...version, text: blob === undefined ? undefined : blobs.get(blob)!.toString("utf8") }));
}

/** The paths of files of which any version along first parents gained or lost a line that matches (POSIX extended regular expression), sorted. */
export function pathsThatHeld(root: string, ref: string, pattern: string, glob: string): readonly string[] {
  const log = git(root, [
    ...["log", "--first-parent", "-m", "--no-renames", "--name-only", "-z", "--format=", "--extended-regexp", `-G${pattern}`],
    ...["--end-of-options", ref, "--", `:(top,glob)${glob}`],
  ]);
  return [...new Set(log.split(/[\0\n]/).filter((path) => path !== ""))].sort();
}

type Change = Omit<FileVersion, "text"> & { blob: string | undefined };

/** `<commit> <seconds>`, then for each file `:<modes> <before> <after> <status>` and its path. */
function changesOf(chunk: string): readonly Change[] {
  const [head = "", ...rest] = chunk.split("\0").map((token) => token.replace(/^\n+/, ""));
  const [commit, seconds] = head.split(" ");
  const tokens = rest.filter((token) => token !== "");
  const at = instantOf(new Date(Number(seconds) * 1_000));
  return tokens.flatMap((token, index) => {
    const match = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [A-Z]/.exec(token);
    if (!match) return [];
    const isFile = match[1] === "100644" || match[1] === "100755";
    return [{ commit: commit as Commit, at, path: tokens[index + 1]!, blob: isFile ? match[2]! : undefined }];
  });
}

/** One `git cat-file` for all: a process for each version of a long life would take minutes. */
function blobsOf(root: string, hashes: readonly string[]): ReadonlyMap<string, Buffer> {
  const wanted = [...new Set(hashes)];
  const blobs = new Map<string, Buffer>();
  if (wanted.length === 0) return blobs;
  const input = `${wanted.join("\n")}\n`;
  const output = execFileSync("git", ["-C", root, "cat-file", "--batch"], { input, maxBuffer: 1 << 30, stdio: ["pipe", "pipe", "pipe"] });
  let at = 0;
  for (const hash of wanted) {
    const start = output.indexOf(10, at) + 1;
    const size = Number(output.toString("utf8", at, start).trim().split(" ")[2]);
    blobs.set(hash, output.subarray(start, start + size));
    at = start + size + 1;
  }
  return blobs;
}
