import grpc from "@grpc/grpc-js";
import { EngineError } from "../error.ts";

/** Pulumi's own limit for one message, in bytes; gRPC's default of 4 MiB is too small for a stack with many resources. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

/**
 * Options of every server and connection. Connections are never shared: a provider keeps its configuration per connection, and grpc-js
 * would give two clients of one address the same.
 */
const CHANNEL = {
  "grpc.max_receive_message_length": LARGEST_MESSAGE,
  "grpc.max_send_message_length": LARGEST_MESSAGE,
  "grpc.use_local_subchannel_pool": 1,
};

/** How long a server of this machine may take to accept a connection. */
const CONNECT_TIMEOUT_MS = 20_000;

/** A gRPC server on 127.0.0.1 and a free port. */
export type Server = { address: string; close(): void };

/** Services and what answers their calls. */
export type Services = readonly { service: grpc.ServiceDefinition; calls: Readonly<Record<string, grpc.UntypedHandleCall>> }[];

/** Starts a server. */
export async function serve(services: Services): Promise<Server> {
  const server = new grpc.Server(CHANNEL);
  for (const { service, calls } of services) server.addService(service, calls);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { address: `127.0.0.1:${port}`, close: () => server.forceShutdown() };
}

/** Turns a function into the answer to a call; what it throws becomes the call's status. */
export function answer<Request, Response>(handle: (request: Request) => Response | Promise<Response>): grpc.UntypedHandleCall {
  const unary: grpc.handleUnaryCall<Request, Response> = (call, callback) => {
    Promise.resolve(call.request)
      .then(handle)
      .then(
        (response) => callback(null, response),
        (error: Error & { code?: unknown }) =>
          callback({ code: typeof error.code === "number" ? error.code : grpc.status.UNKNOWN, details: error.message }),
      );
  };
  return unary as grpc.UntypedHandleCall;
}

/** The answer that makes Pulumi's SDK stop without a word: the engine has said already what is wrong. */
export function shutDown(): Error {
  return Object.assign(new Error("resource monitor shut down"), { code: grpc.status.UNAVAILABLE, said: true });
}

/** True for an error that only passes on that something else has failed. */
export function isShutDown(error: unknown): boolean {
  return (error as { said?: unknown }).said === true;
}

/** Opens a connection and waits until it stands. @throws EngineError with `code` when nobody answers in time. */
export async function connect(address: string, code: "PROVIDER_FAILED" | "PACK_FAILED", who: string): Promise<grpc.Client> {
  const client = new grpc.Client(address, grpc.credentials.createInsecure(), CHANNEL);
  await new Promise<void>((resolve, reject) => {
    client.waitForReady(Date.now() + CONNECT_TIMEOUT_MS, (cause) => {
      if (!cause) return resolve();
      client.close();
      reject(new EngineError(code, `${who} at ${address} does not answer within ${CONNECT_TIMEOUT_MS / 1000} s`, { cause }));
    });
  });
  return client;
}

/** Calls a method of a service: `call(client, AnalyzerService.analyze, request)`. @throws the gRPC error as it is. */
export function call<Request, Response>(
  client: grpc.Client,
  method: grpc.MethodDefinition<Request, Response>,
  request: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, request, (error, response) =>
      error ? reject(error) : resolve(response as Response),
    );
  });
}

/** True when the other side does not know the call: an older or simpler one. */
export function isUnimplemented(error: unknown): boolean {
  return (error as Partial<grpc.ServiceError>).code === grpc.status.UNIMPLEMENTED;
}

/** What the other side said, without the status in front. */
export function messageOf(error: unknown): string {
  return (error as Partial<grpc.ServiceError>).details || (error as Error).message;
}
