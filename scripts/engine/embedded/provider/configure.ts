import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import { nameOfUrn, typeOfUrn } from "../../../../stacks/model/ref.ts";
import type { Urn } from "../../port.ts";
import { notSupported } from "../not-supported.ts";
import { packageOf } from "../resource.ts";
import { call } from "../rpc.ts";
import { hasUnknown, plain, toStruct, type Values } from "../value.ts";
import type { Plugin } from "./plugin.ts";

/** RPC Configure: from now on the plugin serves this provider resource. Older plugins read `variables`, whose values are text. */
export async function configure({ client }: Plugin, urn: Urn, id: string, inputs: Values): Promise<void> {
  if (hasUnknown(inputs)) throw notSupported(`a provider whose configuration is known only after the deployment (${urn})`);
  const message = new provider.ConfigureRequest();
  message.setUrn(urn);
  message.setName(nameOfUrn(urn));
  message.setType(typeOfUrn(urn));
  message.setId(id);
  message.setAcceptsecrets(true);
  message.setSendsOldInputs(true);
  message.setSendsOldInputsToDelete(true);
  message.setArgs(toStruct(inputs));
  for (const [key, value] of Object.entries(plain(inputs))) {
    if (key === "version") continue;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    message.getVariablesMap().set(`${packageOf(typeOfUrn(urn))}:config:${key}`, text);
  }
  await call(client, ResourceProviderService.configure, message);
}
