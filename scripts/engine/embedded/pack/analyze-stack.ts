import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { nameOfUrn } from "../../../../stacks/model/ref.ts";
import { call } from "../rpc.ts";
import { toStruct } from "../value.ts";
import { optionsOf, providerOf, type Subject, withoutInternals } from "./analyze.ts";
import type { Pack } from "./pack.ts";
import { packFailed, type Verdict, verdictsOf } from "./verdict.ts";

/** RPC AnalyzeStack: all resources together, after everything is planned or done. @throws EngineError PACK_FAILED when a policy throws. */
export async function analyzeStack(pack: Pack, subjects: readonly Subject[]): Promise<readonly Verdict[]> {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(subjects.map(messageOfSubject));
  try {
    return verdictsOf((await call(pack.client, AnalyzerService.analyzeStack, request)).getDiagnosticsList());
  } catch (error) {
    throw packFailed(error);
  }
}

function messageOfSubject(subject: Subject) {
  const { resource } = subject;
  const message = new analyzer.AnalyzerResource();
  message.setUrn(resource.urn);
  message.setType(resource.type);
  message.setName(nameOfUrn(resource.urn));
  message.setProperties(toStruct(withoutInternals(subject.properties)));
  message.setOptions(optionsOf(subject));
  message.setProvider(providerOf(subject.provider));
  message.setParent(resource.parent);
  message.setDependenciesList([...resource.dependencies]);
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    if (urns.length === 0) continue;
    const dependencies = new analyzer.AnalyzerPropertyDependencies();
    dependencies.setUrnsList([...urns]);
    message.getPropertydependenciesMap().set(property, dependencies);
  }
  return message;
}
