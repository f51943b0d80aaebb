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
 * A stack that does not exist yet is made. Deletions for later are left out by naming everything else as a target.
 */
export async function upWithCli(options: Options, stack: string, plan: Plan, deletions?: "later"): Promise<Plan> {
  return withStack(options, stack, async (used) => {
    const saved = join(used.scratch, "plan.json");
    const targets = deletions === undefined ? [] : targetsOf(plan);
    const seen = await previewOrCreate(options, used, plan, ["--save-plan", saved, ...targets]);
    if (seen.result === "failed") return { ...seen, operations: [] };
    const complaint = seen.operations.map((operation) => unplanned(plan, operation)).find((each) => each !== undefined);
    if (complaint !== undefined) throw new EngineError("UNPLANNED_OPERATION", complaint);
    const args = ["up", "--yes", "--skip-preview", ...used.flags, "--policy-pack", "policies", "--plan", saved, ...targets];
    return planOf(await pulumiWithEvents(options, { args, head: plan.head }), origin(stack, plan), "update");
  });
}

/** All that changes and stays. */
function targetsOf({ operations }: Plan): readonly string[] {
  return operations.flatMap(({ op, urn }) => (op === "same" || op === "delete" ? [] : ["--target", urn]));
}

async function previewOrCreate(options: Options, stack: Stack, plan: Plan, flags: readonly string[]): Promise<Plan> {
  const run = await preview(options, stack, plan.head, flags);
  if (!isAbsent(run)) return planOf(run, origin(plan.stack, plan), "preview");
  await stack.create();
  return planOf(await preview(options, stack, plan.head, flags), origin(plan.stack, plan), "preview");
}

function origin(stack: string, { head, against }: Plan) {
  return { stack, head, against };
}
