import engine, { type LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import type { Deployment } from "../deployment/deployment.ts";

/** RPC Engine.Log: messages of program and provider. Debug messages are dropped: the SDK writes whole answers into them, secrets included. */
export function log(deployment: Deployment, request: LogRequest) {
  const severity = SEVERITIES[request.getSeverity()];
  if (severity && !request.getEphemeral()) {
    deployment.emit.diagnostic(severity, request.getMessage().trimEnd(), request.getUrn() || undefined);
    if (severity === "error") deployment.violated = true;
  }
  return new empty.Empty();
}

const SEVERITIES: Readonly<Record<number, "info" | "warning" | "error">> = {
  [engine.LogSeverity.INFO]: "info",
  [engine.LogSeverity.WARNING]: "warning",
  [engine.LogSeverity.ERROR]: "error",
};
