import type { RegisterResourceOutputsRequest } from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { type Deployment, fail } from "../deployment/deployment.ts";
import { fromStruct } from "../value.ts";

/** RPC RegisterResourceOutputs: the outputs of the stack, or of a component, once the program knows them. */
export function registerResourceOutputs(deployment: Deployment, request: RegisterResourceOutputsRequest) {
  const resource = deployment.news.get(request.getUrn());
  if (!resource) throw fail(deployment, new Error(`cannot complete a resource '${request.getUrn()}' that is not registered`));
  resource.outputs = fromStruct(request.getOutputs());
  deployment.snapshot?.touch(resource);
  return new empty.Empty();
}
