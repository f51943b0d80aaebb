import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { EmulatorError } from "./error.ts";

/** A server on 127.0.0.1. */
export type LocalServer = {
  /** `http://127.0.0.1:<port>`. */
  url: string;
  /** Ends it and every connection to it. */
  close(): Promise<void>;
};

/** Longer than clients keep an idle connection, so that none sends a request into a closing one. In milliseconds. */
const KEEP_ALIVE_MS = 75_000;

/**
 * Listens on `port` of 127.0.0.1, 0 for a free one.
 * @throws EmulatorError PORT_IN_USE
 */
export async function listenLocally(port: number, listener: RequestListener): Promise<LocalServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A port of 127.0.0.1 that was free a moment ago: whoever listens there must be ready to find it taken. */
export async function freePort(): Promise<number> {
  const server = await listenLocally(0, () => {});
  await server.close();
  return Number(new URL(server.url).port);
}

/** The body of a message, read to its end. */
export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(cause.code === "EADDRINUSE" ? portInUse(port, cause) : cause));
    server.listen(port, "127.0.0.1", resolve);
  });
}

function portInUse(port: number, cause: Error): EmulatorError {
  return new EmulatorError("PORT_IN_USE", `port ${port} of 127.0.0.1 is in use: end what listens there, or choose another`, { cause });
}
