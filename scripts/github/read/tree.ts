import { type Blob, isData, LARGEST_FILE, type Tree } from "../../../stacks/files/tree.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { ask, type GitHub, GitHubError } from "../client.ts";

/** GitHub asks for few requests at once. */
const AT_ONCE = 8;

/**
 * The records of a commit, read as blobs through the git data API: for repositories that are not checked out here.
 * @param prefix leads from the repository to the records, `stacks/`.
 * @param known contents that were read before, by their hash: commits have most of them in common.
 */
export async function readTree(github: GitHub, commit: Commit, prefix: string, known: Map<string, string> = new Map()): Promise<Tree> {
  const entries = (await listFiles(github, commit)).filter(({ path }) => path.startsWith(prefix) && isData(path.slice(prefix.length)));
  const files = new Map<string, Blob>();
  const waiting = [...entries];
  const work = async () => {
    for (let entry = waiting.shift(); entry; entry = waiting.shift()) {
      try {
        files.set(entry.path.slice(prefix.length), await readBlob(github, entry, known));
      } catch (error) {
        waiting.length = 0; // nobody asks for what nobody will use
        throw error;
      }
    }
  };
  // Waits for all also when one fails: no request goes on behind the caller's back.
  const failed = (await Promise.allSettled(Array.from({ length: AT_ONCE }, work))).find(({ status }) => status === "rejected");
  if (failed) throw (failed as PromiseRejectedResult).reason;
  return { commit, files: new Map([...files].sort(([a], [b]) => compareText(a, b))) };
}

/** Every file of a commit with its mode and the hash of its content; links and submodules are among them. */
export async function listFiles(github: GitHub, commit: Commit): Promise<readonly Entry[]> {
  const { octokit, owner, repo } = github;
  const { tree: root } = await ask(github, `read the commit ${commit}`, () =>
    octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }),
  );
  const { tree, truncated } = await ask(github, `list the files of ${commit}`, () =>
    octokit.rest.git.getTree({ owner, repo, tree_sha: root.sha, recursive: "1" }),
  );
  // A list that was cut is not a smaller repository.
  if (truncated)
    throw new GitHubError(
      "GITHUB_REFUSED",
      `cannot list the files of ${commit}: GitHub cut the list; check the repository out and run there`,
    );
  return tree.filter(({ type }) => type !== "tree");
}

type Entry = { path: string; mode: string; sha: string; size?: number };

async function readBlob(github: GitHub, { path, mode, sha, size }: Entry, known: Map<string, string>): Promise<Blob> {
  if (mode !== "100644" && mode !== "100755") return { refused: "expected a regular file, got a link or a submodule" };
  if (size !== undefined && size > LARGEST_FILE) return { refused: `expected at most ${LARGEST_FILE} bytes, got ${size}` };
  const { octokit, owner, repo } = github;
  const before = known.get(sha);
  if (before !== undefined) return { text: before };
  const blob = await ask(github, `read ${path}`, () => octokit.rest.git.getBlob({ owner, repo, file_sha: sha }));
  const text = Buffer.from(blob.content, blob.encoding as BufferEncoding).toString("utf8");
  known.set(sha, text);
  return { text };
}
