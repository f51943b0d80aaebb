import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import { call } from "../rpc.ts";
import { type Plugin, toPlugin } from "./plugin.ts";
import type { DeleteRequest } from "./provider.ts";

/** RPC Delete. */
export async function deleteResource(plugin: Plugin, { urn, id, inputs, outputs }: DeleteRequest): Promise<void> {
  const message = new provider.DeleteRequest();
  message.setId(id);
  message.setUrn(urn);
  message.setName(nameOfUrn(urn));
  message.setType(typeOfUrn(urn));
  message.setOldInputs(toPlugin(plugin, inputs));
  message.setProperties(toPlugin(plugin, outputs));
  await call(plugin.client, ResourceProviderService.delete, message);
}
