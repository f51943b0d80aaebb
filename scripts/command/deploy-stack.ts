import { createHash } from "node:crypto";
import { isEntity } from "../../policies/entities.ts";
import { type Holding, holdingOf } from "../../policies/holding.ts";
import { type DeclaredEntity, entitiesOf } from "../../stacks/entities.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import { type GrantRecord, grantCommand } from "../../stacks/kinds/grants.ts";
import type { Account, AccountName, Declared, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { isDisabledBoundary } from "../../stacks/model/lifecycle.ts";
import { declarerOf, isExtra, parseResourceName, type RecordRef } from "../../stacks/model/ref.ts";
import { accountOfStackName } from "../../stacks/model/slice.ts";
import { type Comparison, compare } from "../compare/compare.ts";
import type { Extra } from "../compare/extra.ts";
import { entityOfSubject, type Finding } from "../compare/finding.ts";
import { isClosedKey } from "../decide/responses/adopt-stop.ts";
import type { Engine, Operation, Plan } from "../engine/port.ts";
import type { Approvers } from "../gate/exceptions.ts";
import { unshownOperations } from "../gate/unshown.ts";
import { canonical } from "../ledger/canonical.ts";
import type { Observation } from "../observe/observation.ts";
import type { Deployed } from "../report/deploy-text.ts";
import type { Merged } from "./approved.ts";
import { extraEntities } from "./extra.ts";
import { judgePlan, routingOf, writeRoots, writeWith } from "./judge.ts";
import type { Log } from "./log.ts";
import { reopenedBy, stoppedInAws } from "./reopened.ts";
import { type Side, type Sides, sidesOf } from "./sides.ts";
import type { Source } from "./source.ts";

/** What a deployment of one stack needs. `last` is what was deployed last, absent before the first; `program` is the digest of today's code. */
export type Deployment = {
  stack: StackName;
  source: Source;
  /** What was merged since the last deployment, with its approvals; absent where nobody can read them, and before the first deployment. */
  merged: Merged | undefined;
  /** Who approved the exceptions, by the ledger. */
  approvers: Approvers;
  last: (Side & { program: string }) | undefined;
  program: string;
  engine: Engine;
  scratch: string;
  asOf: Instant;
  dryRun: boolean;
  refresh: boolean;
  /** What the account's own program declares. */
  extra: Extra;
  log: Log;
};

/** What AWS had afterwards of a record of which something was done: the hash of its entities as observed, nothing, or nobody could tell. */
export type Proof = { record: RecordRef; observed: string };

/** The result, what was asked of AWS for the read-back by its hash and time, what came of each record, and all findings that there are afterwards. */
export type DeployedStack = Deployed & {
  manifest: string | null;
  observedAt: Instant | null;
  proofs: readonly Proof[];
  remaining: readonly Finding[];
};

/** A deployment that was judged and not made yet, with both sides of the change since the last one. */
export type JudgedStack = { deployment: Deployment; sides: Sides; result: DeployedStack };

/** Judges the merged records again, by a plan against the real state. @param observed asks AWS, once for all stacks of an account. */
export async function judgeStack(deployment: Deployment, observed: () => Promise<Observation>): Promise<JudgedStack> {
  const { stack, source, last, merged, program, engine, scratch, asOf, log } = deployment;
  const account = accountOfStackName(stack);
  const sides = sidesOf(last?.tree, source.tree, false);
  const roots = last
    ? writeRoots(scratch, sides, [account], asOf, deployment.approvers)
    : writeWith(scratch, sides, firstHolding(sides, account, asOf), asOf);
  const notes = [
    `records of ${source.description}; approvals ${merged ? approvalsNote(merged) : "unverified"}`,
    ...(last ? [] : ["first deployment of this stack: its commit is the baseline"]),
    ...(last && last.program !== program
      ? ["the program has changed since the last deployment: it explains operations that no record does"]
      : []),
  ];
  log.progress(`planning ${stack}`);
  let plan = await engine.plan(stack, roots.head, "state");
  const repaired = deployment.refresh ? await refreshDrifted(deployment, sides, plan, await observed()) : [];
  if (repaired.length > 0) plan = await engine.plan(stack, roots.head, "state");
  const verdict = judgePlan(plan, sides, routingOf(sides, undefined, asOf), roots.holding, asOf, deployment.approvers);
  const strange = unshown(deployment, sides, plan, repaired);
  const readBack = { result: "not done" as const, findings: [] };
  const unapproved = merged?.unapproved ?? [];
  const home = sides.head.declared.accounts.get(account)!;
  const reopened = await reopenedBy(plan, sides, home, deployment.extra, stoppedInAws(home));
  const nothing = { done: undefined, readBack, manifest: null, observedAt: null, proofs: [], remaining: [] };
  const result = { stack, verdict, plan, unshown: strange, unapproved, reopened, notes, ...nothing };
  return { deployment, sides, result };
}

/** True when nothing speaks against it. */
export function mayDeploy({ result: { verdict, unshown: strange, unapproved, reopened } }: JudgedStack): boolean {
  return verdict.verdict === "pass" && [strange, unapproved, reopened].every((reasons) => reasons.length === 0);
}

/** The result once it was made: whether AWS has it, as observed afterwards. */
export function readBackStack({ deployment, sides, result }: JudgedStack, done: Plan, observation: Observation): DeployedStack {
  const comparison = compare(sides.head.declared, observation, deployment.asOf, deployment.extra);
  const manifest = createHash("sha256").update(canonical(observation.manifest)).digest("hex");
  const account = accountOfStackName(result.stack);
  const notes = [...result.notes, ...grantNotes(done, sides.head.declared.accounts.get(account)!)];
  const readBack = readBackOf(comparison, done, sides, deployment);
  const proofs = proofsOf(observation, done, sides, deployment);
  const remaining = comparison.findings;
  return { ...result, done, notes, readBack, manifest, observedAt: observation.finishedAt, proofs, remaining };
}

/** How each grant that was made or changed is used, for whoever asked for it. */
function grantNotes({ operations }: Plan, account: Account): readonly string[] {
  const touched = new Set(
    operations.filter(({ op }) => op === "create" || op === "update").map(({ name }) => parseResourceName(name)?.ref),
  );
  return [...account.records.values()]
    .filter(({ kind, ref, fields }) => kind === "grants" && touched.has(ref) && fields.state !== "disabled")
    .map(({ ref, name, fields }) => `${ref}, for ${fields.owner}: ${grantCommand(fields as GrantRecord, name, account)}`);
}

function approvalsNote({ approved, unapproved }: Merged): string {
  if (unapproved.length > 0) return "missing";
  return approved.length > 0 ? approved.map(({ pull, approvedBy }) => `of #${pull} by ${approvedBy.join(", ")}`).join("; ") : "unchanged";
}

/** Before the first deployment there is no base: the records' own exceptions hold, and nothing stands but what AWS had before it was adopted (decision 4). */
function firstHolding({ head }: Sides, account: AccountName, asOf: Instant): Holding {
  const records = head.declared.accounts.get(account)?.records;
  const holding = holdingOf(head.declared, [account], asOf);
  return {
    ...holding,
    standing: holding.standing.filter(({ subject }) => records?.get(subject as RecordRef)?.fields.adopted !== undefined),
  };
}

/**
 * Operations that neither the change of records nor that of the program explains. A change of the program is code, which security approves,
 * and it may touch any resource.
 */
function unshown({ last, program }: Deployment, { base, head }: Sides, plan: Plan, repaired: readonly string[]): readonly Operation[] {
  if (!last || last.program !== program) return [];
  return unshownOperations(plan, base?.declared ?? head.declared, head.declared, new Set(repaired));
}

/** Checks whose findings a deployment repairs, once Pulumi has seen what AWS has. */
const REPAIRABLE = new Set(["changed", "missing", "expiry-not-enforced"]);

/** Reads the resources of drifted records into the state, so that the plan puts them back. What on-call disabled in AWS stays disabled: giving it back is a change of the record. */
async function refreshDrifted(
  { stack, engine, asOf, extra }: Deployment,
  { head }: Sides,
  plan: Plan,
  observation: Observation,
): Promise<readonly string[]> {
  const { findings } = compare(head.declared, observation, asOf, extra);
  const stopped = disabledInAws(observation);
  const isClosed = (finding: Finding) => stopped.has(entityOfSubject(finding.subject)) || isClosedKey(finding);
  const drifted = new Set(findings.filter((finding) => REPAIRABLE.has(finding.check) && !isClosed(finding)).map(({ record }) => record));
  // Which of a user's keys it is does not show here: where one was switched off, none is read, so that none is switched on again.
  const keysStay = new Set(findings.filter(isClosedKey).map(({ record }) => record));
  const isKept = (name: string) => keysStay.has(declarerOf(name)) && parseResourceName(name)?.part?.startsWith("key/") === true;
  const urns = plan.operations
    .filter(({ name, op }) => op !== "create" && op !== "import" && drifted.has(declarerOf(name)) && !isKept(name))
    .map(({ urn }) => urn);
  if (urns.length > 0) await engine.refresh(stack, urns);
  return urns;
}

function disabledInAws({ parts }: Observation): ReadonlySet<string> {
  const { authorization } = parts;
  if (!authorization.complete) return new Set();
  return new Set(
    [...authorization.value.users, ...authorization.value.roles]
      .filter(({ boundary }) => isDisabledBoundary(boundary))
      .map(({ arn }) => arn),
  );
}

/** Whether AWS now has what the deployment touched, as declared; read-back is the drift comparison and not another one. */
function readBackOf(comparison: Comparison, done: Plan, sides: Sides, deployment: Deployment): Deployed["readBack"] {
  const arns: ReadonlySet<string> = new Set(touchedEntities(done, sides, deployment).map(({ entity }) => entity.arn));
  const findings: readonly Finding[] = comparison.findings.filter(
    ({ check, subject }) => DEPLOYED_BY_US.has(check) && arns.has(entityOfSubject(subject)),
  );
  if (findings.length > 0) return { result: "differs", findings };
  return { result: comparison.unknown.length > 0 ? "incomplete" : "as declared", findings };
}

/** Every entity, declared before or now, of the records of which something was done. */
function touchedEntities(done: Plan, { base, head }: Sides, { stack, extra }: Deployment): readonly DeclaredEntity[] {
  const account = accountOfStackName(stack);
  const operations = done.operations.filter(({ op }) => op !== "same");
  const touched = new Set(operations.map(({ name }) => declarerOf(name)));
  const before = base?.declared.accounts.has(account) ? entitiesOf(base.declared, account) : [];
  const own = [...(extra.complete ? extra.entities : []), ...goneExtra(operations, account, head.declared)];
  // Which part of a program an attachment belongs to does not show in its name: all of the program was touched.
  const isTouched = ({ ref }: DeclaredEntity) => touched.has(ref) || (isExtra(ref) && [...touched].some(isExtra));
  return [...before, ...entitiesOf(head.declared, account), ...own].filter(isTouched);
}

/** The read-back record by record. Groups, users, roles and policies stand in one part of the observation, providers in another. */
function proofsOf({ parts }: Observation, done: Plan, sides: Sides, deployment: Deployment): readonly Proof[] {
  const { authorization, providers } = parts;
  const seen = [
    ...(authorization.complete ? Object.values(authorization.value).flat() : []),
    ...(providers.complete ? providers.value : []),
  ];
  const observed = new Map(seen.map((entity) => [entity.arn, entity]));
  const arns = new Map<RecordRef, Set<Arn>>();
  for (const { ref, entity } of touchedEntities(done, sides, deployment)) arns.set(ref, (arns.get(ref) ?? new Set()).add(entity.arn));
  return [...arns].map(([record, own]) => {
    const found = [...own].sort().flatMap((arn) => observed.get(arn) ?? []);
    if (found.length > 0) return { record, observed: createHash("sha256").update(canonical(found)).digest("hex") };
    return { record, observed: authorization.complete && providers.complete ? "absent" : "unknown" };
  });
}

/** What the program declared before and AWS should not have any more. */
function goneExtra(operations: readonly Operation[], account: AccountName, declared: Declared): readonly DeclaredEntity[] {
  const gone = operations.filter(({ op, type, name }) => op === "delete" && isEntity(type) && isExtra(declarerOf(name)));
  return extraEntities(gone, "before", account, declared);
}

/** Checks that say whether a deployment did what it should; the others are about time and people. */
const DEPLOYED_BY_US = new Set([...REPAIRABLE, "unmanaged", "key-undeclared"]);
