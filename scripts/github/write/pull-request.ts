import type { Commit } from "../../../stacks/model/declared.ts";
import type { BotPullRequest } from "../../observe/pull-requests/bot-pull-request.ts";
import type { Proposal } from "../../propose/propose.ts";
import { ask, askIfThere, type GitHub, GitHubError } from "../client.ts";
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
 */
export async function ensurePullRequest(
  github: GitHub,
  proposal: Proposal,
  ofBranch: readonly BotPullRequest[],
  base: { name: string; commit: Commit },
): Promise<Proposed> {
  const open = ofBranch.find(({ state }) => state === "open");
  if (!open) return await openPullRequest(github, proposal, base, ofBranch[0]?.wrote);
  const known = { branch: proposal.branch, number: open.number, url: open.url, head: open.head, notes: [] };
  const isWritten = open.head !== open.wrote && (await isExactly(github, open.head as Commit, proposal));
  if (open.head !== open.wrote && !isWritten)
    return { ...known, action: "left-alone", notes: [`#${open.number} has commits that are not ours: it is left alone`] };
  if (open.digest === proposal.digest && !isWritten) return { ...known, action: "unchanged" };
  const head = isWritten ? (open.head as Commit) : await pushChange(github, proposal, base.commit, true);
  const { octokit, owner, repo } = github;
  await ask(github, `update #${open.number}`, () =>
    octokit.rest.pulls.update({ owner, repo, pull_number: open.number, title: proposal.title, body: proposal.body }),
  );
  return { ...known, action: "updated", head, notes: await decorate(github, open.number, proposal) };
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

/** Labels and reviewers are asked for one by one: that one of them is refused must not cost the others, and is said. */
async function decorate(github: GitHub, number: number, { labels, reviewers }: Proposal): Promise<readonly string[]> {
  const { octokit, owner, repo } = github;
  await ask(github, `label #${number}`, () => octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...labels] }));
  const notes: string[] = [];
  for (const reviewer of reviewers) {
    try {
      await ask(github, `ask ${reviewer} to review #${number}`, () =>
        octokit.rest.pulls.requestReviewers({ owner, repo, pull_number: number, reviewers: [reviewer] }),
      );
    } catch (error) {
      if (!(error instanceof GitHubError) || error.code === "GITHUB_UNREACHABLE" || error.code === "GITHUB_UNAVAILABLE") throw error;
      notes.push(`${reviewer} could not be asked to review: ${error.message}`);
    }
  }
  return notes;
}
