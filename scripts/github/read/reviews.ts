import type { Commit } from "../../../stacks/model/declared.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Actor, Review } from "../../gate/pull-request.ts";
import { ask, failure, type GitHub, GitHubError } from "../client.ts";

/** A review that decides something, with the commit that the reviewer saw. */
export type SubmittedReview = Omit<Review, "digest"> & { commit: Commit };

/** A pull request as GitHub has it. `merged` is the commit on the base branch, and the moment. */
export type SubmittedPullRequest = {
  number: number;
  author: Actor;
  head: Commit;
  branch: string;
  /** The branch that it goes to. */
  into: string;
  state: "open" | "closed";
  merged: { commit: Commit; at: Instant } | undefined;
};

/** Nobody's account: GitHub itself, as committer of what was edited or merged on its pages. */
const WEB_FLOW = 19_864_447;

/** Reads one pull request. */
export async function readPullRequest(github: GitHub, number: number): Promise<SubmittedPullRequest> {
  const { octokit, owner, repo } = github;
  return submitted(await ask(github, `read #${number}`, () => octokit.rest.pulls.get({ owner, repo, pull_number: number })));
}

/** All open pull requests that go to a branch. */
export async function listOpenPullRequests(github: GitHub, into: string): Promise<readonly SubmittedPullRequest[]> {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate(octokit.rest.pulls.list, { owner, repo, state: "open", base: into, per_page: 100 });
    return all
      .map(submitted)
      .filter((pull) => pull.into === into)
      .sort((a, b) => a.number - b.number);
  } catch (cause) {
    throw failure(github, "list the pull requests", cause);
  }
}

/** The merged pull requests to a branch that a commit came with. */
export async function listPullRequestsOf(github: GitHub, commit: Commit, into: string): Promise<readonly SubmittedPullRequest[]> {
  const { octokit, owner, repo } = github;
  const all = await ask(github, `look for the pull request of ${commit}`, () =>
    octokit.rest.repos.listPullRequestsAssociatedWithCommit({ owner, repo, commit_sha: commit, per_page: 100 }),
  );
  return all.map(submitted).filter((pull) => pull.merged !== undefined && pull.into === into);
}

type GitHubPull = {
  number: number;
  user: GitHubUser;
  head: { sha: string; ref: string };
  base: { ref: string };
  state: string;
  merged_at: string | null;
  merge_commit_sha: string | null;
};
type GitHubUser = { id: number; login: string; type: string } | null;

/** Whoever's account was deleted is the ghost of GitHub, who is in no directory. */
const GHOST: Actor = { id: 10_137, login: "ghost", isBot: false };

function submitted({ number, user, head, base, state, merged_at, merge_commit_sha }: GitHubPull): SubmittedPullRequest {
  return {
    number,
    author: actorOf(user) ?? GHOST,
    head: head.sha as Commit,
    branch: head.ref,
    into: base.ref,
    state: state === "open" ? "open" : "closed",
    merged: merged_at && merge_commit_sha ? { commit: merge_commit_sha as Commit, at: instantOf(new Date(merged_at)) } : undefined,
  };
}

function actorOf(user: GitHubUser | undefined): Actor | undefined {
  return user ? { id: user.id, login: user.login, isBot: user.type === "Bot" } : undefined;
}

const DECISIONS: Readonly<Record<string, Review["says"]>> = {
  APPROVED: "approved",
  CHANGES_REQUESTED: "changes-requested",
  DISMISSED: "dismissed",
};

/** The reviews that decide something, oldest first; comments do not. */
export async function listReviews(github: GitHub, number: number): Promise<readonly SubmittedReview[]> {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate(octokit.rest.pulls.listReviews, { owner, repo, pull_number: number, per_page: 100 });
    return all
      .flatMap(({ user, state, commit_id, submitted_at }) => {
        const says = DECISIONS[state];
        if (!says) return [];
        return [{ by: actorOf(user) ?? GHOST, says, commit: (commit_id ?? "") as Commit, at: instantOf(new Date(submitted_at ?? 0)) }];
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  } catch (cause) {
    throw failure(github, `list the reviews of #${number}`, cause);
  }
}

/**
 * Whoever wrote the commits between two: authors, committers, co-authors, and whoever pushed one of them to the branch as far as GitHub
 * still tells; and commits of which GitHub knows no account.
 */
export async function listWriters(
  github: GitHub,
  from: Commit,
  to: Commit,
  branch: string,
): Promise<{ writers: readonly Actor[]; strangers: readonly Commit[] }> {
  const commits = await listCommits(github, from, to);
  const writers = new Map<number, Actor>();
  const strangers = new Set<Commit>();
  for (const { sha, author, committer, commit } of commits) {
    for (const user of [author, committer]) {
      const actor = actorOf(user as GitHubUser);
      if (!actor) strangers.add(sha as Commit);
      else writers.set(actor.id, actor);
    }
    for (const actor of coAuthors(commit.message)) if (!writers.has(actor.id)) writers.set(actor.id, actor);
  }
  for (const actor of await listPushers(github, branch, new Set(commits.map(({ sha }) => sha)))) writers.set(actor.id, actor);
  writers.delete(WEB_FLOW);
  return { writers: [...writers.values()], strangers: [...strangers] };
}

async function listCommits(github: GitHub, from: Commit, to: Commit) {
  const { octokit, owner, repo } = github;
  const whole = [];
  for (let page = 1; ; page += 1) {
    const { commits, total_commits } = await ask(github, `list the commits from ${from} to ${to}`, () =>
      octokit.rest.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${from}...${to}`, per_page: 100, page }),
    );
    whole.push(...commits);
    if (whole.length >= total_commits) return whole;
    // A list that ends early leaves out somebody who wrote this.
    if (commits.length === 0)
      throw new GitHubError(
        "GITHUB_REFUSED",
        `cannot list the commits from ${from} to ${to}: GitHub gave ${whole.length} of ${total_commits}`,
      );
  }
}

/** Co-authors whose address holds the number of their account (GitHub's `<id>+<login>@users.noreply.github.com`). Other addresses prove nothing either way. */
function coAuthors(message: string): readonly Actor[] {
  return [...message.matchAll(/^co-authored-by:.*<(\d+)\+([^@>]+)@users\.noreply\.github\.com>\s*$/gim)].map(([, id, login]) => ({
    id: Number(id),
    login: login!,
    isBot: login!.endsWith("[bot]"),
  }));
}

/** Whoever pushed one of these commits to a branch; nobody where GitHub does not tell (the branch of a fork, old servers). */
async function listPushers(github: GitHub, branch: string, commits: ReadonlySet<string>): Promise<readonly Actor[]> {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate("GET /repos/{owner}/{repo}/activity", { owner, repo, ref: branch, per_page: 100 });
    const pushes = all as unknown as readonly { actor: GitHubUser; after: string; activity_type: string }[];
    return pushes
      .filter(({ activity_type, after }) => activity_type !== "branch_deletion" && commits.has(after))
      .flatMap(({ actor }) => actorOf(actor) ?? []);
  } catch (cause) {
    const failed = failure(github, `list the pushes to ${branch}`, cause);
    if (failed.code === "GITHUB_NOT_FOUND") return [];
    throw failed;
  }
}
