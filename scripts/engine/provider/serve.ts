import { type AddressInfo, createServer, type Socket } from "node:net";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { type Access, LIMITS } from "./aws/limits.ts";
import { providerService } from "./service.ts";
import { openSession, type Session } from "./session.ts";

/** A running stand-in for the official `aws` plugin; `PULUMI_DEBUG_PROVIDERS=aws:<port>` makes engines use it. */
export type ServedProvider = { port: number; close(): Promise<void> };

/**
 * Serves the provider on a free port of 127.0.0.1, to any number of engines at once.
 * Configuration belongs to the connection, since Pulumi's calls do not say which provider resource they are for: engines open one connection
 * for each. It is forgotten when the connection ends, and a connection that is configured for one account is never used for another.
 * Credentials and endpoint are those of this process's environment, not of the engine's, unless `environmentOf` gives them by account.
 * Clients of grpc-js in one process share connections unless they set the channel option `grpc.use_local_subchannel_pool` to 1: they must.
 */
export async function serveProvider(options: Partial<Access> = {}): Promise<ServedProvider> {
  const access = { limits: LIMITS, ...options };
  const sessions = new Map<string, Session>();
  const sockets = new Set<Socket>();
  // As large as a message may be in the engine's own plugins (sdk/go/common/util/rpcutil of pulumi/pulumi).
  const server = new Server({ "grpc.max_receive_message_length": MAX_MESSAGE_BYTES, "grpc.max_send_message_length": MAX_MESSAGE_BYTES });
  // The fallback serves a call whose connection has just ended: it has no configuration, so it can do nothing.
  server.addService(
    ResourceProviderService,
    providerService((peer) => sessions.get(peer) ?? openSession(access)),
  );
  const connections = server.createConnectionInjector(ServerCredentials.createInsecure());
  // Our own listener in front of grpc-js, which does not tell when a connection ends.
  const listener = createServer((socket) => {
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    const session = openSession(access);
    sessions.set(peer, session);
    sockets.add(socket);
    socket.once("close", () => {
      session.end();
      sessions.delete(peer);
      sockets.delete(socket);
    });
    connections.injectConnection(socket);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once("error", reject);
    listener.listen(0, "127.0.0.1", resolve);
  });
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      server.forceShutdown();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The provider for an engine in this process: the calls of one connection, and what ends it. */
export function openProvider(options: Partial<Access> = {}): { calls: UntypedServiceImplementation; end(): void } {
  const session = openSession({ limits: LIMITS, ...options });
  return { calls: providerService(() => session), end: () => session.end() };
}

const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;
