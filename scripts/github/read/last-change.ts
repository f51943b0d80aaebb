import type { Commit } from "../../../stacks/model/declared.ts";
import { ask, type GitHub } from "../client.ts";

/** The newest commit of a branch that touched a file, in one line for people; `undefined` when none did. */
export async function readLastChange(github: GitHub, branch: string, path: string): Promise<{ commit: Commit; text: string } | undefined> {
  const { octokit, owner, repo } = github;
  const [newest] = await ask(github, `look for the last change of ${path}`, () =>
    octokit.rest.repos.listCommits({ owner, repo, sha: branch, path, per_page: 1 }),
  );
  return newest && { commit: newest.sha as Commit, text: newest.commit.message.split("\n")[0]!.slice(0, 120) };
}
