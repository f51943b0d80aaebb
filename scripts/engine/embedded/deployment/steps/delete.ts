import type { Resource } from "../../resource.ts";
import { type Deployment, providerOf } from "../deployment.ts";

/** Deletes a resource, unless it is to be kept where it is. `early`: it stays in the state until its successor has come. */
export async function applyDelete(deployment: Deployment, old: Resource, early: boolean): Promise<void> {
  const { urn, id, inputs, outputs, retainOnDelete } = old;
  if (!deployment.preview && !retainOnDelete) await providerOf(deployment, old)?.delete({ urn, id, inputs, outputs });
  if (!early) return;
  old.pendingReplacement = true; // only now: a failed deletion must be tried again
  deployment.snapshot?.touch(old);
}
