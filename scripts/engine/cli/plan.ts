import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { JudgedPath, Plan } from "../port.ts";
import { planOf } from "./failure.ts";
import { type Options, pulumiWithEvents, type Run } from "./pulumi.ts";
import { isAbsent, type Stack, withStack } from "./stack.ts";

/** What `up` would do. A stack that does not exist yet is planned in an empty backend of its own: a plan makes nothing. */
export async function planWithCli(options: Options, stack: string, head: JudgedPath): Promise<Plan> {
  return withStack(options, stack, async (used) => {
    const run = await preview(options, used, head, []);
    return planOf(isAbsent(run) ? await previewOfNew(options, used, head) : run, { stack, head, against: "state" }, "preview");
  });
}

/** Runs a preview with the pack. */
export function preview(
  options: Options,
  stack: Stack,
  head: JudgedPath,
  flags: readonly string[],
  variables?: Record<string, string>,
): Promise<Run> {
  const args = ["preview", ...stack.flags, "--policy-pack", "policies", ...flags];
  return pulumiWithEvents(options, { args, head, ...(variables ? { variables } : {}) });
}

async function previewOfNew(options: Options, stack: Stack, head: JudgedPath): Promise<Run> {
  const backend = join(stack.scratch, "backend");
  mkdirSync(backend);
  const variables = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_CONFIG_PASSPHRASE: randomUUID() };
  await stack.create(variables);
  return preview(options, stack, head, [], variables);
}
