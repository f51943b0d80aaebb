import { UNKNOWN, type Urn } from "../../port.ts";
import { type Diff, NO_DIFF, requiresReplacement } from "../provider/provider.ts";
import { type Goal, isProviderType, needsOf, type Resource, urnOfReference } from "../resource.ts";
import { mapValues } from "../value.ts";
import { abort, type Deployment, fail, providerOf, requirePlanned } from "./deployment.ts";
import { checkInputs } from "./difference.ts";
import { ensureProvider } from "./providers.ts";
import type { Step } from "./steps/step.ts";

/** The steps that replace a resource: the new one first, or the old one gone first with all that cannot stay without it. */
export async function replacementSteps(
  deployment: Deployment,
  goal: Goal,
  old: Resource,
  made: Resource,
  diff: Diff,
): Promise<readonly Step[]> {
  refuseProtected(deployment, goal, old, made);
  const provider = providerOf(deployment, made);
  // Defaults of the old resource are not those of a new one.
  if (provider && !(await checkInputs(deployment, provider, made, goal.inputs, undefined))) throw abort(deployment);
  requirePlanned(deployment, "replace", made, made.inputs);
  const early = old.pendingReplacement || (goal.deleteBeforeReplace ?? diff.deleteBeforeReplace);
  const pair: [Step, Step] = [
    { op: "replace", old, new: made, diff },
    { op: "create-replacement", old, new: made, diff, late: !early },
  ];
  return early ? [...(await deletionsFirst(deployment, old)), ...pair] : [pair[1], pair[0]];
}

/** The steps for a resource that had to go because something it depends on was replaced, and is wanted again. */
export function recreationSteps(deployment: Deployment, old: Resource, made: Resource): readonly Step[] {
  const diff: Diff = { ...NO_DIFF, changes: true, replaceKeys: deployment.toRecreate.get(made.urn) ?? [] };
  deployment.toRecreate.delete(made.urn);
  requirePlanned(deployment, "replace", made, made.inputs);
  return [
    { op: "replace", old, new: made, diff },
    { op: "create-replacement", old, new: made, diff, late: false },
  ];
}

function refuseProtected(deployment: Deployment, goal: Goal, old: Resource, made: Resource): void {
  const { emit, preview } = deployment;
  if (old.protect && made.protect) {
    emit.diagnostic("error", `unable to replace resource "${made.urn}": it is protected; remove its option protect first`, made.urn);
    deployment.violated = true;
    if (!preview) throw abort(deployment);
  }
  if (goal.importID === "") return;
  const message =
    "previously-imported resources that still specify an ID may not be replaced; please remove the `import` declaration from your program";
  if (!preview) throw fail(deployment, new Error(message), made.urn);
  emit.diagnostic("warning", message, made.urn);
}

/** Deletes the resource and, before it, everything that would have to be replaced when it is not there; they come back when the program registers them. */
async function deletionsFirst(deployment: Deployment, old: Resource): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const { resource, keys } of (await dependentReplacements(deployment, old)).reverse()) {
    if (deployment.condemned.has(resource)) continue;
    if (resource.protect) {
      throw fail(
        deployment,
        new Error(`unable to replace resource "${resource.urn}" as part of replacing "${old.urn}": it is protected`),
        old.urn,
      );
    }
    requirePlanned(deployment, plannedAsDeletion(deployment, resource) ? "delete" : "replace", resource);
    deployment.toRecreate.set(resource.urn, keys);
    deployment.condemned.add(resource);
    if (resource.pendingReplacement) continue; // an interrupted run has deleted it already
    steps.push(resource.delete ? { op: "delete", old: resource } : { op: "delete-replaced", old: resource, early: true });
  }
  await ensureProvider(deployment, old);
  if (!old.pendingReplacement) steps.push({ op: "delete-replaced", old, early: true });
  return steps;
}

/** It is not known yet whether the program wants it back: the plan knew. */
function plannedAsDeletion({ plan }: Deployment, { urn }: Resource): boolean {
  return plan?.operations.some((operation) => operation.urn === urn && operation.op === "delete") ?? false;
}

type Dependent = { resource: Resource; keys: readonly string[] };

/**
 * Resources of before that cannot stay when `root` goes, in dependency order: those for which the provider would want a replacement
 * if the inputs that come from it were unknown (`calculateDependentReplacements` in `step_generator.go`).
 * What the program has registered already cannot depend on `root`, which it has not.
 */
async function dependentReplacements(deployment: Deployment, root: Resource): Promise<Dependent[]> {
  const replaced = new Set<Urn>([root.urn]);
  const dependents: Dependent[] = [];
  for (const resource of dependingOn(deployment, root)) {
    const keys = await keysForcing(deployment, resource, replaced);
    if (!keys) continue;
    replaced.add(resource.urn);
    dependents.push({ resource, keys });
  }
  return dependents;
}

/** Everything behind `root` in the state that needs it, directly or not; a parent alone is no need. */
function dependingOn({ base, decided }: Deployment, root: Resource): readonly Resource[] {
  const start = base.indexOf(root);
  if (start < 0) return []; // imported in this run: nothing depends on it yet
  const needing = new Set<Urn>([root.urn]);
  return base.slice(start + 1).filter((resource) => {
    const needs = [...needsOf({ ...resource, parent: "" })];
    if (decided.has(resource.urn) || !needs.some((urn) => needing.has(urn))) return false;
    needing.add(resource.urn);
    return true;
  });
}

/** The properties because of which a resource cannot stay, or `undefined` when it can. */
async function keysForcing(deployment: Deployment, resource: Resource, replaced: ReadonlySet<Urn>): Promise<readonly string[] | undefined> {
  if (!resource.custom) return undefined;
  if (resource.provider !== "" && replaced.has(urnOfReference(resource.provider))) {
    await ensureProvider(deployment, resource);
    return [];
  }
  const comesFrom = (key: string) => (resource.propertyDependencies[key] ?? []).some((urn) => replaced.has(urn));
  if (!Object.keys(resource.inputs).some(comesFrom) || isProviderType(resource.type)) return undefined;
  await ensureProvider(deployment, resource);
  const diff = await providerOf(deployment, resource)!.diff({
    urn: resource.urn,
    id: resource.id,
    oldInputs: resource.inputs,
    oldOutputs: resource.outputs,
    newInputs: mapValues(resource.inputs, (value, key) => (comesFrom(key) ? UNKNOWN : value)),
    ignoreChanges: resource.ignoreChanges,
    preview: true,
  });
  return requiresReplacement(diff) ? diff.replaceKeys : undefined;
}
