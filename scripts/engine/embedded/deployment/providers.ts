import { EngineError } from "../../error.ts";
import { providerReference, type Resource, urnOfReference } from "../resource.ts";
import type { Deployment } from "./deployment.ts";

/** Makes sure that the provider of a resource of before can be asked, also when the program did not register it in this run. */
export async function ensureProvider({ base, registry }: Deployment, resource: Resource): Promise<void> {
  if (resource.provider === "") return;
  const found = base.find((each) => providerReference(each) === resource.provider);
  if (!found)
    throw new EngineError("STATE_UNREADABLE", `${resource.urn} names the provider ${resource.provider}, which the state does not have`);
  await registry.same(found);
}

/** The provider resource behind a resource: what this run wants it to be, else what it was. */
export function providerResourceOf({ providers, olds }: Deployment, resource: Resource): Resource | undefined {
  if (resource.provider === "") return undefined;
  const urn = urnOfReference(resource.provider);
  return providers.get(urn) ?? olds.get(urn);
}
