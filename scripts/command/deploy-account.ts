import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Account, AccountName, Declared, StackName } from "../../stacks/model/declared.ts";
import { parseResourceName, type RecordRef } from "../../stacks/model/ref.ts";
import { isInStack, stackOfRecord, stacksOf } from "../../stacks/model/slice.ts";
import { EngineError } from "../engine/error.ts";
import type { Plan } from "../engine/port.ts";
import { isSameAccount } from "../gate/diff.ts";
import type { Observation } from "../observe/observation.ts";
import { type DeployedStack, type Deployment, type JudgedStack, judgeStack, mayDeploy, readBackStack } from "./deploy-stack.ts";
import { observe } from "./observe.ts";
import { checkQuotas } from "./quotas.ts";

/** What a deployment of one account needs; `lastOf` is what was deployed last to a stack, absent before the first; `mergedOf` what was merged since. */
export type AccountDeployment = Omit<Deployment, "stack" | "last" | "merged"> & {
  account: AccountName;
  declared: Declared;
  lastOf(stack: StackName): Deployment["last"];
  mergedOf(stack: StackName): Deployment["merged"];
};

/** What became of the stacks that were looked at, and those to which nothing of the change belongs. */
export type DeployedAccount = { stacks: readonly DeployedStack[]; untouched: readonly StackName[]; settled: number };

/**
 * Deploys an account: all its stacks are judged before anything is done to one of them. The first slice goes first, but what it gives up
 * only when the others have let go of it; then AWS is read back once. What one slice could not do keeps those after it from beginning.
 */
export async function deployAccount(deployment: AccountDeployment): Promise<DeployedAccount> {
  const { account: name, declared, dryRun, log, scratch } = deployment;
  const account = declared.accounts.get(name)!;
  const settled = await settle(deployment, account);
  const once = observedOnce(() => observe(account, declared, false, log));
  const judged: JudgedStack[] = [];
  const untouched: StackName[] = [];
  for (const stack of stacksOf(account)) {
    const last = deployment.lastOf(stack);
    if (!isTouched(deployment, account, stack, last)) untouched.push(stack);
    else {
      const folder = join(scratch, stack);
      mkdirSync(folder, { recursive: true });
      judged.push(await judgeStack({ ...deployment, stack, last, merged: deployment.mergedOf(stack), scratch: folder }, once));
    }
  }
  const isAllowed = judged.every(mayDeploy);
  if (isAllowed) await checkQuotas(account, { operations: judged.flatMap(({ result }) => result.plan.operations) });
  if (dryRun || !isAllowed) return { stacks: judged.map(({ result }) => result), untouched, settled };
  const done = await carryOut(judged, stacksOf(account)[0]!, log);
  const observation = done.size > 0 ? await observe(account, declared, false, log) : undefined;
  const stacks = judged.map((one) => {
    const plan = done.get(one);
    return plan && observation ? readBackStack(one, plan, observation) : one.result;
  });
  return { stacks, untouched, settled };
}

/** When the number of slices is another one than at the last deployment, the states come first: nothing may be deleted here and made there. */
async function settle({ engine, lastOf, dryRun, log }: AccountDeployment, account: Account): Promise<number> {
  const stacks = stacksOf(account);
  const before = stacks.flatMap((stack) => lastOf(stack)?.declared.accounts.get(account.name)?.slices ?? []);
  if (before.every((slices) => slices === account.slices)) return 0;
  if (dryRun) {
    log.warn(
      `${account.name}: the number of slices changes, so a deployment first moves what the states hold; this plan is made as if nothing had moved`,
    );
    return 0;
  }
  log.progress(`moving the state of ${account.name} to ${stacks.join(", ")}`);
  // What no record declares lives where the shared things are.
  return engine.settle(stacks, (resource) => {
    const ref = parseResourceName(resource)?.ref;
    return ref === undefined ? stacks[0]! : stackOfRecord(account, ref);
  });
}

/** An account of one stack is always planned, since somebody may have changed its state; a slice when what it declares or the program differs. */
function isTouched(
  { declared, program, refresh }: AccountDeployment,
  account: Account,
  stack: StackName,
  last: Deployment["last"],
): boolean {
  if (account.slices === 1 || refresh || !last || last.program !== program) return true;
  const before = last.declared.accounts.get(account.name);
  if (!isSameAccount(before, account)) return true;
  const contentOf = (side: Declared) => {
    const own = entitiesOf(side, account.name).filter(({ ref }) => isInStack(account, stack, ref));
    return own.map((one) => ({ ...one, owner: ownerOf(side, account.name, one.ref) }));
  };
  return !isDeepStrictEqual(contentOf(last.declared), contentOf(declared));
}

/** The owner stands in tags of secrets too, which no entity shows. */
function ownerOf(declared: Declared, account: AccountName, ref: RecordRef) {
  return declared.accounts.get(account)?.records.get(ref)?.fields.owner;
}

/** The stacks in order; the first one's deletions at the end, where there is anything else to do and others to wait for. */
async function carryOut(
  judged: readonly JudgedStack[],
  shared: StackName,
  log: Deployment["log"],
): Promise<ReadonlyMap<JudgedStack, Plan>> {
  const done = new Map<JudgedStack, Plan>();
  const [first, ...others] = judged;
  if (!first) return done;
  const up = async (one: JudgedStack, deletions?: "later") => {
    const { stack, engine } = one.deployment;
    log.progress(`deploying ${stack}${deletions ? ", but what others may still need" : ""}`);
    const before = done.get(one);
    const plan = await engine.up(stack, one.result.plan, deletions).catch((error) => failed(one.result.plan, error, done.size > 0));
    done.set(one, before ? together(before, plan) : plan);
    return plan.result === "succeeded";
  };
  const { operations } = first.result.plan;
  const gives = first.deployment.stack === shared && others.length > 0 && operations.some(({ op }) => op === "delete" || op === "replace");
  const takes = operations.some(({ op }) => op !== "delete" && op !== "same");
  if ((!gives || takes) && !(await up(first, gives ? "later" : undefined))) return done;
  for (const one of others) if (!(await up(one))) return unfinished(done, first, gives);
  if (gives) await up(first);
  return done;
}

/** A stack that could not be begun; what was done to those before it must be known all the same. @throws the error when there are none */
function failed(plan: Plan, error: unknown, isLater: boolean): Plan {
  if (!isLater || !(error instanceof EngineError)) throw error;
  return {
    ...plan,
    operations: [],
    reports: [],
    diagnostics: [{ severity: "error", urn: undefined, message: error.message }],
    result: "failed",
  };
}

/** Two runs of one plan as one. */
function together(first: Plan, second: Plan): Plan {
  const again = new Map(second.operations.map((operation) => [operation.urn, operation]));
  return {
    ...second,
    operations: [
      ...first.operations.filter(({ urn }) => (again.get(urn)?.op ?? "same") === "same"),
      ...second.operations.filter(({ op }) => op !== "same"),
    ],
    diagnostics: [...first.diagnostics, ...second.diagnostics],
    result: first.result === "failed" ? "failed" : second.result,
  };
}

/** What the first stack still had to give up keeps its deployment from having succeeded: the next one goes on with it. */
function unfinished(done: Map<JudgedStack, Plan>, first: JudgedStack, gives: boolean): ReadonlyMap<JudgedStack, Plan> {
  const plan = done.get(first);
  const message = "what others may still need was not deleted, since one of them could not be deployed";
  if (gives && plan)
    done.set(first, { ...plan, result: "failed", diagnostics: [...plan.diagnostics, { severity: "error", urn: undefined, message }] });
  return done;
}

function observedOnce(look: () => Promise<Observation>): () => Promise<Observation> {
  let looked: Promise<Observation> | undefined;
  return () => {
    looked ??= look();
    return looked;
  };
}
