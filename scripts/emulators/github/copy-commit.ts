import { execFileSync } from "node:child_process";
import { EmulatorError } from "../error.ts";
import type { GitHub } from "./github.ts";

/** Where a commit went: its hash there, and that of its tree, which is the same as in the repository that it came from. */
export type Copied = { commit: string; tree: string };

/** One call of the git data API takes this much, in characters: GitHub itself stops at about 40 MB. */
const CHARACTERS_PER_CALL = 8_000_000;

type Entry = { path: string; mode: string; type: string; sha: string };

/**
 * Copies `HEAD` of the repository that holds `folder` to the default branch of the emulated one, through the git data API; its history stays behind.
 * @throws EmulatorError COPY_FAILED outside git and without a commit, EMULATOR_REFUSED when an API call fails
 */
export async function copyCommit(folder: string, github: GitHub): Promise<Copied> {
  const entries = git(folder, ["ls-tree", "-r", "-z", "--full-tree", "HEAD"]).toString("utf8").split("\0").flatMap(parseEntry);
  const contents = contentsOf(folder, entries);
  let tree: string | undefined;
  for (const batch of batches(entries, contents)) {
    const items = [];
    for (const entry of batch) items.push(await itemOf(entry, contents.get(entry.sha), github));
    tree = (await post(github, "/git/trees", { ...(tree !== undefined && { base_tree: tree }), tree: items })).sha;
  }
  if (tree === undefined) throw new EmulatorError("COPY_FAILED", `the commit HEAD of ${folder} holds no files`);
  const [name, email, date, message] = git(folder, ["log", "-1", "--format=%an%x00%ae%x00%aI%x00%B"]).toString("utf8").split("\0");
  const commit = (await post(github, "/git/commits", { message: message?.trimEnd(), tree, parents: [], author: { name, email, date } }))
    .sha;
  await github.setDefaultBranch(commit);
  return { commit, tree };
}

function parseEntry(line: string): Entry[] {
  const match = /^(\d{6}) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line);
  return match ? [{ mode: match[1]!, type: match[2]!, sha: match[3]!, path: match[4]! }] : [];
}

/** One `git cat-file` for all files. */
function contentsOf(folder: string, entries: readonly Entry[]): ReadonlyMap<string, Buffer> {
  const contents = new Map<string, Buffer>();
  const hashes = [...new Set(entries.filter(({ type }) => type === "blob").map(({ sha }) => sha))];
  const output = hashes.length === 0 ? Buffer.alloc(0) : git(folder, ["cat-file", "--batch"], `${hashes.join("\n")}\n`);
  let at = 0;
  for (const hash of hashes) {
    const start = output.indexOf(10, at) + 1;
    const size = Number(output.toString("utf8", at, start).trim().split(" ")[2]);
    contents.set(hash, output.subarray(start, start + size));
    at = start + size + 1;
  }
  return contents;
}

function* batches(entries: readonly Entry[], contents: ReadonlyMap<string, Buffer>): Generator<readonly Entry[]> {
  let [batch, size]: [Entry[], number] = [[], 0];
  for (const entry of entries) {
    const length = contents.get(entry.sha)?.length ?? 0;
    if (batch.length > 0 && size + length > CHARACTERS_PER_CALL) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(entry);
    size += length;
  }
  if (batch.length > 0) yield batch;
}

/** Text goes inline, other content as a blob of its own before. */
async function itemOf({ path, mode, type, sha }: Entry, content: Buffer | undefined, github: GitHub) {
  if (content === undefined) return { path, mode, type, sha };
  const text = content.toString("utf8");
  if (Buffer.from(text, "utf8").equals(content) && !text.includes("\0")) return { path, mode, type, content: text };
  const blob = await post(github, "/git/blobs", { content: content.toString("base64"), encoding: "base64" });
  return { path, mode, type, sha: blob.sha };
}

async function post(github: GitHub, path: string, body: unknown): Promise<{ sha: string }> {
  return (await github.request("POST", `/repos/${github.repository}${path}`, body)) as { sha: string };
}

function git(folder: string, words: readonly string[], input?: string): Buffer {
  try {
    return execFileSync("git", ["-C", folder, ...words], {
      maxBuffer: 1 << 30,
      stdio: ["pipe", "pipe", "pipe"],
      ...(input !== undefined && { input }),
    });
  } catch (cause) {
    const { code, stderr } = cause as { code?: string; stderr?: Buffer };
    const why =
      code === "ENOENT" ? "git is not installed, or not on the PATH" : (stderr?.toString("utf8").trim().split("\n")[0] ?? String(cause));
    throw new EmulatorError("COPY_FAILED", `cannot read the commit HEAD of ${folder}: ${why}`, { cause });
  }
}
