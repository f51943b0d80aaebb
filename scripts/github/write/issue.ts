import { ask, failure, type GitHub, GitHubError } from "../client.ts";

/** An issue that is kept: one of each, known by its hidden line. */
export type KeptIssue = { topic: "dashboard" | "onboarding"; title: string; body: string };

/** One that is there, whoever closed it. */
export type FoundIssue = { number: number; url: string; state: "open" | "closed"; body: string };

/** GitHub takes 65,536 characters. */
const LONGEST = 65_000;

function markerOf(topic: KeptIssue["topic"]): string {
  return `<!-- tenure/${topic}/1 -->`;
}

/** Finds the newest issue of ours of a topic; what others copy into theirs does not make it ours. */
export async function findIssue(github: GitHub, topic: KeptIssue["topic"]): Promise<FoundIssue | undefined> {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate(octokit.rest.issues.listForRepo, {
      owner,
      repo,
      state: "all",
      labels: `tenure:${topic}`,
      per_page: 100,
    });
    const own = all
      .filter(
        ({ user, body, pull_request }) => pull_request === undefined && user?.type === "Bot" && body?.trimEnd().endsWith(markerOf(topic)),
      )
      .sort((a, b) => b.number - a.number)[0];
    return own && { number: own.number, url: own.html_url, state: own.state === "open" ? "open" : "closed", body: own.body ?? "" };
  } catch (cause) {
    throw failure(github, `look for the issue ${topic}`, cause);
  }
}

/** Makes the issue say this: opened once, edited in place, opened again when somebody closed it, left alone when it says the same. */
export async function keepIssue(
  github: GitHub,
  { topic, title, body: text }: KeptIssue,
): Promise<{ number: number; url: string; action: "opened" | "edited" | "unchanged" }> {
  const { octokit, owner, repo } = github;
  const body = `${text.slice(0, LONGEST)}\n\n${markerOf(topic)}`;
  const found = await findIssue(github, topic);
  if (!found) {
    const made = await ask(github, `open the issue ${topic}`, () =>
      octokit.rest.issues.create({ owner, repo, title, body, labels: ["tenure", `tenure:${topic}`] }),
    );
    return { number: made.number, url: made.html_url, action: "opened" };
  }
  const { number, url, state } = found;
  if (found.body === body && state === "open") return { number, url, action: "unchanged" };
  await ask(github, `edit #${number}`, () => octokit.rest.issues.update({ owner, repo, issue_number: number, title, body, state: "open" }));
  return { number, url, action: "edited" };
}

/** Opens an issue and gives its number. An assignee whom GitHub does not take costs the assignment and not the issue. */
export async function openIssue(
  github: GitHub,
  issue: { title: string; body: string; labels: readonly string[]; assignees: readonly string[] },
): Promise<number> {
  const { octokit, owner, repo } = github;
  const { title, body, assignees } = issue;
  const words = { owner, repo, title: title.slice(0, 250), body, labels: [...issue.labels] };
  const open = (more: { assignees?: string[] }) =>
    ask(github, `open the issue "${title}"`, () => octokit.rest.issues.create({ ...words, ...more }));
  try {
    return (await open(assignees.length > 0 ? { assignees: [...assignees] } : {})).number;
  } catch (error) {
    if (assignees.length === 0 || !(error instanceof GitHubError) || error.code !== "GITHUB_REFUSED") throw error;
    return (await open({})).number;
  }
}
