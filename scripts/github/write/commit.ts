import type { Commit } from "../../../stacks/model/declared.ts";
import { ask, type GitHub } from "../client.ts";

/** A file of a commit by its path in the repository; `null` takes it away. */
export type CommittedFile = { path: string; text: string | null };

/** Writes one commit on top of another through the git data API and gives its hash back. No branch moves by this. Without a parent it is the first of its branch. */
export async function writeCommit(
  github: GitHub,
  parent: Commit | undefined,
  message: string,
  files: readonly CommittedFile[],
): Promise<Commit> {
  const { octokit, owner, repo } = github;
  const tree = await writeTree(github, parent, files);
  const commit = await ask(github, "write a commit", () =>
    octokit.rest.git.createCommit({ owner, repo, message, tree, parents: parent ? [parent] : [] }),
  );
  return commit.sha as Commit;
}

/** Writes the tree that a commit on top of another would have and gives its hash back: the same files on the same parent are the same hash. */
export async function writeTree(github: GitHub, parent: Commit | undefined, files: readonly CommittedFile[]): Promise<string> {
  const { octokit, owner, repo } = github;
  const base =
    parent && (await ask(github, `read the commit ${parent}`, () => octokit.rest.git.getCommit({ owner, repo, commit_sha: parent })));
  const entries: { path: string; mode: "100644"; type: "blob"; sha: string | null }[] = [];
  for (const { path, text } of files) {
    const sha =
      text === null
        ? null
        : (
            await ask(github, `write ${path}`, () =>
              octokit.rest.git.createBlob({ owner, repo, content: Buffer.from(text).toString("base64"), encoding: "base64" }),
            )
          ).sha;
    entries.push({ path, mode: "100644", type: "blob", sha });
  }
  const tree = await ask(github, "write a tree", () =>
    octokit.rest.git.createTree({ owner, repo, tree: entries, ...(base ? { base_tree: base.tree.sha } : {}) }),
  );
  return tree.sha;
}

/** Points a branch to a commit: made when absent, moved only forward unless `force`. @throws GitHubError GITHUB_REFUSED when it would not be forward. */
export async function pointBranch(
  github: GitHub,
  branch: string,
  commit: Commit,
  options: { exists: boolean; force?: boolean },
): Promise<void> {
  const { octokit, owner, repo } = github;
  await ask(github, `point ${branch} to ${commit}`, async () =>
    options.exists
      ? await octokit.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha: commit, force: options.force ?? false })
      : await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: commit }),
  );
}
