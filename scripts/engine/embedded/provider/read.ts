import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import { call } from "../rpc.ts";
import { halfDone } from "./half-done.ts";
import { fromPlugin, type Plugin, toPlugin } from "./plugin.ts";
import type { ReadRequest, ReadResponse } from "./provider.ts";

/** RPC Read: the resource as it is now, for a refresh (with what the state says) or an import (with the id alone). */
export async function read(plugin: Plugin, { urn, id, inputs, outputs }: ReadRequest): Promise<ReadResponse> {
  const message = new provider.ReadRequest();
  message.setId(id);
  message.setUrn(urn);
  message.setName(nameOfUrn(urn));
  message.setType(typeOfUrn(urn));
  if (inputs) message.setInputs(toPlugin(plugin, inputs));
  if (outputs) message.setProperties(toPlugin(plugin, outputs));
  const { answer, initErrors } = await attempt(plugin, message);
  return {
    id: answer.getId(),
    inputs: answer.hasInputs() ? fromPlugin(plugin, answer.getInputs(), inputs ?? {}, false) : undefined,
    outputs: fromPlugin(plugin, answer.getProperties(), outputs ?? {}, false),
    initErrors,
  };
}

async function attempt(plugin: Plugin, message: InstanceType<typeof provider.ReadRequest>) {
  try {
    return { answer: await call(plugin.client, ResourceProviderService.read, message), initErrors: [] };
  } catch (error) {
    const left = halfDone(error);
    if (!left) throw error;
    return { answer: left, initErrors: left.getReasonsList() };
  }
}
