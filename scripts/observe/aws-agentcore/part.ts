import { z } from "zod";
import type { Arn } from "../../../stacks/iam/arn.ts";

/** A runtime of Bedrock AgentCore: an agent, the role that it runs as, and its workload identity where it has one. */
export type AgentRuntime = { arn: Arn; name: string; region: string; role: Arn; status: string; identity: Arn | null };

/** A workload identity: what an agent proves itself with to services outside AWS. */
export type AgentIdentity = { arn: Arn; name: string; region: string };

/** The part `agents`: what AgentCore has in the Regions that the settings name. */
export type Agents = { runtimes: readonly AgentRuntime[]; identities: readonly AgentIdentity[] };

const arn = z.string().startsWith("arn:");

/** Agents in a saved observation. */
export const agents = z.strictObject({
  runtimes: z.array(z.strictObject({ arn, name: z.string(), region: z.string(), role: arn, status: z.string(), identity: arn.nullable() })),
  identities: z.array(z.strictObject({ arn, name: z.string(), region: z.string() })),
}) as unknown as z.ZodType<Agents>;
