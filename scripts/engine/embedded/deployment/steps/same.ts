import { isProviderType, type Resource } from "../../resource.ts";
import type { Deployment } from "../deployment.ts";

/** Takes a resource over as it is. A provider is configured as it was, so that an equal configuration written differently makes no difference. */
export async function applySame({ registry }: Deployment, old: Resource, made: Resource): Promise<void> {
  made.id = old.id;
  made.outputs = old.outputs;
  made.created = old.created;
  made.modified = old.modified;
  if (isProviderType(made.type)) await registry.same({ ...made, inputs: old.inputs });
}
