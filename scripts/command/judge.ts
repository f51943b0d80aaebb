import { join } from "node:path";
import type { Holding } from "../../policies/holding.ts";
import { hasProgram, programPath } from "../../stacks/files/program.ts";
import type { AccountName, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { accountOfStackName, stacksOf } from "../../stacks/model/slice.ts";
import type { Engine, JudgedPath, Plan } from "../engine/port.ts";
import { type Approvals, approvalsOf } from "../gate/approvals.ts";
import { completed, confinedTo } from "../gate/confined.ts";
import { effectsOf } from "../gate/effects.ts";
import { type Approvers, exceptionStates } from "../gate/exceptions.ts";
import type { PullRequest } from "../gate/pull-request.ts";
import { unstated } from "../gate/requirements.ts";
import { type Risk, riskOf } from "../gate/risk.ts";
import { holdingFor } from "../gate/standing.ts";
import { type Verdict, verdictOf } from "../gate/verdict.ts";
import type { Written } from "../ledger/entry.ts";
import { entriesOf } from "../ledger/ledger.ts";
import { onlySome, writeRoot } from "./judged-roots.ts";
import type { Log } from "./log.ts";
import { hollowTree, nothingOf, type Sides, withAccountsOf } from "./sides.ts";

/** Both sides as files for engine, program and pack. */
export type Roots = { head: JudgedPath; base: JudgedPath; holding: Holding };

/** Who approved which exception, by what the ledger keeps of deployments: the last change of each that was approved. */
export function exceptionApprovers(entries: readonly Written[]): Approvers {
  const changes = entriesOf(entries, "deployed").flatMap(({ facts }) => facts.changes ?? []);
  return new Map(changes.flatMap(({ exceptions, approvedBy }) => exceptions.map((id) => [id, approvedBy] as const)));
}

/** Writes both sides into a folder; what holds is computed once, from base, and goes to the pack with the head. */
export function writeRoots(
  folder: string,
  sides: Sides,
  stacks: readonly StackName[],
  asOf: Instant,
  approvers: Approvers = new Map(),
): Roots {
  const { base, head, diff, reduces } = sides;
  const holding = holdingFor(base?.declared, head.declared, diff, reduces, stacks, asOf, approvers);
  return writeWith(folder, sides, holding, asOf);
}

/** The same with a given holding: the first deployment of a stack has no base, and its own exceptions hold. */
export function writeWith(folder: string, { base, head }: Sides, holding: Holding, asOf: Instant): Roots {
  const baseTree = base?.tree ?? hollowTree(head.tree);
  const settings = base?.tree ?? head.tree;
  return {
    head: writeRoot(folder, "head", withAccountsOf(head.tree, baseTree), settings, holding, asOf),
    base: writeRoot(folder, "base", withAccountsOf(baseTree, head.tree), settings, { ...holding, exceptions: [], standing: [] }, asOf),
    holding,
  };
}

/** What decides who looks at a change: its risk and its approvals. */
export type Routing = { risk: Risk; riskBecause: readonly string[]; approvals: Approvals };

/** The risk of a change, and who has approved it of those who must. Without a pull request nobody can have. */
export function routingOf({ base, head, diff, reduces, code }: Sides, pull: PullRequest | undefined, asOf: Instant): Routing {
  const before = base?.declared ?? head.declared;
  const { risk, because: riskBecause } = riskOf(diff, before, head.declared);
  const approvals = approvalsOf({ diff, base: before, head: head.declared }, { risk, reduces, code }, pull, asOf);
  return { risk, riskBecause, approvals };
}

/** What judging several stacks needs. */
export type Judging = { sides: Sides; routing: Routing; approvers: Approvers; engine: Engine; scratch: string; asOf: Instant; log: Log };

/**
 * Plans and judges stacks one after the other: against base's records with the built-in engine, against the real state with the CLI.
 * Against records only what the change reaches is planned where that can be shown; the verdict is that of the whole plan.
 */
export async function judgeStacks(
  stacks: readonly StackName[],
  { sides, routing, approvers, engine, scratch, asOf, log }: Judging,
): Promise<readonly Verdict[]> {
  const roots = writeRoots(scratch, sides, stacks, asOf, approvers);
  const against = engine.name === "embedded" ? roots.base : "state";
  const verdicts: Verdict[] = [];
  for (const stack of stacks) {
    log.progress(`judging ${stack}`);
    const part = against === "state" ? undefined : await planPart(engine, stack, sides, roots, asOf);
    const plan = part?.plan ?? (await planOf(engine, stack, sides, roots.head, against));
    verdicts.push(judgePlan(plan, sides, routing, roots.holding, asOf, approvers, part?.same));
  }
  return verdicts;
}

/** The plan of what the change reaches, completed by what is known of the rest; `undefined` when everything has to be planned. */
async function planPart(
  engine: Engine,
  account: AccountName,
  { base, head, code }: Sides,
  roots: Roots,
  asOf: Instant,
): Promise<{ plan: Plan; same: number } | undefined> {
  if (!base || code || hasProgram(join(process.cwd(), "stacks"), account)) return undefined;
  const confined = confinedTo(base.declared, head.declared, account, asOf);
  if (!confined) return undefined;
  const [ofHead, ofBase] = [roots.head, roots.base].map((path) => onlySome(path, account, confined.only));
  const plan = completed(await engine.plan(account, ofHead!, ofBase!), confined);
  return plan && { plan, same: confined.same };
}

/** The plan of an account. Records are compared as a whole; in the real state each slice has its own, and the plan is all of them together. */
async function planOf(
  engine: Engine,
  account: AccountName,
  { base, head }: Sides,
  judged: JudgedPath,
  against: JudgedPath | "state",
): Promise<Plan> {
  const declared = (head.declared.accounts.get(account) ?? base?.declared.accounts.get(account))!;
  const slices = against === "state" ? stacksOf(declared) : [account];
  const plans: Plan[] = [];
  for (const stack of slices) plans.push(await engine.plan(stack, judged, against));
  return {
    ...plans[0]!,
    stack: account,
    operations: plans.flatMap(({ operations }) => operations),
    reports: plans.flatMap(({ reports }) => reports),
    diagnostics: plans.flatMap(({ diagnostics }) => diagnostics),
    result: plans.every(({ result }) => result === "succeeded") ? "succeeded" : "failed",
  };
}

/** The verdict on a plan. @param same how many resources stay the same that were not planned */
export function judgePlan(
  plan: Plan,
  { base, head, diff, programs }: Sides,
  routing: Routing,
  holding: Holding,
  asOf: Instant,
  approvers: Approvers = new Map(),
  same = 0,
): Verdict {
  const account = accountOfStackName(plan.stack);
  const before = base?.declared ?? head.declared;
  const ofRecords = effectsOf(diff, account, base?.declared ?? nothingOf(head.declared), head.declared, asOf);
  const effects = [...(programs.includes(account) ? [notRun(account)] : []), ...ofRecords];
  const exceptions = exceptionStates(before, head.declared, account, approvers, asOf);
  const demands = unstated(diff, plan, before, head.declared, asOf);
  const verdict = verdictOf(plan, holding, head.declared, demands, { effects, exceptions, ...routing }, asOf);
  return { ...verdict, plan: { ...verdict.plan, same: verdict.plan.same + same } };
}

/** Said first, since the plan looks as if nothing happened. */
function notRun(account: AccountName): string {
  return `${programPath(account)} differs, and was not run: the plan is that of the program beside the gate's own code, on both sides. Security approves the file, and \`deploy\` plans and judges what it does`;
}
