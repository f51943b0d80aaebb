import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** One request as a test sees it; `path` with the query. */
export type Request = { method: string; path: string; headers: IncomingMessage["headers"]; body: string };

/** What a test answers: a status with JSON (and headers of its own) or XML, or a connection that breaks. */
export type Answer =
  | { status: number; json: unknown; headers?: Readonly<Record<string, string>> }
  | { status: number; xml: string }
  | "cut";

/** A small HTTP server of a test's own on 127.0.0.1. `requests` are all that came, in order. */
export type Http = { url: string; requests: Request[]; close(): Promise<void> };

/** Answers every request with what `answer` gives. */
export function startHttp(answer: (request: Request) => Answer | Promise<Answer>): Promise<Http> {
  return listen(async (request, respond) => respond(await answer(request)));
}

/** Stands before another server and lets everything through but what `meddle` answers itself. */
export function startProxy(target: string, meddle: (request: Request) => Answer | undefined): Promise<Http> {
  return listen(async (request, respond, response) => {
    const own = meddle(request);
    if (own) return respond(own);
    const { host: _host, connection: _connection, "content-length": _length, ...headers } = request.headers;
    const hasBody = request.method !== "GET" && request.method !== "HEAD";
    const answer = await fetch(`${target}${request.path}`, {
      method: request.method,
      headers: headers as Record<string, string>,
      ...(hasBody ? { body: request.body } : {}),
    });
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "application/json" });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
}

async function listen(
  handle: (request: Request, respond: (answer: Answer) => void, response: ServerResponse) => Promise<void>,
): Promise<Http> {
  const requests: Request[] = [];
  const open = new Set<Duplex>();
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const request = {
      method: incoming.method ?? "",
      path: incoming.url ?? "",
      headers: incoming.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    };
    requests.push(request);
    const respond = (answer: Answer) => {
      if (answer === "cut") return void incoming.socket.destroy();
      const [type, text] = "xml" in answer ? ["text/xml", answer.xml] : ["application/json; charset=utf-8", JSON.stringify(answer.json)];
      response.writeHead(answer.status, { "content-type": type, ...("json" in answer ? answer.headers : {}) });
      response.end(text);
    };
    // Whoever waits for an answer sees a connection that breaks, as behind a real proxy.
    await handle(request, respond, response).catch(() => incoming.socket.destroy());
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
