import type { Plan, Urn } from "../port.ts";
import { planOf } from "./failure.ts";
import { type Options, pulumiWithEvents } from "./pulumi.ts";
import { withStack } from "./stack.ts";

/** Reads these resources, and no others, from the cloud into the state. */
export async function refreshWithCli(options: Options, stack: string, urns: readonly Urn[]): Promise<Plan> {
  const origin = { stack, head: "", against: "state" } as const;
  if (urns.length === 0) return { ...origin, operations: [], reports: [], diagnostics: [], result: "succeeded" }; // without targets the CLI takes all
  return withStack(options, stack, async (used) => {
    const args = ["refresh", "--yes", "--skip-preview", ...used.flags, ...urns.flatMap((urn) => ["--target", urn])];
    return planOf(await pulumiWithEvents(options, { args }), origin, "update");
  });
}
