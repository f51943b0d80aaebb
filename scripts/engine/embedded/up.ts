import type { Plan } from "../port.ts";
import { type Context, closeDeployment, newDeployment, packFor, programOf, withPack } from "./context.ts";
import { type Deployment, setBase } from "./deployment/deployment.ts";
import { complete, conclude, runProgram } from "./deployment/run.ts";
import type { PendingOperation } from "./state/checkpoint.ts";
import { inWritableState } from "./write-state.ts";

/** Makes it so: runs program and pack again, and takes each step that the plan showed. */
export async function up(context: Context, stack: string, plan: Plan, deletions?: "later"): Promise<Plan> {
  const deployment = newDeployment(context, stack, { preview: false, offline: undefined });
  deployment.plan = plan;
  try {
    await inWritableState(context, deployment, "update", async (opened) => {
      const pack = packFor(context, stack, plan.head, false);
      const ready = withPack(deployment, pack, opened).then(({ state }) => {
        setBase(deployment, state.resources);
        warnOfPending(deployment, state.pending);
      });
      await runProgram(deployment, programOf(context, stack, plan.head, false), ready);
      await complete(deployment, deletions);
    });
    return conclude(deployment, { stack, head: plan.head, against: plan.against });
  } finally {
    closeDeployment(deployment);
  }
}

/** What an earlier run left open may or may not have happened: nobody here can know, so people are told. */
function warnOfPending({ emit }: Deployment, pending: readonly PendingOperation[]): void {
  if (pending.length === 0) return;
  const list = pending.map(({ resource, type }) => `  ${resource.urn}, interrupted while ${type}`).join("\n");
  emit.diagnostic("warning", `an earlier run was interrupted; compare these resources with AWS:\n${list}`);
}
