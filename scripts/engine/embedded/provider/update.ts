import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import { call } from "../rpc.ts";
import { halfDone } from "./half-done.ts";
import { fromPlugin, type Plugin, toPlugin } from "./plugin.ts";
import type { Made, UpdateRequest } from "./provider.ts";

/** RPC Update. The id stays what it was. */
export async function update(plugin: Plugin, request: UpdateRequest): Promise<Made> {
  const { urn, id, newInputs, preview } = request;
  const message = new provider.UpdateRequest();
  message.setId(id);
  message.setUrn(urn);
  message.setName(nameOfUrn(urn));
  message.setType(typeOfUrn(urn));
  message.setOldInputs(toPlugin(plugin, request.oldInputs));
  message.setOlds(toPlugin(plugin, request.oldOutputs));
  message.setNews(toPlugin(plugin, newInputs));
  message.setIgnorechangesList([...request.ignoreChanges]);
  message.setPreview(preview);
  try {
    const response = await call(plugin.client, ResourceProviderService.update, message);
    return { id, outputs: fromPlugin(plugin, response.getProperties(), newInputs, preview), initErrors: [] };
  } catch (error) {
    const left = halfDone(error);
    if (!left) throw error;
    return { id, outputs: fromPlugin(plugin, left.getProperties(), newInputs, preview), initErrors: left.getReasonsList() };
  }
}
