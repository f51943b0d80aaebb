import type { JudgedPath, Plan } from "../port.ts";
import { type Context, closeDeployment, newDeployment, packFor, programOf, withPack } from "./context.ts";
import { setBase } from "./deployment/deployment.ts";
import { complete, conclude, runProgram } from "./deployment/run.ts";
import { openState } from "./state/open.ts";

/** What a deployment of these records would do to the stack as it is: nothing is written and nothing is locked. */
export async function planAgainstState(context: Context, stack: string, head: JudgedPath): Promise<Plan> {
  const deployment = newDeployment(context, stack, { preview: true, offline: undefined });
  const { project, environment } = context;
  try {
    const pack = packFor(context, stack, head, true);
    const state = openState(environment, project, stack, () => undefined);
    const ready = withPack(deployment, pack, state).then(({ state: before }) => setBase(deployment, before.resources));
    await runProgram(deployment, programOf(context, stack, head, true), ready);
    await complete(deployment);
    return conclude(deployment, { stack, head, against: "state" });
  } finally {
    closeDeployment(deployment);
  }
}
