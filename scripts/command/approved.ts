import type { Commit, StackName } from "../../stacks/model/declared.ts";
import type { Directory } from "../../stacks/model/directory.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import { recordTag } from "../../stacks/model/ref.ts";
import { changedExceptions } from "../gate/diff.ts";
import { peopleBehind } from "../gate/interest.ts";
import type { ApprovedChange, PullRequest, UnapprovedChange } from "../gate/pull-request.ts";
import { readCheck } from "../github/read/checks.ts";
import { listPullRequestsOf, type SubmittedPullRequest } from "../github/read/reviews.ts";
import { routingOf } from "./judge.ts";
import type { LastDeployed } from "./last-deployed.ts";
import { GATE_CHECK } from "./publish-check.ts";
import type { Source } from "./source.ts";
import { type Reading, readMerged } from "./submission.ts";

/** Everything that was merged since a commit: what had its approvals, and what nothing may be deployed from. */
export type Merged = { approved: readonly ApprovedChange[]; unapproved: readonly UnapprovedChange[] };

/** From which commit on a stack is judged, absent before its first deployment, and what was merged since; `undefined` where GitHub is not asked. */
export type History = { last: LastDeployed | undefined; merged: Merged | undefined };

/** The history of each stack of an account; what was merged since one commit is found out once. */
export async function historyOf(
  stacks: readonly StackName[],
  lastOf: (stack: StackName) => Promise<LastDeployed | undefined>,
  reading: Reading | undefined,
  { tree }: Source,
): Promise<ReadonlyMap<StackName, History>> {
  const since = new Map<Commit, Promise<Merged>>();
  const found = new Map<StackName, History>();
  for (const stack of stacks) {
    const last = await lastOf(stack);
    const merged = reading && last && (since.get(last.commit) ?? mergedSince(reading, last.commit, tree.commit as Commit));
    if (merged) since.set(last.commit, merged);
    found.set(stack, { last, merged: await merged });
  }
  return found;
}

/** Whoever has not deployed for so many commits takes a new baseline by hand. */
const LONGEST_WALK = 2_000;

/**
 * Walks every commit that the default branch pointed to since the one deployed last, and asks of each: which pull request merged it, did the
 * App `judge` pass it, and has everybody approved these very files whom the change needs. A commit that has not is forgiven only when the
 * branch now has all of its files as they were before it.
 */
export async function mergedSince(reading: Reading, last: Commit, tip: Commit): Promise<Merged> {
  const commits = await commitsSince(reading, last, tip);
  if (!commits) {
    const because = `does not come after ${last}, which was deployed last: the branch was pushed over`;
    return { approved: [], unapproved: [{ commit: tip, because }] };
  }
  const approved: ApprovedChange[] = [];
  const unapproved: UnapprovedChange[] = [];
  for (let at = 0; at < commits.length; ) {
    const { end, pull } = await groupAt(reading, commits, at);
    const [from, to] = [commits[at - 1] ?? last, commits[end]!];
    const result = pull ? await verify(reading, pull, from, to) : { commit: to, because: "came with no merged pull request" };
    if ("pull" in result) approved.push(result);
    else if (!(await isUndone(reading, from, to, tip))) unapproved.push(result);
    at = end + 1;
  }
  return { approved, unapproved };
}

/** The commits after one up to another along first parents, oldest first; `undefined` when the way does not lead there. */
async function commitsSince({ history }: Reading, last: Commit, tip: Commit): Promise<readonly Commit[] | undefined> {
  const commits: Commit[] = [];
  for (let at: Commit | undefined = tip; at !== last; at = await history.parent(at)) {
    if (at === undefined || commits.length >= LONGEST_WALK) return undefined;
    commits.unshift(at);
  }
  return commits;
}

/** A pull request that was merged by rebasing is several commits; the last of them is the one that GitHub says it was merged as. */
async function groupAt(
  { github, source }: Reading,
  commits: readonly Commit[],
  at: number,
): Promise<{ end: number; pull: SubmittedPullRequest | undefined }> {
  const pulls = await listPullRequestsOf(github, commits[at]!, source.branch!);
  for (const pull of pulls) {
    const end = commits.indexOf(pull.merged!.commit, at);
    if (end < 0) continue;
    const between = await Promise.all(commits.slice(at + 1, end).map((commit) => listPullRequestsOf(github, commit, source.branch!)));
    if (between.every((others) => others.some(({ number }) => number === pull.number))) return { end, pull };
  }
  return { end: at, pull: undefined };
}

async function verify(
  reading: Reading,
  submitted: SubmittedPullRequest,
  from: Commit,
  to: Commit,
): Promise<ApprovedChange | UnapprovedChange> {
  const because = (text: string): UnapprovedChange => ({ commit: to, because: `came with #${submitted.number}, ${text}` });
  try {
    const { pull, sides } = await readMerged(reading, submitted, from, to);
    if (!sides.base) return because("on records that cannot be read");
    const { judge } = sides.base.declared.settings.apps;
    if (judge === null) return because("and settings.yaml names no App whose verdict counts (apps.judge)");
    // A merge queue has the very commit judged, everybody else the head of the branch.
    const checks = await Promise.all([to, submitted.head].map((commit) => readCheck(reading.github, commit, GATE_CHECK, judge)));
    const check = checks.find((one) => one !== undefined);
    if (check?.conclusion !== "success")
      return because(`which the App ${judge} has not passed (${GATE_CHECK}: ${check?.title ?? "no check"})`);
    const { approvals } = routingOf(sides, pull, submitted.merged!.at);
    if (approvals.missing.length > 0)
      return because(`which nobody of ${approvals.missing.join(" and ")} has approved${inParentheses(approvals)}`);
    return {
      commit: to,
      pull: submitted.number,
      digest: pull.digest,
      requestedBy: requestersOf(pull, sides.head.declared.directory),
      approvedBy: [...new Set(approvals.given.map(({ by }) => by))].sort(),
      mergedAt: submitted.merged!.at,
      records: sides.diff.records.map(({ account, ref }) => recordTag(account, ref)),
      exceptions: changedExceptions(sides.base.declared, sides.head.declared).map(({ exception }) => exception.id),
    };
  } catch (error) {
    if (error instanceof RecordError) return because(`whose records cannot be read: ${error.message.split("\n")[0]}`);
    throw error;
  }
}

/** Who opened a pull request, and whoever asked the bot for it, by ids of the directory where it has them. */
function requestersOf({ author, ledger }: PullRequest, directory: Directory): readonly string[] {
  const opened = peopleBehind(directory, author).map(({ id }) => `person/${id}`);
  return [...new Set([...(opened.length > 0 ? opened : [`github/${author.id}`]), ...(ledger?.askedBy ?? [])])].sort();
}

function inParentheses({
  refused,
  obstacles,
}: {
  refused: readonly { login: string; because: string }[];
  obstacles: readonly string[];
}): string {
  const reasons = [...obstacles, ...refused.map(({ login, because }) => `${login} ${because}`)];
  return reasons.length > 0 ? ` (${reasons.join("; ")})` : "";
}

async function isUndone({ history }: Reading, from: Commit, to: Commit, tip: Commit): Promise<boolean> {
  const touched = new Set((await history.differences(from, to)).map(({ path }) => path));
  return to !== tip && !(await history.differences(from, tip)).some(({ path }) => touched.has(path));
}
