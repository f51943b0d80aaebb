import type { Tree } from "../../stacks/files/tree.ts";
import type { Account, AccountName, Declared, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { ReviewQuestion } from "../../stacks/model/review.ts";
import { compare } from "../compare/compare.ts";
import type { Extra } from "../compare/extra.ts";
import { observedAt, type Recent, settle } from "../compare/settling.ts";
import { type Change, partsOf } from "../decide/change.ts";
import { type Decision, decide } from "../decide/decide.ts";
import { type Healed, healed } from "../decide/healed.ts";
import { holdBack, type Sightings, settled } from "../decide/hold-back.ts";
import { gatherLeavers, healedLeavers, supersededBy } from "../decide/leavers.ts";
import { firstRun } from "../decide/onboarding.ts";
import type { GitHub } from "../github/client.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Incident } from "../observe/glass-parts.ts";
import type { Observation, Part } from "../observe/observation.ts";
import { type Outside, requireOutside, withOutside } from "../observe/outside.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { unobserved } from "../observe/sources.ts";
import type { Proposal } from "../propose/propose.ts";
import { type DriftResult, statusOf } from "../report/drift-json.ts";
import { withAttributions, withGlass } from "./attribute.ts";
import { evidenceOf } from "./drift-evidence.ts";
import { withIncidents } from "./incidents.ts";
import type { Log } from "./log.ts";
import { observe } from "./observe.ts";
import { notOpened, notWithdrawn, openProposals, planProposals, withdraw } from "./pull-requests.ts";
import { withQuestions } from "./review-questions.ts";
import type { Source } from "./source.ts";

/** What all accounts of a drift run share. `source` is absent when the records are those of a folder. */
export type DriftRun = {
  declared: Declared;
  tree: Tree;
  source: Source | undefined;
  saved: readonly Observation[];
  /** What the sources beyond AWS tell; saved observations carry it themselves. */
  outside: Outside;
  pullRequests: Part<readonly BotPullRequest[]>;
  /** What the ledger knows of uses of sealed identities. */
  incidents: Part<readonly Incident[]>;
  /** What earlier runs have found. */
  sightings: Part<Sightings>;
  asOf: Instant;
  deep: boolean;
  /** Whether the result carries the texts of the pull requests. */
  bodies: boolean;
  /** What reviewers were asked, by the ledger; absent where nobody ever was. */
  questions?: Part<readonly ReviewQuestion[]> | undefined;
  /** What an account's own program declares. */
  extraOf(account: AccountName): Promise<Extra>;
  /** Whether the bot has opened anything before, or somebody has looked at what it would open. */
  hasBegun: boolean;
  /** Our own deployments of an account around the moment when it was observed. */
  recentOf(account: AccountName, seenAt: Instant): Promise<readonly Recent[]>;
  log: Log;
};

/** What a run came to for one account, and the pull requests that it would open and close. */
export type Drifted = {
  result: DriftResult;
  /** The changes as people are asked about them; what is of several accounts stands with one of them. */
  asked: readonly Change[];
  proposals: readonly Proposal[];
  healed: readonly Healed[];
};

/** Observe, compare, decide, propose for some accounts; nothing is written. What may be opened is decided once for all of them: people read one queue. */
export async function driftStacks(run: DriftRun, stacks: readonly StackName[]): Promise<readonly Drifted[]> {
  const { declared, tree, source, asOf } = run;
  const decided: (Decision & Pick<DriftResult, "observation" | "comparison">)[] = [];
  for (const stack of stacks) {
    const account = declared.accounts.get(stack)!;
    const observation = withQuestions(await observationOf(run, account), run.questions);
    const extra = await run.extraOf(stack);
    const recent = await run.recentOf(stack, observedAt(observation));
    const compared = compare(declared, observation, asOf, extra);
    const comparison = settle(compared, observation, recent, { asOf, extra, settle: declared.settings.grace.settle });
    const steady = settled(comparison, declared, run.sightings);
    const { changes, heldBack } = decide({ ...comparison, findings: steady.findings }, declared, account, observation.parts, asOf);
    decided.push({ observation, comparison, changes, heldBack: [...steady.heldBack, ...heldBack] });
  }
  const { asked, goneLeavers } = gathered(run, decided);
  const released = firstRun(asked, declared, run.hasBegun) ?? holdBack(asked, declared, run.pullRequests, asOf);
  return decided.map(({ observation, comparison, changes, heldBack }, index) => {
    const stack = comparison.account;
    const ids = new Set(changes.flatMap(({ because }) => because.map(({ id }) => id)));
    const own = released.changes.filter((change) => change.stack === stack);
    const proposals = planProposals(own, declared, tree, source?.prefix ?? "stacks/", asOf, pullsOf(run));
    const held = [...heldBack, ...released.heldBack.filter(({ finding }) => ids.has(finding))];
    const result = { observation, comparison, changes, heldBack: held, proposals: [] };
    const isWhole = statusOf(result) !== "incomplete" && run.pullRequests.complete;
    // Of no account, so that the first one tells.
    const gone = [...healed(comparison, isWhole, changes, pullsOf(run)), ...(index === 0 ? goneLeavers : [])];
    const planned = [...proposals.map((proposal) => notOpened(proposal, run.bodies)), ...gone.map(notWithdrawn)];
    return { result: { ...result, proposals: planned }, asked: asked.filter((change) => change.stack === stack), proposals, healed: gone };
  });
}

/**
 * The changes as people are asked about them, and the pull requests about leavers that have nothing to do any more. A leaver's is of all accounts,
 * whichever the run looks at: what it holds of the others needs nothing of AWS, so that a run about one account takes nothing out of a pull
 * request that is open, and closes none whose rest is elsewhere.
 */
function gathered(
  run: DriftRun,
  decided: readonly Pick<DriftResult, "comparison" | "changes" | "heldBack">[],
): { asked: readonly Change[]; goneLeavers: readonly Healed[] } {
  const { declared, asOf } = run;
  const looked = new Set(decided.map(({ comparison }) => comparison.account));
  const others = [...declared.accounts.values()]
    .filter(({ name }) => !looked.has(name))
    .map((account) => {
      const observation = unobserved(account, asOf);
      const comparison = compare(declared, observation, asOf);
      return { comparison, ...decide(comparison, declared, account, observation.parts, asOf) };
    });
  const all = [...decided, ...others];
  const comparisons = all.map(({ comparison }) => comparison);
  const changes = gatherLeavers(
    {
      changes: all.flatMap((one) => one.changes),
      findings: comparisons.flatMap(({ findings }) => findings),
      heldBack: all.flatMap(({ heldBack }) => heldBack),
    },
    declared,
    asOf,
  );
  const asked = changes
    .filter((change) => partsOf(change).some(({ stack }) => looked.has(stack)))
    .map((change): Change => {
      // It is opened with the results of an account that the run looks at.
      const home = partsOf(change).find(({ stack }) => looked.has(stack))!;
      return { ...change, stack: home.stack, record: home.record, supersedes: supersededBy(change, pullsOf(run)) };
    });
  return { asked, goneLeavers: healedLeavers(comparisons, changes, declared, pullsOf(run)) };
}

function pullsOf({ pullRequests }: DriftRun): readonly BotPullRequest[] {
  return pullRequests.complete ? pullRequests.value : [];
}

/** The saved observation; where some were handed in and this account's was not, nothing is asked of AWS: it stays unobserved. */
async function observationOf({ saved, outside, incidents, declared, deep, asOf, log }: DriftRun, account: Account): Promise<Observation> {
  const found = saved.find((candidate) => candidate.account === account.name);
  if (found) return withIncidents(requireOutside(found, declared), account, incidents);
  if (saved.length > 0) return withIncidents(unobserved(account, asOf), account, incidents);
  const observed = await withGlass(await observe(account, declared, deep, log), account, log);
  return withIncidents(withOutside(await withAttributions(observed, account, declared, log), outside, declared), account, incidents);
}

/** Opens what was proposed and writes the run down. */
export async function proposeStack(
  run: DriftRun,
  github: GitHub,
  ledger: Ledger,
  { result, proposals, healed: gone }: Drifted,
): Promise<DriftResult> {
  const { source, pullRequests, asOf, tree } = run;
  const opened = pullRequests.complete ? await openProposals(github, ledger, source!, proposals, pullRequests.value, asOf) : [];
  const withdrawn = await withdraw(github, ledger, gone, asOf);
  await ledger.append("drift", asOf, evidenceOf(result, run.declared, tree, await run.extraOf(result.comparison.account)));
  return { ...result, proposals: [...opened, ...withdrawn] };
}
