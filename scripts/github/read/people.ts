import type { Actor } from "../../gate/pull-request.ts";
import { ask, type GitHub, GitHubError } from "../client.ts";

/** Whose token this is; `undefined` for the token of an App's installation, which is nobody's (GitHub refuses it there). */
export async function readTokenHolder(github: GitHub): Promise<Actor | undefined> {
  try {
    const { id, login, type } = await ask(github, "ask whose token this is", () => github.octokit.rest.users.getAuthenticated());
    return { id, login, isBot: type === "Bot" };
  } catch (error) {
    if (error instanceof GitHubError && error.code === "GITHUB_FORBIDDEN") return undefined;
    throw error;
  }
}

/** An issue: who opened it, by the number of their account, and what they wrote. */
export type Issue = { number: number; author: Actor | undefined; body: string; isOpen: boolean };

/** Reads one issue. @throws GitHubError GITHUB_REFUSED for the number of a pull request, which GitHub also calls an issue. */
export async function readIssue(github: GitHub, number: number): Promise<Issue> {
  const { octokit, owner, repo } = github;
  const { user, body, state, pull_request } = await ask(github, `read the issue #${number}`, () =>
    octokit.rest.issues.get({ owner, repo, issue_number: number }),
  );
  if (pull_request) throw new GitHubError("GITHUB_REFUSED", `#${number} in ${owner}/${repo} is a pull request, expected an issue`);
  return {
    number,
    author: user ? { id: user.id, login: user.login, isBot: user.type === "Bot" } : undefined,
    body: body ?? "",
    isOpen: state === "open",
  };
}
