import { notSupported } from "../not-supported.ts";
import { type Diff, requiresReplacement } from "../provider/provider.ts";
import { type Goal, isProviderType, type Resource, resourceOf, urnOf } from "../resource.ts";
import { shutDown } from "../rpc.ts";
import { abort, type Deployment, fail, providerOf, requirePlanned } from "./deployment.ts";
import { checkInputs, differenceOf } from "./difference.ts";
import { execute } from "./execute.ts";
import { ignoreChanges } from "./ignore-changes.ts";
import { judge } from "./judge.ts";
import { recreationSteps, replacementSteps } from "./replace.ts";
import type { Step } from "./steps/step.ts";

/**
 * One registration, from what the program wants to what there is: look up what was there, import it if asked to, check, judge, compare,
 * decide, and take the steps (`step_generator.go`). Decisions are taken one after the other, since each may condemn what others depend on;
 * what provider and pack are asked before, and the steps after, run beside those of other resources.
 * @throws the shut-down error when it fails or the deployment has stopped; the reason is reported by then.
 */
export async function register(deployment: Deployment, goal: Goal): Promise<Resource> {
  let urn: string | undefined;
  try {
    const opened = await deployment.turns(async () => open(deployment, goal));
    urn = opened.made.urn;
    const old = opened.imports ? await importFirst(deployment, goal, opened.made) : opened.old;
    const prospect = await prepare(deployment, goal, opened.made, old);
    const { steps, result } = await deployment.turns(() => decide(deployment, goal, opened.made, old, opened.imports, prospect));
    await execute(deployment, steps);
    return result;
  } catch (error) {
    throw fail(deployment, error, urn);
  }
}

type Opened = { made: Resource; old: Resource | undefined; imports: boolean };

/** Finds out which resource it is. @throws Error for a name that is taken or a parent that is not there. */
function open(deployment: Deployment, goal: Goal): Opened {
  if (deployment.stopped) throw shutDown();
  const urn = urnOf(deployment.stack, deployment.project, goal.parent, goal.type, goal.name);
  if (deployment.goals.has(urn)) throw new Error(`Duplicate resource URN '${urn}'; try giving it a unique name`);
  if (goal.parent !== "" && !deployment.goals.has(goal.parent)) throw new Error(`could not find parent resource ${goal.parent}`);
  deployment.goals.set(urn, goal);
  const made = resourceOf(urn, goal);
  if (isProviderType(goal.type)) deployment.providers.set(urn, made);
  const old = deployment.olds.get(urn);
  const imports = goal.custom && goal.importID !== "" && (old?.importID || old?.id) !== goal.importID;
  if (imports && old) throw notSupported(`the import of ${goal.importID} as ${urn}, which the stack has already under the id ${old.id}`);
  return { made, old, imports };
}

/** Takes over what exists, as it is. Compared with records there is nothing to look at: the import itself is the operation. */
async function importFirst(deployment: Deployment, goal: Goal, made: Resource): Promise<Resource | undefined> {
  if (deployment.offline) return undefined;
  const found = resourceOf(made.urn, goal);
  requirePlanned(deployment, "import", found);
  await execute(deployment, [{ op: "import", new: found }]);
  return found;
}

type Decision = { steps: readonly Step[]; result: Resource };

/** What provider and pack say of a resource before it is decided: whether it may be and, unless it is `anew`, what would change. */
type Prospect = { anew: boolean; valid: boolean; diff: Diff | undefined };

/** A resource that went because of another one's replacement is made anew: what the old one had carries nothing over. */
async function prepare(deployment: Deployment, goal: Goal, made: Resource, old: Resource | undefined): Promise<Prospect> {
  if (deployment.stopped) throw shutDown();
  const anew = deployment.toRecreate.has(made.urn);
  const valid = await isValid(deployment, goal, made, anew ? undefined : old);
  return { anew, valid, diff: valid && old && !anew ? await differenceOf(deployment, old, made) : undefined };
}

async function decide(
  deployment: Deployment,
  goal: Goal,
  made: Resource,
  old: Resource | undefined,
  imports: boolean,
  { anew, valid, diff }: Prospect,
): Promise<Decision> {
  if (deployment.stopped) throw shutDown();
  deployment.decided.add(made.urn);
  const recreating = deployment.toRecreate.has(made.urn);
  // It may have been condemned while it was prepared.
  if (!(recreating && !anew ? await isValid(deployment, goal, made, undefined) : valid)) throw abort(deployment);
  if (!old) return { steps: [firstStep(deployment, made, imports)], result: made };
  deployment.operated.add(made.urn);
  if (recreating) return { steps: recreationSteps(deployment, old, made), result: made };
  return changeOf(deployment, goal, made, old, imports, diff!);
}

/** Checks the inputs and lets the pack judge them. An invalid resource ends the deployment; a violation only when it is not a preview. */
async function isValid(deployment: Deployment, goal: Goal, made: Resource, old: Resource | undefined): Promise<boolean> {
  const provider = providerOf(deployment, made);
  const news = old ? ignoreChanges(goal.inputs, old.inputs, goal.ignoreChanges) : goal.inputs;
  made.inputs = news;
  const right = provider ? await checkInputs(deployment, provider, made, news, old?.inputs) : true;
  return (await judge(deployment, made)) && right;
}

function firstStep(deployment: Deployment, made: Resource, imports: boolean): Step {
  requirePlanned(deployment, imports ? "import" : "create", made, made.inputs);
  return { op: imports ? "import" : "create", new: made };
}

async function changeOf(
  deployment: Deployment,
  goal: Goal,
  made: Resource,
  old: Resource,
  imported: boolean,
  diff: Diff,
): Promise<Decision> {
  if ((diff.changes && requiresReplacement(diff)) || old.pendingReplacement) {
    return { steps: await replacementSteps(deployment, goal, old, made, diff), result: made };
  }
  if (diff.changes || old.initErrors.length > 0) {
    requirePlanned(deployment, imported ? "import" : "update", made, made.inputs);
    return { steps: [{ op: "update", old, new: made, diff }], result: made };
  }
  return imported ? { steps: [], result: old } : { steps: [{ op: "same", old, new: made }], result: made };
}
