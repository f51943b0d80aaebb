import type { Commit } from "../../../stacks/model/declared.ts";
import { ask, type GitHub } from "../client.ts";

/** The default branch and the commit that it points to now. */
export async function readDefaultBranch(github: GitHub): Promise<{ name: string; commit: Commit }> {
  const { octokit, owner, repo } = github;
  const { default_branch: name } = await ask(github, "read the repository", () => octokit.rest.repos.get({ owner, repo }));
  const ref = await ask(github, `read the branch ${name}`, () => octokit.rest.git.getRef({ owner, repo, ref: `heads/${name}` }));
  return { name, commit: ref.object.sha as Commit };
}
