import { JUDGE } from "../../emulators/github/people.ts";
import { ask, type GitHub, openGitHub } from "../../github/client.ts";
import { readDefaultBranch } from "../../github/read/branch.ts";
import { pointBranch, writeCommit } from "../../github/write/commit.ts";
import type { Stage } from "./stage.ts";

/** What people do on GitHub: open pull requests, and merge them. */

/** GitHub as one of the people. */
export function githubAs({ environment, tokens }: Stage, login: string): GitHub {
  return openGitHub({ ...environment, GITHUB_TOKEN: tokens.get(login) })!;
}

/** One person proposes files in a pull request, the App judges it, others approve it, and one of them merges it. Gives the seconds that judging took. */
export async function proposeAndMerge(
  stage: Stage,
  author: string,
  approvers: readonly string[],
  title: string,
  files: Readonly<Record<string, string>>,
  judging: readonly string[] = [],
): Promise<{ number: number; seconds: number }> {
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
  const seconds = await judgePull(stage, number, judging);
  await merge(stage, approvers, number);
  return { number, seconds };
}

/** What the workflow `gate` does: the App `judge` publishes the verdict, without which nothing is deployed. */
export async function judgePull(stage: Stage, number: number, judging: readonly string[] = []): Promise<number> {
  const words = ["gate", "--pull", String(number), "--publish", ...judging];
  return (await stage.run(words, { lines: 1, login: JUDGE.login })).seconds;
}

/** Approves and merges a pull request. */
export async function merge(stage: Stage, approvers: readonly string[], number: number): Promise<void> {
  for (const approver of approvers) await approve(stage, approver, number);
  await mergePull(stage, approvers[0]!, number);
}

/** Somebody approves a pull request. */
export async function approve(stage: Stage, login: string, number: number): Promise<void> {
  const github = githubAs(stage, login);
  const { octokit, owner, repo } = github;
  await ask(github, `approve #${number}`, () => octokit.rest.pulls.createReview({ owner, repo, pull_number: number, event: "APPROVE" }));
}

/** Somebody merges a pull request. */
export async function mergePull(stage: Stage, login: string, number: number): Promise<void> {
  const github = githubAs(stage, login);
  const { octokit, owner, repo } = github;
  await ask(github, `merge #${number}`, () => octokit.rest.pulls.merge({ owner, repo, pull_number: number, merge_method: "squash" }));
}

/** The pull requests that wait for a decision. */
export async function openPullRequests(stage: Stage): Promise<readonly { number: number; title: string; url: string }[]> {
  const github = githubAs(stage, "omar-h");
  const { octokit, owner, repo } = github;
  const pulls = await ask(github, "list pull requests", () => octokit.rest.pulls.list({ owner, repo, state: "open", per_page: 100 }));
  return pulls.map(({ number, title, html_url }) => ({ number, title, url: html_url })).sort((a, b) => a.number - b.number);
}
