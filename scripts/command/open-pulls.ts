import type { Commit } from "../../stacks/model/declared.ts";
import { RecordError } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Check } from "../gate/check-run.ts";
import { readCheck } from "../github/read/checks.ts";
import { listOpenPullRequests, readPullRequest, type SubmittedPullRequest } from "../github/read/reviews.ts";
import { keepComment } from "../github/write/comment.ts";
import { canonical } from "../ledger/canonical.ts";
import { approvalsCheck, invalidCheck } from "../report/gate-check.ts";
import { commentMarkdown } from "../report/gate-markdown.ts";
import { type Routing, routingOf } from "./judge.ts";
import { UsageError } from "./options.ts";
import { APPROVALS_CHECK, GATE_CHECK, publisher } from "./publish-check.ts";
import { readRecords } from "./records.ts";
import { type Reading, readBranch } from "./submission.ts";

/** How the approvals of an open pull request stand: who must, who has; or why its records cannot be read. */
export type OpenPull = { number: number; head: Commit } & (Routing | { problem: string });

/**
 * Reads the reviews of open pull requests as they are now. With `publish` each one's check is renewed where it says something else by now:
 * a review that was dismissed sends no event that a branch could not suppress.
 * @param number only this one
 */
export async function sweepApprovals(
  reading: Reading,
  number: number | undefined,
  publish: boolean,
  asOf: Instant,
): Promise<readonly OpenPull[]> {
  const found: OpenPull[] = [];
  for (const submitted of await pullsOf(reading, number)) {
    const { result, check } = await approvalsOfPull(reading, submitted, asOf);
    found.push({ number: submitted.number, head: submitted.head, ...result });
    if (publish) await renew(reading, submitted.head, check);
  }
  return found;
}

/** Keeps the comment on each open pull request that says what the App `judge` has published on its head, and nothing that anybody else has. */
export async function keepComments(reading: Reading, number: number | undefined): Promise<readonly { number: number; comment: string }[]> {
  const { github } = reading;
  const judge = judgeOf(reading);
  if (judge === null) throw new UsageError("--comment: settings.yaml names no App whose checks count (apps.judge)");
  const done = [];
  for (const { number: each, head } of await pullsOf(reading, number)) {
    const [gate, approvals] = [await readCheck(github, head, GATE_CHECK, judge), await readCheck(github, head, APPROVALS_CHECK, judge)];
    const text = commentMarkdown(gate, approvals);
    done.push({ number: each, comment: text === undefined ? "nothing published yet" : await keepComment(github, each, text) });
  }
  return done;
}

/** What `tenure/approvals` says of a change to programs. */
export function approvalsText(digest: string | undefined, routing: Routing): string {
  const { required, given, missing } = routing.approvals;
  return canonical({ schema: "tenure/approvals/1", digest: digest ?? null, risk: routing.risk, required, given, missing });
}

async function approvalsOfPull(
  reading: Reading,
  submitted: SubmittedPullRequest,
  asOf: Instant,
): Promise<{ result: Routing | { problem: string }; check: Omit<Check, "name" | "commit"> }> {
  try {
    const { sides, pull } = await readBranch(reading, submitted, reading.source.tree.commit as Commit);
    const routing = routingOf(sides, pull, asOf);
    return { result: routing, check: approvalsCheck(routing.approvals, approvalsText(pull.digest, routing)) };
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { result: { problem: error.message }, check: invalidCheck(error.problems, reading.source.prefix) };
  }
}

/** A check that says the same already stays: a sweep must not bury what people look for. */
async function renew(reading: Reading, head: Commit, check: Omit<Check, "name" | "commit">): Promise<void> {
  const { github } = reading;
  const judge = judgeOf(reading);
  const last = judge === null ? undefined : await readCheck(github, head, APPROVALS_CHECK, judge);
  if (last?.conclusion === check.conclusion && last.summary.trim() === check.summary.trim()) return;
  await publisher(github, head)(APPROVALS_CHECK, check);
}

/** The number of the App whose checks count, by the rules of the default branch. */
function judgeOf({ source }: Reading): number | null {
  return readRecords(source.tree).settings.apps.judge;
}

async function pullsOf({ github, source }: Reading, number: number | undefined): Promise<readonly SubmittedPullRequest[]> {
  return number === undefined ? await listOpenPullRequests(github, source.branch!) : [await readPullRequest(github, number)];
}
