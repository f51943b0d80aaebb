import type grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import { defaultProviders } from "../deployment/default-providers.ts";
import { type Deployment, fail } from "../deployment/deployment.ts";
import { notSupported } from "../not-supported.ts";
import { STACK_TYPE } from "../resource.ts";
import { answer, type Services } from "../rpc.ts";
import { getDeploymentInfo, supportsFeature } from "./features.ts";
import { log } from "./log.ts";
import { registerResource, rootResponse } from "./register-resource.ts";
import { registerResourceOutputs } from "./register-resource-outputs.ts";
import { rootResource } from "./root-resource.ts";

/** What a program may ask for that identities do not need; by RPC. */
const REFUSED: Readonly<Record<string, string>> = {
  invoke: "functions of providers (data sources)",
  call: "methods of components",
  readResource: "resources that are read and not managed",
  existsResource: "asking whether a resource exists",
  registerStackTransform: "transforms",
  registerStackInvokeTransform: "transforms of functions",
  registerResourceHook: "resource hooks",
  registerErrorHook: "error hooks",
  registerPackage: "parameterized packages",
};

/**
 * The services that Pulumi's SDK asks while a program runs: ResourceMonitor and Engine.
 * @param ready what registrations wait for: the old state may still be in the making.
 */
export function servicesOf(deployment: Deployment, ready: Promise<unknown>): Services {
  const defaults = defaultProviders(deployment);
  // The SDK registers the stack before it loads the program: it is answered at once, so that the program loads while the rest gets ready.
  let settled = ready;
  const root = rootResource();
  const refusals = Object.entries(REFUSED).map(([rpc, what]) => [rpc, answer(() => Promise.reject(fail(deployment, notSupported(what))))]);
  const monitor: Record<string, grpc.UntypedHandleCall> = {
    ...Object.fromEntries(refusals),
    getDeploymentInfo: answer(() => getDeploymentInfo(deployment)),
    supportsFeature: answer(supportsFeature),
    registerResource: answer(async (request: Parameters<typeof registerResource>[2]) => {
      if (request.getType() !== STACK_TYPE) {
        await settled;
        return registerResource(deployment, defaults, request);
      }
      settled = ready.then(() => registerResource(deployment, defaults, request));
      settled.catch(() => undefined); // reported by then; whoever comes next is told
      return rootResponse(deployment);
    }),
    registerResourceOutputs: answer(async (request: Parameters<typeof registerResourceOutputs>[1]) => {
      await settled;
      return registerResourceOutputs(deployment, request);
    }),
    signalAndWaitForShutdown: answer(() => new empty.Empty()), // what follows runs no code of the program
  };
  const engine: Record<string, grpc.UntypedHandleCall> = {
    log: answer((request: Parameters<typeof log>[1]) => log(deployment, request)),
    getRootResource: answer(root.get),
    setRootResource: answer(root.set),
  };
  return [
    { service: ResourceMonitorService as unknown as grpc.ServiceDefinition, calls: monitor },
    { service: EngineService as unknown as grpc.ServiceDefinition, calls: engine },
  ];
}
