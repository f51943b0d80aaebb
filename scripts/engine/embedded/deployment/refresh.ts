import type { Urn } from "../../port.ts";
import { type Diff, invert, NO_DIFF } from "../provider/provider.ts";
import { isProviderType, type Resource } from "../resource.ts";
import { messageOf } from "../rpc.ts";
import { sameValue } from "../value.ts";
import { type Deployment, providerOf } from "./deployment.ts";
import type { StepFacts } from "./emitter.ts";
import { ensureProvider } from "./providers.ts";

/**
 * Reads resources again and brings the state up to date with what there is (`RefreshStep` in `step.go`).
 * One that cannot be read stays as it was; the others are read all the same, and the run fails in the end.
 * @returns the resources as they stand now.
 */
export async function refresh(deployment: Deployment, urns: readonly Urn[]): Promise<readonly Resource[]> {
  const unknown = urns.filter((urn) => !deployment.olds.has(urn));
  for (const urn of unknown) {
    deployment.emit.diagnostic("error", `Targeted resource '${urn}' could not be found in the stack`, urn);
    deployment.violated = true;
  }
  const wanted = new Set(urns);
  const targets = deployment.base.filter((resource) => wanted.has(resource.urn) && isReadable(resource));
  const read = new Map<Resource, Resource | undefined>();
  await Promise.all(
    targets.map((resource) =>
      deployment.limit.run(async () => {
        if (!deployment.stopped) read.set(resource, await readAgain(deployment, resource));
      }),
    ),
  );
  return withoutGone(deployment.base.flatMap((resource) => (read.has(resource) ? (read.get(resource) ?? []) : resource)));
}

function isReadable({ custom, type, pendingReplacement }: Resource): boolean {
  return custom && !isProviderType(type) && !pendingReplacement;
}

/** The resource as it is now, `undefined` when it is gone, unchanged when it cannot be read. */
async function readAgain(deployment: Deployment, old: Resource): Promise<Resource | undefined> {
  const { emit } = deployment;
  emit.before(factsOf("refresh", old, old));
  try {
    await ensureProvider(deployment, old);
    const { urn, id, inputs, outputs } = old;
    const found = await providerOf(deployment, old)!.read({ urn, id, inputs, outputs });
    if (found.id === "") {
      emit.after(factsOf("delete", old, undefined));
      return undefined;
    }
    const made: Resource = { ...old, ...found, inputs: found.inputs ?? inputs };
    const unchanged = sameValue(made.inputs, inputs) && sameValue(made.outputs, outputs);
    if (!unchanged) made.modified = new Date().toISOString();
    const diff = await driftOf(deployment, old, made);
    emit.after({ ...factsOf(diff.changes ? "update" : "same", old, made), diff });
    return made;
  } catch (error) {
    emit.diagnostic("error", messageOf(error), old.urn);
    deployment.violated = true;
    return old;
  }
}

/** What an update right now would change, seen from the other side: what the cloud has that the records have not is an addition. */
async function driftOf(deployment: Deployment, old: Resource, made: Resource): Promise<Diff> {
  const diff = await providerOf(deployment, old)!.diff({
    urn: made.urn,
    id: made.id,
    oldInputs: made.inputs,
    oldOutputs: made.outputs,
    newInputs: old.inputs,
    ignoreChanges: old.ignoreChanges,
    preview: false,
  });
  return diff.changes ? invert(diff) : NO_DIFF;
}

function factsOf(op: string, old: Resource, made: Resource | undefined): StepFacts {
  return { op, old, new: made, logical: true };
}

/** What names something that is gone would make the state invalid: the name goes too, and children move up to their parent's parent. */
function withoutGone(resources: readonly Resource[]): readonly Resource[] {
  const there = new Set<Urn>();
  const parents = new Map<Urn, Urn>();
  const isThere = (urn: Urn) => there.has(urn);
  return resources.map((resource) => {
    const parent = resource.parent === "" || isThere(resource.parent) ? resource.parent : (parents.get(resource.parent) ?? "");
    there.add(resource.urn);
    parents.set(resource.urn, parent);
    return {
      ...resource,
      parent,
      dependencies: resource.dependencies.filter(isThere),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, urns]) => [key, urns.filter(isThere)]),
      ),
    };
  });
}
