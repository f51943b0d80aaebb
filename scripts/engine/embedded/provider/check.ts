import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider, { type CheckResponse as Message } from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import { call, isUnimplemented } from "../rpc.ts";
import { fromPlugin, type Plugin, toPlugin } from "./plugin.ts";
import type { CheckRequest, CheckResponse } from "./provider.ts";

/** RPC Check: the inputs of a resource with the provider's defaults, or what is wrong with them. */
export async function check(plugin: Plugin, request: CheckRequest): Promise<CheckResponse> {
  return responseOf(plugin, request, await call(plugin.client, ResourceProviderService.check, messageOf(plugin, request)));
}

/** RPC CheckConfig: the same for the provider's own configuration; a plugin that does not check takes it as it is. */
export async function checkConfig(plugin: Plugin, request: CheckRequest): Promise<CheckResponse> {
  try {
    return responseOf(plugin, request, await call(plugin.client, ResourceProviderService.checkConfig, messageOf(plugin, request)));
  } catch (error) {
    if (isUnimplemented(error)) return { inputs: request.news, failures: [] };
    throw error;
  }
}

function messageOf(plugin: Plugin, { urn, olds, news }: CheckRequest) {
  const message = new provider.CheckRequest();
  message.setUrn(urn);
  message.setName(nameOfUrn(urn));
  message.setType(typeOfUrn(urn));
  message.setOlds(toPlugin(plugin, olds ?? {}));
  message.setNews(toPlugin(plugin, news));
  return message;
}

function responseOf(plugin: Plugin, request: CheckRequest, message: Message): CheckResponse {
  return {
    inputs: fromPlugin(plugin, message.getInputs(), request.news, request.preview),
    failures: message.getFailuresList().map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() })),
  };
}
