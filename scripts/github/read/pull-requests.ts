import { instantOf } from "../../../stacks/model/instant.ts";
import type { Revocation } from "../../observe/pull-requests/bot-pull-request.ts";
import { isBranchOfBot, parseMarker } from "../../propose/sections/marker.ts";
import { ask, failure, type GitHub } from "../client.ts";

/**
 * Every pull request from a branch `revoke/…` or `people/…` of this repository, open and ended, newest first.
 * Which of them are the bot's own is for the caller to say: anybody may name a branch so.
 */
export async function listRevocations(github: GitHub): Promise<readonly Revocation[]> {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate(octokit.rest.pulls.list, {
      owner,
      repo,
      state: "all",
      sort: "created",
      direction: "desc",
      per_page: 100,
    });
    return all
      .filter(({ head }) => isBranchOfBot(head.ref) && (head.repo === null || head.repo.full_name === `${owner}/${repo}`))
      .map(revocationOf);
  } catch (cause) {
    throw failure(github, "list the pull requests", cause);
  }
}

/** Every pull request from one branch of this repository, open and ended, newest first. */
export async function listPullRequestsFrom(github: GitHub, branch: string): Promise<readonly Revocation[]> {
  const { octokit, owner, repo } = github;
  const words = { owner, repo, state: "all", head: `${owner}:${branch}`, sort: "created", direction: "desc", per_page: 100 } as const;
  const all = await ask(github, `look for pull requests from ${branch}`, () => octokit.rest.pulls.list(words));
  return all.filter(({ head }) => head.ref === branch).map(revocationOf);
}

type GitHubPull = {
  number: number;
  html_url: string;
  head: { ref: string; sha: string };
  state: string;
  merged_at: string | null;
  body: string | null;
  created_at: string;
  closed_at: string | null;
};

function revocationOf(pull: GitHubPull): Revocation {
  return {
    number: pull.number,
    url: pull.html_url,
    branch: pull.head.ref,
    state: pull.merged_at ? "merged" : pull.state === "open" ? "open" : "closed",
    digest: parseMarker(pull.body)?.digest ?? null,
    head: pull.head.sha,
    createdAt: instantOf(new Date(pull.created_at)),
    closedAt: pull.closed_at ? instantOf(new Date(pull.closed_at)) : null,
  };
}
