import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { nameOfUrn } from "../../../../stacks/model/ref.ts";
import type { Goal, Resource } from "../resource.ts";
import { call } from "../rpc.ts";
import { toStruct, type Values } from "../value.ts";
import type { Pack } from "./pack.ts";
import { packFailed, type Verdict, verdictsOf } from "./verdict.ts";

/** A resource as the pack sees it: `properties` are its checked inputs, or its outputs for policies on the whole stack. */
export type Subject = {
  resource: Resource;
  properties: Values;
  deleteBeforeReplace: Goal["deleteBeforeReplace"];
  provider: Resource | undefined;
};

/** RPC Analyze: one resource, before anything is done with it. @throws EngineError PACK_FAILED when a policy throws. */
export async function analyze(pack: Pack, subject: Subject): Promise<readonly Verdict[]> {
  const { type } = subject.resource;
  if (pack.indifferent.has(type)) return [];
  const request = new analyzer.AnalyzeRequest();
  request.setUrn(subject.resource.urn);
  request.setType(type);
  request.setName(nameOfUrn(subject.resource.urn));
  request.setProperties(toStruct(withoutInternals(subject.properties)));
  request.setOptions(optionsOf(subject));
  request.setProvider(providerOf(subject.provider));
  try {
    const response = await call(pack.client, AnalyzerService.analyze, request);
    if (isIndifferent(pack, response)) pack.indifferent.add(type);
    return verdictsOf(response.getDiagnosticsList());
  } catch (error) {
    throw packFailed(error);
  }
}

/** The policy SDK's words (1.21, `server.js`) for a policy that looks at nothing but the type, and passes over this one. */
const OTHER_TYPES = "Policy only applies to resources of type '";

/** True when every policy has said that it is about other types: of the same type it would say the same whatever the resource holds. */
function isIndifferent({ resourcePolicies }: Pack, response: analyzer.AnalyzeResponse): boolean {
  const elsewhere = response.getNotApplicableList().filter((one) => one.getReason().startsWith(OTHER_TYPES));
  const names = new Set(elsewhere.map((one) => one.getPolicyName()));
  return resourcePolicies !== undefined && resourcePolicies.length > 0 && resourcePolicies.every((name) => names.has(name));
}

/** Keys such as `__defaults` belong to the provider: Pulumi does not show them to policies. */
export function withoutInternals(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith("__")));
}

/** The resource's options that policies may look at. */
export function optionsOf({ resource, deleteBeforeReplace }: Subject) {
  const options = new analyzer.AnalyzerResourceOptions();
  options.setProtect(resource.protect);
  options.setIgnorechangesList([...resource.ignoreChanges]);
  options.setDeletebeforereplace(deleteBeforeReplace ?? false);
  options.setDeletebeforereplacedefined(deleteBeforeReplace !== undefined);
  options.setAdditionalsecretoutputsList([...resource.additionalSecretOutputs]);
  options.setCustomtimeouts(new analyzer.AnalyzerResourceOptions.CustomTimeouts());
  options.setParent(resource.parent);
  return options;
}

/** The provider of the resource; nothing for providers and for what is not custom. */
export function providerOf(provider: Resource | undefined) {
  if (!provider) return undefined;
  const message = new analyzer.AnalyzerProviderResource();
  message.setUrn(provider.urn);
  message.setType(provider.type);
  message.setName(nameOfUrn(provider.urn));
  message.setProperties(toStruct(withoutInternals(provider.inputs)));
  return message;
}
