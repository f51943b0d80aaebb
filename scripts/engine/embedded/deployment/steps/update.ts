import type { Resource } from "../../resource.ts";
import { type Deployment, providerOf } from "../deployment.ts";

/** Changes a resource in place. When the provider could not finish, the outputs are new and the inputs stay the old ones, so that the next run tries again. */
export async function applyUpdate(deployment: Deployment, old: Resource, made: Resource): Promise<void> {
  made.id = old.id;
  made.created = old.created;
  made.modified = old.modified;
  const result = await providerOf(deployment, made)?.update({
    urn: made.urn,
    id: old.id,
    oldInputs: old.inputs,
    oldOutputs: old.outputs,
    newInputs: made.inputs,
    ignoreChanges: made.ignoreChanges,
    preview: deployment.preview,
  });
  if (!result) return;
  Object.assign(made, result);
  if (result.initErrors.length > 0) made.inputs = old.inputs;
  made.modified = new Date().toISOString();
}
