import { EngineError } from "../error.ts";
import type { JudgedPath, Plan } from "../port.ts";
import { type Context, closeDeployment, newDeployment, packFor, programOf, withPack } from "./context.ts";
import { setBase } from "./deployment/deployment.ts";
import { complete, conclude, runProgram } from "./deployment/run.ts";
import type { Resource } from "./resource.ts";

/**
 * What would change if these records followed those: the program runs on both at once, and what it registers on the base is the old state.
 * No state, no credentials and no passphrase are needed; providers check and compare, and are asked nothing else.
 */
export async function planAgainstRecords(context: Context, stack: string, head: JudgedPath, base: JudgedPath): Promise<Plan> {
  const deployment = newDeployment(context, stack, { preview: true, offline: "unknown" });
  try {
    const pack = packFor(context, stack, head, true);
    const ready = withPack(deployment, pack, resourcesOf(context, stack, base)).then((resources) => setBase(deployment, resources));
    await runProgram(deployment, programOf(context, stack, head, true), ready);
    await complete(deployment);
    return conclude(deployment, { stack, head, against: base });
  } finally {
    closeDeployment(deployment);
  }
}

/** What the program registers on a tree of records, as if it were deployed. */
async function resourcesOf(context: Context, stack: string, judged: JudgedPath): Promise<readonly Resource[]> {
  const deployment = newDeployment(context, stack, { preview: true, offline: "known" });
  try {
    await runProgram(deployment, programOf(context, stack, judged, true), Promise.resolve());
    const plan = attempt(() => conclude(deployment, { stack, head: judged, against: judged }));
    if (plan.result === "failed") throw new EngineError("PROGRAM_FAILED", plan.diagnostics.map(({ message }) => message).join("\n"));
    return [...deployment.news.values()];
  } finally {
    closeDeployment(deployment);
  }
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(error.code, `on the records to compare with: ${error.message}`, { cause: error });
  }
}
