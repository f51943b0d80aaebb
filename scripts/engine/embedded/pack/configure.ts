import type grpc from "@grpc/grpc-js";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { JudgedPath } from "../../port.ts";
import type { Environment } from "../environment.ts";
import { notSupported } from "../not-supported.ts";
import type { Project } from "../project.ts";
import { call } from "../rpc.ts";
import { packFailed } from "./verdict.ts";

/** One run of the project's pack. */
export type PackRun = { project: Project; stack: string; preview: boolean; judged: JudgedPath; environment: Environment };

/** What a pack says of itself. `resourcePolicies` are the names of those that are asked about each resource; `undefined` when it does not say which. */
export type Configured = { name: string; version: string; resourcePolicies: readonly string[] | undefined };

/**
 * RPCs ConfigureStack, GetAnalyzerInfo and Configure: tells the pack which stack it judges, and gives it back the configuration that it
 * brought along. Policies that would rewrite resources are refused: what is deployed is what was reviewed.
 */
export async function configurePack(client: grpc.Client, run: PackRun): Promise<Configured> {
  try {
    await call(client, AnalyzerService.configureStack, stackRequest(run));
    const info = await call(client, AnalyzerService.getAnalyzerInfo, new empty.Empty());
    const rewriting = info.getPoliciesList().find((policy) => policy.getEnforcementlevel() === analyzer.EnforcementLevel.REMEDIATE);
    if (rewriting) throw notSupported(`the enforcement level "remediate" (policy ${rewriting.getName()})`);
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const [name, config] of info.getInitialconfigMap().entries()) request.getPolicyconfigMap().set(name, config);
    if (request.getPolicyconfigMap().getLength() > 0) await call(client, AnalyzerService.configure, request);
    return { name: info.getName(), version: info.getVersion(), resourcePolicies: resourcePoliciesOf(info.getPoliciesList()) };
  } catch (error) {
    throw (error as Error).name === "EngineError" ? error : packFailed(error);
  }
}

function stackRequest({ project, stack, preview }: PackRun) {
  const request = new analyzer.AnalyzerStackConfigureRequest();
  request.setOrganization("organization");
  request.setProject(project.name);
  request.setStack(stack);
  request.setDryRun(preview);
  return request;
}

function resourcePoliciesOf(policies: readonly analyzer.PolicyInfo[]): readonly string[] | undefined {
  const { POLICY_TYPE_UNKNOWN, POLICY_TYPE_RESOURCE } = analyzer.PolicyType;
  if (policies.some((policy) => policy.getPolicyType() === POLICY_TYPE_UNKNOWN)) return undefined;
  return policies.filter((policy) => policy.getPolicyType() === POLICY_TYPE_RESOURCE).map((policy) => policy.getName());
}
