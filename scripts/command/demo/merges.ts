import { ask, type GitHub, openGitHub } from "../../github/client.ts";
import { readDefaultBranch } from "../../github/read/branch.ts";
import { pointBranch, writeCommit } from "../../github/write/commit.ts";
import type { Stage } from "./stage.ts";

/** What people do on GitHub: open pull requests, and merge them. */

/** GitHub as one of the people. */
export function githubAs({ environment, tokens }: Stage, login: string): GitHub {
  return openGitHub({ ...environment, GITHUB_TOKEN: tokens.get(login) })!;
}

/** One person proposes files in a pull request, another one merges it. */
export async function proposeAndMerge(
  stage: Stage,
  author: string,
  merger: string,
  title: string,
  files: Readonly<Record<string, string>>,
): Promise<number> {
  const github = githubAs(stage, author);
  const { octokit, owner, repo } = github;
  const { name, commit } = await readDefaultBranch(github);
  const branch = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const head = await writeCommit(
    github,
    commit,
    title,
    Object.entries(files).map(([path, text]) => ({ path: `stacks/${path}`, text })),
  );
  await pointBranch(github, branch, head, { exists: false });
  const { number } = await ask(github, "open a pull request", () =>
    octokit.rest.pulls.create({ owner, repo, head: branch, base: name, title }),
  );
  await merge(stage, merger, number);
  return number;
}

/** Approves and merges a pull request. */
export async function merge(stage: Stage, merger: string, number: number): Promise<void> {
  const github = githubAs(stage, merger);
  const { octokit, owner, repo } = github;
  await ask(github, `approve #${number}`, () => octokit.rest.pulls.createReview({ owner, repo, pull_number: number, event: "APPROVE" }));
  await ask(github, `merge #${number}`, () => octokit.rest.pulls.merge({ owner, repo, pull_number: number, merge_method: "squash" }));
}

/** The pull requests that wait for a decision. */
export async function openPullRequests(stage: Stage): Promise<readonly { number: number; title: string; url: string }[]> {
  const github = githubAs(stage, "omar-h");
  const { octokit, owner, repo } = github;
  const pulls = await ask(github, "list pull requests", () => octokit.rest.pulls.list({ owner, repo, state: "open", per_page: 100 }));
  return pulls.map(({ number, title, html_url }) => ({ number, title, url: html_url })).sort((a, b) => a.number - b.number);
}
