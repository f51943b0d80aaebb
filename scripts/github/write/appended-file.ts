import type { Commit } from "../../../stacks/model/declared.ts";
import { ask, askIfThere, type GitHub, GitHubError } from "../client.ts";
import { pointBranch, writeCommit } from "./commit.ts";

/** How often a writer starts again when another one was faster. */
const ATTEMPTS = 8;

/** The files of a branch that only grow; absent is an empty map and no commit. */
export async function readBranchFiles(
  github: GitHub,
  branch: string,
): Promise<{ commit: Commit | undefined; files: ReadonlyMap<string, string> }> {
  const { octokit, owner, repo } = github;
  const ref = await askIfThere(github, `look for the branch ${branch}`, () =>
    octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }),
  );
  if (!ref) return { commit: undefined, files: new Map() };
  const commit = ref.object.sha as Commit;
  const { tree: root } = await ask(github, `read the commit ${commit}`, () =>
    octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }),
  );
  const { tree, truncated } = await ask(github, `list the files of ${branch}`, () =>
    octokit.rest.git.getTree({ owner, repo, tree_sha: root.sha, recursive: "1" }),
  );
  if (truncated) throw new GitHubError("GITHUB_REFUSED", `cannot list the files of ${branch}: GitHub cut the list`);
  const files = new Map<string, string>();
  for (const { path, sha, type } of tree) {
    if (type !== "blob") continue;
    const blob = await ask(github, `read ${path} of ${branch}`, () => octokit.rest.git.getBlob({ owner, repo, file_sha: sha }));
    files.set(path, Buffer.from(blob.content, blob.encoding as BufferEncoding).toString("utf8"));
  }
  return { commit, files };
}

/**
 * Writes one file of a branch by compare-and-swap on its ref: when somebody else was faster, reads again and starts afresh, so that no write is lost.
 * @param edit gives the new text of one file from all files as they are.
 */
export async function rewriteFile(
  github: GitHub,
  branch: string,
  message: string,
  edit: (files: ReadonlyMap<string, string>) => { path: string; text: string },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { commit: parent, files } = await readBranchFiles(github, branch);
    const commit = await writeCommit(github, parent, message, [edit(files)]);
    try {
      return await pointBranch(github, branch, commit, { exists: parent !== undefined });
    } catch (error) {
      const raced = error instanceof GitHubError && (error.code === "GITHUB_REFUSED" || error.code === "GITHUB_CONFLICT");
      if (!raced || attempt >= ATTEMPTS) throw error;
    }
  }
}
