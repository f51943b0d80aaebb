import { createHash } from "node:crypto";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import { type AccessRequest, branchOfRequest, type Declined, type Waiting } from "../decide/requests/access.ts";
import type { PullRequest } from "../gate/pull-request.ts";
import type { GitHub } from "../github/client.ts";
import { listPullRequestsFrom } from "../github/read/pull-requests.ts";
import type { Entry, Written } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { proposedFiles } from "../propose/files.ts";
import type { Proposal } from "../propose/propose.ts";
import { proposeRequest } from "../propose/request.ts";
import type { ProposalResult } from "../report/drift-json.ts";
import { newViolations, readEdited, withEdits } from "./edit-records.ts";
import { routingOf } from "./judge.ts";
import { notOpened, openProposals } from "./pull-requests.ts";
import { sidesOf } from "./sides.ts";
import type { Source } from "./source.ts";

/** What asking by pull request needs. `askedBy` never count as approvers; `issue` is where it was asked. */
export type Asking = {
  github: GitHub;
  ledger: Ledger;
  source: Source;
  declared: Declared;
  askedBy: readonly string[];
  issue: number | undefined;
  dryRun: boolean;
  asOf: Instant;
};

/** What became of a request: its pull request, who must approve it and may, and what the gate would say against it. */
export type RequestResult = {
  request: AccessRequest;
  askedBy: readonly string[];
  proposal: ProposalResult;
  mayApprove: Readonly<Record<string, readonly string[]>>;
  warnings: readonly string[];
};

/**
 * Asks by pull request. The same question gives the same pull request: as long as it is open its name and window stay, and whoever asks too is
 * written down. One that somebody closed is answered already.
 * @param decide what is asked for, given what was asked before
 */
export async function askByPullRequest(
  asking: Asking,
  decide: (waiting: Waiting) => AccessRequest | Declined,
): Promise<RequestResult | Declined> {
  const { github, ledger, source, askedBy, dryRun, asOf } = asking;
  const entries = await ledger.read();
  const first = decide({});
  if ("because" in first) return first;
  const pulls = await pullsOf(github, entries, branchOfRequest(first));
  const earlier = earlierOf(entries, first);
  const answered = answeredBefore(first, earlier, pulls);
  if (answered !== undefined) return { because: answered };
  const waits = pulls.some(({ state, number }) => state === "open" && number === earlier?.facts.number) && earlier!.facts.ends > asOf;
  const request = decide({ taken: takenNames(entries, first), ...(waits ? { earlier: waitingOf(earlier!) } : {}) });
  if ("because" in request) return request;
  const { proposal, mayApprove, warnings } = planRequest(request, asking);
  const [result] = dryRun ? [notOpened(proposal, true)] : await openProposals(github, ledger, source, [proposal], pulls, asOf);
  if (!dryRun) await writeDown(asking, entries, request, result!);
  return { request, askedBy, proposal: result!, mayApprove, warnings };
}

/** The pull request as it should be, valid with everything else, and who may approve it by the table and the template. */
function planRequest(
  request: AccessRequest,
  { source, declared, askedBy, issue, asOf }: Asking,
): { proposal: Proposal; mayApprove: RequestResult["mayApprove"]; warnings: readonly string[] } {
  const { tree, prefix } = source;
  const texts = new Map([...tree.files].flatMap(([path, blob]) => ("text" in blob ? [[path, blob.text] as const] : [])));
  const files = proposedFiles(request.edits, texts);
  const edited = readEdited(prefix, tree, files);
  const pull: PullRequest = {
    ...{ number: 0, digest: "", reviews: [], writers: [], strangers: [] },
    author: { id: 0, login: "", isBot: true },
    ledger: { askedBy },
  };
  const { mayApprove } = routingOf(sidesOf(tree, withEdits(tree, files), false), pull, asOf).approvals;
  return {
    proposal: proposeRequest(request, declared, texts, { askedBy, issue, mayApprove, prefix, asOf }),
    mayApprove,
    warnings: newViolations({ declared, asOf }, edited),
  };
}

/** The pull requests from a branch that the ledger knows as the bot's own, newest first. */
export async function pullsOf(github: GitHub, entries: readonly Written[], branch: string): Promise<readonly BotPullRequest[]> {
  const written = new Map(entriesOf(entries, "proposed").map(({ facts }) => [facts.number, facts.head]));
  const all = await listPullRequestsFrom(github, branch);
  return all.flatMap((pull) => (written.has(pull.number) ? [{ ...pull, wrote: written.get(pull.number)! }] : []));
}

/** What was asked last on the same branch in the same words. */
function earlierOf(entries: readonly Written[], request: AccessRequest): Entry<"request"> | undefined {
  const branch = branchOfRequest(request);
  return entriesOf(entries, "request").findLast(({ facts }) => facts.branch === branch && facts.words === request.words);
}

/** Its name and window; the ledger holds what we wrote. */
function waitingOf({ facts: { record, starts, ends } }: Entry<"request">): NonNullable<Waiting["earlier"]> {
  return { record: record as RecordRef, starts: starts as Instant, ends: ends as Instant };
}

/** Why the question is answered: somebody closed it. To end something may be asked again at any time. */
function answeredBefore(
  { action }: AccessRequest,
  earlier: Entry<"request"> | undefined,
  [newest]: readonly BotPullRequest[],
): string | undefined {
  if (action === "end" || newest?.state !== "closed" || newest.number !== earlier?.facts.number) return undefined;
  return `#${newest.number} asked for exactly this and was closed without merging at ${newest.closedAt}: speak with whoever closed it, or ask with another reason`;
}

/** Names of grants that other requests wait for, or waited for: two pull requests must not write one file. */
function takenNames(entries: readonly Written[], request: AccessRequest): ReadonlySet<string> {
  const branch = branchOfRequest(request);
  const others = entriesOf(entries, "request").filter(({ facts }) => facts.stack === request.stack && facts.branch !== branch);
  return new Set(others.map(({ facts }) => facts.record));
}

/** Writes down who asked for what, unless that stands there: a run that was killed before it is completed by the next. */
async function writeDown(
  { ledger, askedBy, issue, asOf }: Asking,
  entries: readonly Written[],
  request: AccessRequest,
  { number }: ProposalResult,
): Promise<void> {
  const { stack, action, record, role, who, starts, ends, words, reason } = request;
  const isSame = ({ facts }: Entry<"request">) =>
    facts.number === number && facts.record === record && facts.starts === starts && (facts.ends === ends || action === "end");
  const before = entriesOf(entries, "request").filter(isSame);
  if (before.length > 0 && askedBy.every((one) => before.some(({ facts }) => facts.askedBy.includes(one)))) return;
  await ledger.append("request", asOf, {
    ...{ stack, action, record, role, who, starts, ends, words },
    ...{ askedBy: [...askedBy], branch: branchOfRequest(request), number: number!, issue: issue ?? null },
    reason: createHash("sha256").update(reason).digest("hex"),
  });
}
