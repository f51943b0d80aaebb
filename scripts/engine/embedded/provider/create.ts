import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import { call } from "../rpc.ts";
import { halfDone } from "./half-done.ts";
import { fromPlugin, type Plugin, toPlugin } from "./plugin.ts";
import type { CreateRequest, Made } from "./provider.ts";

/** RPC Create. In a preview it answers what is known already; what it leaves out stays unknown to the program. */
export async function create(plugin: Plugin, { urn, inputs, preview }: CreateRequest): Promise<Made> {
  const message = new provider.CreateRequest();
  message.setUrn(urn);
  message.setName(nameOfUrn(urn));
  message.setType(typeOfUrn(urn));
  message.setProperties(toPlugin(plugin, inputs));
  message.setPreview(preview);
  try {
    const response = await call(plugin.client, ResourceProviderService.create, message);
    if (response.getId() === "" && !preview) throw new Error("the provider created a resource and gave it no id");
    return { id: response.getId(), outputs: fromPlugin(plugin, response.getProperties(), inputs, preview), initErrors: [] };
  } catch (error) {
    const left = halfDone(error);
    if (!left) throw error;
    return { id: left.getId(), outputs: fromPlugin(plugin, left.getProperties(), inputs, preview), initErrors: left.getReasonsList() };
  }
}
