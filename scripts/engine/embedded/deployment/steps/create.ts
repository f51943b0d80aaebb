import type { Resource } from "../../resource.ts";
import { type Deployment, providerOf } from "../deployment.ts";

/** Makes a resource; the stack and components have nothing to make. */
export async function applyCreate(deployment: Deployment, made: Resource): Promise<void> {
  const { urn, inputs } = made;
  const result = await providerOf(deployment, made)?.create({ urn, inputs, preview: deployment.preview });
  if (result) Object.assign(made, result);
  made.created = made.modified = new Date().toISOString();
}

/** Makes the successor of a resource that is still there: from now on the old one waits for its deletion. */
export async function applyCreateReplacement(deployment: Deployment, old: Resource, made: Resource, late: boolean): Promise<void> {
  await applyCreate(deployment, made);
  if (!late) return;
  old.delete = true;
  deployment.snapshot?.touch(old);
}
