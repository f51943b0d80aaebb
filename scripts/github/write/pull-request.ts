import type { Commit } from "../../../stacks/model/declared.ts";
import type { BotPullRequest } from "../../observe/pull-requests/bot-pull-request.ts";
import type { Proposal } from "../../propose/propose.ts";
import { ask, askIfThere, type GitHub, GitHubError } from "../client.ts";
import type { History } from "../read/history.ts";
import { type CommittedFile, pointBranch, writeCommit, writeTree } from "./commit.ts";

/** What became of a proposal. `left-alone`: somebody else has committed to the branch, so it is theirs now. */
export type Proposed = {
  branch: string;
  action: "opened" | "updated" | "unchanged" | "left-alone";
  number: number;
  url: string;
  head: string;
  notes: readonly string[];
};

/**
 * Makes a pull request be as proposed, and does nothing where it is so already: the digest in its body says which findings it answers.
 * One commit on top of base, edited afresh when the findings changed; a branch whose head is not what we wrote is left alone.
 * A run that was killed at any point is taken up where it stopped.
 * @param ofBranch the bot's pull requests from this branch, newest first, open and ended.
 * @param history by which it is seen that base has changed one of the files meanwhile: then, and only then, the commit is written afresh on top of it.
 */
export async function ensurePullRequest(
  github: GitHub,
  proposal: Proposal,
  ofBranch: readonly BotPullRequest[],
  base: { name: string; commit: Commit },
  history?: History,
): Promise<Proposed> {
  const open = ofBranch.find(({ state }) => state === "open");
  if (!open) return await openPullRequest(github, proposal, base, ofBranch[0]?.wrote);
  const known = { branch: proposal.branch, number: open.number, url: open.url, head: open.head, notes: [] };
  const isWritten = open.head !== open.wrote && (await isExactly(github, open.head as Commit, proposal));
  if (open.head !== open.wrote && !isWritten)
    return { ...known, action: "left-alone", notes: [`#${open.number} has commits that are not ours: it is left alone`] };
  const outdated = history ? await changedMeanwhile(github, history, open.head as Commit, base.commit, proposal) : [];
  if (open.digest === proposal.digest && !isWritten && outdated.length === 0) return { ...known, action: "unchanged" };
  const head = isWritten && outdated.length === 0 ? (open.head as Commit) : await pushChange(github, proposal, base.commit, true);
  const { octokit, owner, repo } = github;
  await ask(github, `update #${open.number}`, () =>
    octokit.rest.pulls.update({ owner, repo, pull_number: open.number, title: proposal.title, body: proposal.body }),
  );
  const rewritten = outdated.map((path) => `written afresh: ${base.name} has changed ${path}`);
  return { ...known, action: "updated", head, notes: [...rewritten, ...(await decorate(github, open.number, proposal))] };
}

/** Files of the proposal that base has changed since the commit was written: merging it would undo that, or fail. */
async function changedMeanwhile(
  github: GitHub,
  history: History,
  head: Commit,
  base: Commit,
  proposal: Proposal,
): Promise<readonly string[]> {
  const parent = (await readCommit(github, head)).parents[0]?.sha as Commit | undefined;
  if (parent === undefined || parent === base) return [];
  const own = new Set(filesOf(proposal).map(({ path }) => path));
  return (await history.differences(parent, base)).map(({ path }) => path).filter((path) => own.has(path));
}

async function openPullRequest(
  github: GitHub,
  proposal: Proposal,
  base: { name: string; commit: Commit },
  ours: string | undefined,
): Promise<Proposed> {
  const { octokit, owner, repo } = github;
  const { branch } = proposal;
  const head = await headFor(github, proposal, base.commit, ours);
  // A run that was killed between opening a pull request and writing it down left it here: it is taken over, not opened again.
  const open = await ask(github, `look for a pull request from ${branch}`, () =>
    octokit.rest.pulls.list({ owner, repo, state: "open", head: `${owner}:${branch}` }),
  );
  const left = open.find((pull) => pull.head.ref === branch);
  const words = { title: proposal.title, body: proposal.body };
  const pull = left
    ? await ask(github, `update #${left.number}`, () => octokit.rest.pulls.update({ owner, repo, pull_number: left.number, ...words }))
    : await ask(github, `open a pull request from ${branch}`, () =>
        octokit.rest.pulls.create({ owner, repo, head: branch, base: base.name, ...words }),
      );
  const notes = await decorate(github, pull.number, proposal);
  return { branch, action: "opened", number: pull.number, url: pull.html_url, head, notes };
}

/**
 * The commit that the branch points to afterwards. What a killed run left there is kept if it is exactly the proposal, and written afresh
 * if its message says that it is about the same change: a message proves nothing, so such a commit never counts as ours, it is replaced.
 * @throws GitHubError GITHUB_CONFLICT when the branch is somebody else's.
 */
async function headFor(github: GitHub, proposal: Proposal, base: Commit, ours: string | undefined): Promise<Commit> {
  const { octokit, owner, repo } = github;
  const { branch } = proposal;
  const existing = await askIfThere(github, `look for the branch ${branch}`, () =>
    octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` }),
  );
  if (!existing) return await pushChange(github, proposal, base, false);
  const head = existing.object.sha as Commit;
  if (await isExactly(github, head, proposal)) return head;
  const { message } = await readCommit(github, head);
  if (head === ours || message.includes(`Tenure-Change: ${proposal.change} `)) return await pushChange(github, proposal, base, true);
  throw new GitHubError(
    "GITHUB_CONFLICT",
    `cannot open a pull request from ${branch} in ${owner}/${repo}: the branch exists and its head ${head} is not ours; delete or rename it`,
  );
}

/** True when a commit is to the letter what we would write on its parent: then it makes no difference who wrote it. */
async function isExactly(github: GitHub, head: Commit, proposal: Proposal): Promise<boolean> {
  const commit = await readCommit(github, head);
  const [parent, ...others] = commit.parents;
  if (!parent || others.length > 0 || commit.message.trim() !== messageOf(proposal).trim()) return false;
  return commit.tree.sha === (await writeTree(github, parent.sha as Commit, filesOf(proposal)));
}

function readCommit(github: GitHub, commit: Commit) {
  const { octokit, owner, repo } = github;
  return ask(github, `read the commit ${commit}`, () => octokit.rest.git.getCommit({ owner, repo, commit_sha: commit }));
}

/** Writes the proposal's one commit and points its branch to it. */
async function pushChange(github: GitHub, proposal: Proposal, base: Commit, exists: boolean): Promise<Commit> {
  const commit = await writeCommit(github, base, messageOf(proposal), filesOf(proposal));
  await pointBranch(github, proposal.branch, commit, { exists, force: true });
  return commit;
}

function filesOf({ files, prefix }: Proposal): readonly CommittedFile[] {
  return files.map(({ path, text }) => ({ path: `${prefix}${path}`, text }));
}

function messageOf({ title, change, digest }: Proposal): string {
  return `${title}\n\nTenure-Change: ${change} ${digest}\n`;
}

/** Labels, then reviewers; who could not be asked stands in the body too, since nobody reads the output of a run. */
async function decorate(github: GitHub, number: number, proposal: Proposal): Promise<readonly string[]> {
  const { octokit, owner, repo } = github;
  await ask(github, `label #${number}`, () =>
    octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...proposal.labels] }),
  );
  const merging = proposal.autoMerge ? await allowMerge(github, number) : [];
  const { asked, notes } = await askReviewers(github, number, proposal);
  if (notes.length === 0) return merging;
  const instead =
    asked.length > 0 ? `${asked.join(" and ")} asked to review.` : "Nobody could be asked to review: security has to look at it.";
  const [first = "", ...rest] = proposal.body.split("\n");
  const body = [first, "", ...notes.map((note) => `> ${note.split(":")[0]}.`), `> ${instead}`, ...rest].join("\n");
  await ask(github, `update #${number}`, () => octokit.rest.pulls.update({ owner, repo, pull_number: number, body }));
  return [...notes, ...merging];
}

const ALLOW_MERGE =
  "mutation ($id: ID!) { enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH }) { clientMutationId } }";

/** Lets GitHub merge it as soon as the branch's rules are met: checks and approvals stay what they are. There is no REST call for it. A refusal costs nothing but a note. */
async function allowMerge(github: GitHub, number: number): Promise<readonly string[]> {
  const { octokit, owner, repo } = github;
  const { node_id: id } = await ask(github, `read #${number}`, () => octokit.rest.pulls.get({ owner, repo, pull_number: number }));
  try {
    await octokit.graphql(ALLOW_MERGE, { id });
    return ["GitHub merges it as soon as its rules are met (settings.yaml urgent.autoMerge)"];
  } catch (error) {
    return [`GitHub was not allowed to merge it by itself: ${(error as Error).message.split("\n")[0]}`];
  }
}

/**
 * Asks one by one, as many as were meant to be asked: that one of them is refused must not cost the others, and the next in line is asked in their place.
 * Where nobody is left the team of security is asked.
 */
async function askReviewers(
  github: GitHub,
  number: number,
  { reviewers, next, fallback }: Proposal,
): Promise<{ asked: readonly string[]; notes: readonly string[] }> {
  const asked: string[] = [];
  const notes: string[] = [];
  for (const login of [...reviewers, ...next]) {
    if (asked.length >= reviewers.length) break;
    const refusal = await requestReview(github, number, login, { reviewers: [login] });
    if (refusal === undefined) asked.push(login);
    else notes.push(refusal);
  }
  if (asked.length > 0 || fallback === null) return { asked, notes };
  const refusal = await requestReview(github, number, `the team ${fallback}`, { team_reviewers: [fallback] });
  return refusal === undefined ? { asked: [`the team ${fallback}`], notes } : { asked, notes: [...notes, refusal] };
}

/** One request for a review; why it was refused, or nothing. @throws GitHubError when GitHub itself is gone: then nobody was refused */
async function requestReview(
  github: GitHub,
  number: number,
  who: string,
  whom: { reviewers: string[] } | { team_reviewers: string[] },
): Promise<string | undefined> {
  const { octokit, owner, repo } = github;
  try {
    await ask(github, `ask ${who} to review #${number}`, () =>
      octokit.rest.pulls.requestReviewers({ owner, repo, pull_number: number, ...whom }),
    );
    return undefined;
  } catch (error) {
    if (!(error instanceof GitHubError) || error.code === "GITHUB_UNREACHABLE" || error.code === "GITHUB_UNAVAILABLE") throw error;
    return `${who} could not be asked to review: ${error.message}`;
  }
}
