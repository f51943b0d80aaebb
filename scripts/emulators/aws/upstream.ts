import { Agent, type IncomingMessage, request as send } from "node:http";
import { bodyOf } from "../server.ts";
import { type Reply, succeeded } from "./reply.ts";
import type { AwsRequest } from "./request.ts";
import { child, type Element, parse } from "./xml.ts";

/** ministack as the gateway sees it. */
export type Upstream = {
  /** Sends a request on exactly as it came, Host header included, so that its signature holds. */
  forward(request: AwsRequest): Promise<Reply>;
  /**
   * Asks IAM or STS as the administrator of an account and returns the `<XResult>` element; `undefined` when it answers with an error.
   * ministack lets a key of 12 digits in as the root of that account, without checking the signature.
   */
  ask(account: string, action: string, parameters?: Readonly<Record<string, string>>): Promise<Element | undefined>;
  close(): void;
};

/** Headers that describe one connection and not the message (RFC 9110, 7.6.1), and the length, which is counted anew. */
const CONNECTION_HEADERS = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "content-length",
]);

/** Actions that go to STS; all others are IAM's. */
const STS_ACTIONS = new Set(["GetAccessKeyInfo", "GetCallerIdentity"]);

/** Talks to a ministack. */
export function connect(url: string): Upstream {
  // ministack closes idle connections after 75 s; ours go first, so that no request meets a closing one.
  const agent = new Agent({ keepAlive: true, timeout: 30_000 });
  return {
    forward: ({ method, path, rawHeaders, body }) => exchange(url, agent, { method, path, headers: endToEnd(rawHeaders), body }),
    async ask(account, action, parameters = {}) {
      const sts = STS_ACTIONS.has(action);
      const body = Buffer.from(String(new URLSearchParams({ Action: action, Version: sts ? "2011-06-15" : "2010-05-08", ...parameters })));
      const scope = `${account}/20200101/us-east-1/${sts ? "sts" : "iam"}/aws4_request`;
      const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
      const headers = ["Authorization", authorization, "Content-Type", "application/x-www-form-urlencoded"];
      const reply = await exchange(url, agent, { method: "POST", path: "/", headers, body });
      return succeeded(reply) ? child(parse(reply.body.toString("utf8")), `${action}Result`) : undefined;
    },
    close: () => agent.destroy(),
  };
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!CONNECTION_HEADERS.has(rawHeaders[at]!.toLowerCase())) kept.push(rawHeaders[at]!, rawHeaders[at + 1]!);
  }
  return kept;
}

type Outgoing = { method: string; path: string; headers: readonly string[]; body: Buffer };

function exchange(url: string, agent: Agent, { method, path, headers, body }: Outgoing): Promise<Reply> {
  const { hostname, port, host } = new URL(url);
  const hasHost = headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === "host");
  const all = [...headers, ...(hasHost ? [] : ["Host", host]), "Content-Length", String(body.length)];
  return new Promise((resolve, reject) => {
    const outgoing = send({ hostname, port, agent, method, path, headers: all }, (message) => read(message).then(resolve, reject));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

async function read(message: IncomingMessage): Promise<Reply> {
  const body = await bodyOf(message);
  const headers = Object.entries(message.headers).flatMap(([name, value]) =>
    CONNECTION_HEADERS.has(name) || value === undefined ? [] : [[name, String(value)] as const],
  );
  return { status: message.statusCode ?? 502, headers: Object.fromEntries(headers), body };
}
