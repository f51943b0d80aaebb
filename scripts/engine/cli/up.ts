import { join } from "node:path";
import { EngineError } from "../error.ts";
import { unplanned } from "../planned.ts";
import type { Plan } from "../port.ts";
import { planOf } from "./failure.ts";
import { preview } from "./plan.ts";
import { type Options, pulumiWithEvents } from "./pulumi.ts";
import { isAbsent, type Stack, withStack } from "./stack.ts";

/**
 * Makes it so, in two guarded steps. A preview right before is compared with the plan that was approved, and nothing is done when it shows
 * more; and `up --plan` holds the CLI to that very preview, so that nothing can come in between. (`--plan` is marked experimental; at
 * 3.248.0 it was tried with creation, update, replacement, deletion and import, and it refused what the preview did not show.)
 * A stack that does not exist yet is made.
 */
export async function upWithCli(options: Options, stack: string, plan: Plan): Promise<Plan> {
  return withStack(options, stack, async (used) => {
    const saved = join(used.scratch, "plan.json");
    const seen = await previewOrCreate(options, used, plan, saved);
    if (seen.result === "failed") return { ...seen, operations: [] };
    const complaint = seen.operations.map((operation) => unplanned(plan, operation)).find((each) => each !== undefined);
    if (complaint !== undefined) throw new EngineError("UNPLANNED_OPERATION", complaint);
    const args = ["up", "--yes", "--skip-preview", ...used.flags, "--policy-pack", "policies", "--plan", saved];
    return planOf(await pulumiWithEvents(options, { args, head: plan.head }), origin(stack, plan), "update");
  });
}

async function previewOrCreate(options: Options, stack: Stack, plan: Plan, saved: string): Promise<Plan> {
  const run = await preview(options, stack, plan.head, ["--save-plan", saved]);
  if (!isAbsent(run)) return planOf(run, origin(plan.stack, plan), "preview");
  await stack.create();
  return planOf(await preview(options, stack, plan.head, ["--save-plan", saved]), origin(plan.stack, plan), "preview");
}

function origin(stack: string, { head, against }: Plan) {
  return { stack, head, against };
}
