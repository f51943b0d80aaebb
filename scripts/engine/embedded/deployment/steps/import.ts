import type { Resource } from "../../resource.ts";
import { type Deployment, providerOf } from "../deployment.ts";

/**
 * Takes over what exists already under an id, as it is; what the program wants differently is an update afterwards.
 * @throws Error when it does not exist: nothing is made instead.
 */
export async function applyImport(deployment: Deployment, made: Resource): Promise<void> {
  const { urn, importID } = made;
  const now = new Date().toISOString();
  if (deployment.offline) {
    Object.assign(made, { id: importID, outputs: made.inputs, created: now, modified: now });
    return;
  }
  const found = await providerOf(deployment, made)!.read({ urn, id: importID });
  if (found.id === "") throw new Error(`resource '${importID}' does not exist`);
  if (!found.inputs) throw new Error("the provider does not support importing resources");
  Object.assign(made, {
    id: found.id,
    inputs: found.inputs,
    outputs: found.outputs,
    initErrors: found.initErrors,
    created: now,
    modified: now,
  });
}
