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
  const request = new analyzer.AnalyzeRequest();
  request.setUrn(subject.resource.urn);
  request.setType(subject.resource.type);
  request.setName(nameOfUrn(subject.resource.urn));
  request.setProperties(toStruct(withoutInternals(subject.properties)));
  request.setOptions(optionsOf(subject));
  request.setProvider(providerOf(subject.provider));
  try {
    return verdictsOf((await call(pack.client, AnalyzerService.analyze, request)).getDiagnosticsList());
  } catch (error) {
    throw packFailed(error);
  }
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
