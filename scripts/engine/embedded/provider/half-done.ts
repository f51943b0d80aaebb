import type grpc from "@grpc/grpc-js";
import provider, { type ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb.js";
import status from "@pulumi/pulumi/proto/status_pb.js";

/**
 * What a provider left behind when it failed after it had made something: it stands in the details of the error
 * (`parseError` in `sdk/go/common/resource/plugin/provider_plugin.go`). Forgetting it would leave a resource that nobody knows of.
 */
export function halfDone(error: unknown): ErrorResourceInitFailed | undefined {
  const [details] = (error as Partial<grpc.ServiceError>).metadata?.get("grpc-status-details-bin") ?? [];
  if (!(details instanceof Uint8Array)) return undefined;
  const found = status.Status.deserializeBinary(details)
    .getDetailsList()
    .find((detail) => detail.getTypeName() === "pulumirpc.ErrorResourceInitFailed");
  return found ? provider.ErrorResourceInitFailed.deserializeBinary(found.getValue_asU8()) : undefined;
}
