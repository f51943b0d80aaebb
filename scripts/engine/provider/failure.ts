import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { UnfinishedError } from "./unfinished.ts";
import type { Properties } from "./value.ts";
import { toStruct } from "./wire.ts";

/**
 * An error as a gRPC status. `doing` says what was attempted on which resource.
 * An unfinished resource travels in the status details, where engines look for it (`ErrorResourceInitFailed`), so that its id is recorded.
 */
export function statusOf(error: unknown, doing: string, inputs: Properties, secrets: ReadonlySet<string>): Partial<ServiceError> {
  const message = `${doing}: ${(error as Error).message}`;
  if (!(error instanceof UnfinishedError)) return { code: status.UNKNOWN, details: message };
  const failed = new pb.ErrorResourceInitFailed();
  failed.setId(error.id);
  failed.setProperties(toStruct(error.outputs, secrets));
  failed.setInputs(toStruct(inputs, secrets));
  failed.setReasonsList([message]);
  const detail = new any.Any();
  detail.pack(failed.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new statusProto.Status();
  details.setCode(status.UNKNOWN);
  details.setMessage(message);
  details.addDetails(detail);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}
