import type { Plan, Urn } from "../port.ts";
import { type Context, closeDeployment, newDeployment } from "./context.ts";
import { setBase } from "./deployment/deployment.ts";
import { refresh } from "./deployment/refresh.ts";
import { conclude } from "./deployment/run.ts";
import { inWritableState } from "./write-state.ts";

/** Reads resources from the cloud into the state. No program runs and no pack judges: providers are configured as the state says. */
export async function refreshStack(context: Context, stack: string, urns: readonly Urn[]): Promise<Plan> {
  const deployment = newDeployment(context, stack, { preview: false, offline: undefined });
  try {
    await inWritableState(context, deployment, "refresh", async (opened) => {
      setBase(deployment, (await opened).state.resources);
      deployment.snapshot?.replace(await refresh(deployment, urns));
    });
    return conclude(deployment, { stack, head: "", against: "state" });
  } finally {
    closeDeployment(deployment);
  }
}
