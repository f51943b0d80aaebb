import type { BedrockAgentCoreControlClient } from "@aws-sdk/client-bedrock-agentcore-control";
import { z } from "zod";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { conform } from "../conform.ts";
import type { Recorder } from "../part.ts";
import type { AgentIdentity, AgentRuntime, Agents } from "./part.ts";

const arn = z
  .string()
  .startsWith("arn:")
  .transform((text) => text as Arn);
const listed = z.object({ agentRuntimeArn: arn, agentRuntimeId: z.string().min(1), agentRuntimeName: z.string().min(1) });
const runtimes = z.object({ agentRuntimes: z.array(listed), nextToken: z.string().optional() });
const details = z.object({
  roleArn: arn,
  status: z.string(),
  workloadIdentityDetails: z.object({ workloadIdentityArn: arn }).optional(),
});
const identities = z.object({
  workloadIdentities: z.array(z.object({ name: z.string(), workloadIdentityArn: arn })),
  nextToken: z.string().optional(),
});

/** Opens AgentCore in a Region. Only who has agents loads its client, which takes four times as long as IAM's. */
export async function openAgentCore(region: string): Promise<BedrockAgentCoreControlClient> {
  const { BedrockAgentCoreControlClient: Client } = await import("@aws-sdk/client-bedrock-agentcore-control");
  const requestHandler = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true };
  return new Client({ region, retryMode: "adaptive", maxAttempts: 5, requestHandler });
}

/**
 * Runtimes of agents with the roles that they run as, and workload identities, in some Regions. The list of runtimes leaves out their
 * roles, so that each is asked for; one that refuses is a gap of that runtime. @throws whatever a list fails with
 */
export async function readAgents(
  regions: readonly string[],
  open: (region: string) => Promise<BedrockAgentCoreControlClient>,
  recorder: Recorder,
): Promise<Agents> {
  const found: { runtimes: AgentRuntime[]; identities: AgentIdentity[] } = { runtimes: [], identities: [] };
  for (const region of regions) {
    const client = await open(region);
    try {
      found.runtimes.push(...(await readRuntimes(client, region, recorder)));
      found.identities.push(...(await readIdentities(client, region, recorder)));
    } finally {
      client.destroy();
    }
  }
  return found;
}

async function readRuntimes(client: BedrockAgentCoreControlClient, region: string, recorder: Recorder): Promise<readonly AgentRuntime[]> {
  const { ListAgentRuntimesCommand, GetAgentRuntimeCommand } = await import("@aws-sdk/client-bedrock-agentcore-control");
  const all: z.output<typeof listed>[] = [];
  for (let nextToken: string | undefined; ; ) {
    const page = conform("ListAgentRuntimes", runtimes, await client.send(new ListAgentRuntimesCommand({ nextToken, maxResults: 100 })));
    recorder.page("ListAgentRuntimes", page.agentRuntimes.length);
    all.push(...page.agentRuntimes);
    nextToken = page.nextToken;
    if (nextToken === undefined) break;
  }
  const known: AgentRuntime[] = [];
  for (const { agentRuntimeArn, agentRuntimeId, agentRuntimeName } of all) {
    try {
      const reply = conform("GetAgentRuntime", details, await client.send(new GetAgentRuntimeCommand({ agentRuntimeId })));
      recorder.page("GetAgentRuntime", 1);
      const identity = reply.workloadIdentityDetails?.workloadIdentityArn ?? null;
      known.push({ arn: agentRuntimeArn, name: agentRuntimeName, region, role: reply.roleArn, status: reply.status, identity });
    } catch (error) {
      recorder.refused("GetAgentRuntime", agentRuntimeArn, error);
    }
  }
  return known;
}

async function readIdentities(
  client: BedrockAgentCoreControlClient,
  region: string,
  recorder: Recorder,
): Promise<readonly AgentIdentity[]> {
  const { ListWorkloadIdentitiesCommand } = await import("@aws-sdk/client-bedrock-agentcore-control");
  const all: AgentIdentity[] = [];
  for (let nextToken: string | undefined; ; ) {
    const reply = await client.send(new ListWorkloadIdentitiesCommand({ nextToken, maxResults: 20 }));
    const page = conform("ListWorkloadIdentities", identities, reply);
    recorder.page("ListWorkloadIdentities", page.workloadIdentities.length);
    all.push(...page.workloadIdentities.map(({ name, workloadIdentityArn }) => ({ arn: workloadIdentityArn, name, region })));
    nextToken = page.nextToken;
    if (nextToken === undefined) return all;
  }
}
