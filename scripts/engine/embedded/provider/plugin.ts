import type grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type struct from "google-protobuf/google/protobuf/struct_pb.js";
import { EngineError } from "../../error.ts";
import { UNKNOWN } from "../../port.ts";
import { call, connect, messageOf } from "../rpc.ts";
import { fromStruct, hasUnknown, plain, toStruct, type Values, withSecretsOf } from "../value.ts";

/** A connection to a plugin. Each provider resource has its own, since a plugin keeps its configuration per connection. */
export type Plugin = {
  client: grpc.Client;
  /** False: secrets go there in the clear, and the engine marks the answers itself. */
  acceptSecrets: boolean;
};

/** RPC Handshake. @throws EngineError PROVIDER_FAILED when nobody answers, or not in this way. */
export async function connectPlugin(address: string | grpc.Client): Promise<Plugin> {
  const client = typeof address === "string" ? await connect(address, "PROVIDER_FAILED", "the provider") : address;
  try {
    const request = new provider.ProviderHandshakeRequest();
    request.setConfigureWithUrn(true);
    return { client, acceptSecrets: (await call(client, ResourceProviderService.handshake, request)).getAcceptSecrets() };
  } catch (cause) {
    client.close();
    throw new EngineError(
      "PROVIDER_FAILED",
      `the provider${typeof address === "string" ? ` at ${address}` : ""} refuses the handshake: ${messageOf(cause)}`,
      { cause },
    );
  }
}

/** Values for a plugin: with their secrets only if it accepts them. */
export function toPlugin({ acceptSecrets }: Plugin, values: Values): struct.Struct {
  return toStruct(acceptSecrets ? values : plain(values));
}

/** Values from a plugin, what was secret in the question marked again. @throws Error for an unknown value outside a preview. */
export function fromPlugin({ acceptSecrets }: Plugin, message: struct.Struct | undefined, asked: Values, preview: boolean): Values {
  const values = fromStruct(message);
  if (!preview && hasUnknown(values)) throw new Error(`the provider answered with an unknown value (${UNKNOWN}) outside a preview`);
  return acceptSecrets ? values : withSecretsOf(asked, values);
}
