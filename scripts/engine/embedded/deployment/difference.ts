import type { Urn } from "../../port.ts";
import { type CheckResponse, type Diff, NO_DIFF, type Provider, requiresReplacement } from "../provider/provider.ts";
import { type Goal, type Resource, urnOfReference } from "../resource.ts";
import { sameValue } from "../value.ts";
import { type Deployment, providerOf } from "./deployment.ts";

/** Checks inputs and reports what is wrong with them, without their values: they may be secret. @returns whether they are right. */
export async function checkInputs(
  { preview, emit }: Deployment,
  provider: Provider,
  made: Resource,
  news: Goal["inputs"],
  olds: Goal["inputs"] | undefined,
): Promise<boolean> {
  const { inputs, failures }: CheckResponse = await provider.check({ urn: made.urn, olds, news, preview });
  for (const { property, reason } of failures) {
    const what = property === "" ? "" : `property ${property} `;
    emit.diagnostic("error", `${made.type} resource '${nameOf(made.urn)}': ${what}has a problem: ${reason}`, made.urn);
  }
  made.inputs = inputs;
  return failures.length === 0;
}

function nameOf(urn: Urn): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** What differs between a resource as it is and as it is wanted. */
export async function differenceOf(deployment: Deployment, old: Resource, made: Resource): Promise<Diff> {
  if (await providerChanged(deployment, old, made)) return { ...NO_DIFF, changes: true, replaceKeys: ["provider"] };
  const provider = providerOf(deployment, made);
  if (!provider) return { ...NO_DIFF, changes: !sameValue(old.inputs, made.inputs) };
  return provider.diff({
    urn: made.urn,
    id: old.id,
    oldInputs: old.inputs,
    oldOutputs: old.outputs,
    newInputs: made.inputs,
    ignoreChanges: made.ignoreChanges,
    preview: deployment.preview,
  });
}

/** A resource moves with its provider, unless the new provider says that it cannot manage what the old one made (another region, say). */
async function providerChanged({ registry, olds, providers }: Deployment, old: Resource, made: Resource): Promise<boolean> {
  if (old.provider === made.provider) return false;
  if (old.provider === "" || made.provider === "") return true;
  const before = olds.get(urnOfReference(old.provider));
  const after = providers.get(urnOfReference(made.provider));
  if (!before || !after) return true;
  const diff = await registry.self.diff({
    urn: after.urn,
    id: made.provider.slice(after.urn.length + 2), // the one that is there: a provider that was replaced has the same URN and another id
    oldInputs: before.inputs,
    oldOutputs: before.outputs,
    newInputs: after.inputs,
    ignoreChanges: [],
    preview: true,
  });
  return requiresReplacement(diff);
}
