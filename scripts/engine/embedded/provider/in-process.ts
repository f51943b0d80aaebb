import grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";

/** What a provider answers, by the names of the service's methods. */
type Calls = Readonly<Record<string, unknown>>;

/**
 * A connection to a provider in this process. Its calls are those of the wire, only that nothing is written and read on the way: with many
 * resources that is most of a plan's time. Messages are made for one call and looked at by one side at a time, so they may be handed over.
 */
export function connectInProcess(calls: Calls, close: () => void): grpc.Client {
  const names = new Map(Object.entries(ResourceProviderService).map(([name, { path }]) => [path, name]));
  const makeUnaryRequest = (
    path: string,
    _serialize: unknown,
    _deserialize: unknown,
    request: unknown,
    callback: (error: Error | null, response?: unknown) => void,
  ) => {
    const handle = calls[names.get(path) ?? ""] as grpc.handleUnaryCall<unknown, unknown> | undefined;
    if (!handle) return callback(errorOf({ code: grpc.status.UNIMPLEMENTED, details: `the provider does not know ${path}` }));
    handle({ request, getPeer: () => "" } as grpc.ServerUnaryCall<unknown, unknown>, (failure, response) =>
      failure ? callback(errorOf(failure)) : callback(null, response),
    );
  };
  return { makeUnaryRequest, close } as unknown as grpc.Client;
}

/** A failure as a client sees it. */
function errorOf({ code = grpc.status.UNKNOWN, details, message, metadata = new grpc.Metadata() }: Partial<grpc.ServiceError>): Error {
  const said = details ?? message ?? "";
  return Object.assign(new Error(`${code} ${grpc.status[code]}: ${said}`), { code, details: said, metadata });
}
