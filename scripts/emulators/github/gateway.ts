import type { IncomingMessage, ServerResponse } from "node:http";
import { bodyOf, type LocalServer, listenLocally } from "../server.ts";
import type { Answer, Api, Call, Json } from "./api.ts";
import { CORRECTIONS } from "./corrections.ts";
import type { GitHubUser } from "./people.ts";

/** Who holds which token. */
export type Tokens = ReadonlyMap<string, GitHubUser>;

/**
 * A small HTTP proxy in front of emulate, the one address that is used as GitHub.
 * It checks tokens (emulate takes every unknown one for its first user), gives users the ids of the directory (emulate numbers them itself),
 * and answers itself where emulate is wrong (see `corrections.ts`).
 */
export function startGitHubGateway(port: number, tokens: Tokens, emulator: () => string): Promise<LocalServer> {
  const commits = new Map<string, string>();
  const closers = new Map<string, string>();
  const users = new Map([...tokens.values()].map((user) => [user.login, user]));
  return listenLocally(port, (message, response) => {
    serve(message, response, { tokens, users, commits, closers, emulator: emulator() }).catch((error: Error) => {
      send(response, { status: 502, headers: {}, json: { message: `the GitHub stand-in did not answer: ${error.message}` } });
    });
  });
}

type Context = {
  tokens: Tokens;
  users: ReadonlyMap<string, GitHubUser>;
  commits: Map<string, string>;
  closers: Map<string, string>;
  emulator: string;
};

async function serve(message: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const call = await readCall(message, context.tokens);
  if (call.token !== undefined && call.login === undefined)
    return send(response, { status: 401, headers: {}, json: { message: "Bad credentials" } });
  const { tokens: _, ...rest } = context;
  const answer = await answerTo(call, String(message.headers.accept ?? "*/*"), rest);
  send(response, { ...answer, json: identified(answer.json, context.users) });
}

async function readCall(message: IncomingMessage, tokens: Tokens): Promise<Call> {
  const url = new URL(message.url ?? "/", "http://127.0.0.1");
  const text = (await bodyOf(message)).toString("utf8");
  const token = /^(?:Bearer|token)\s+(.+)$/i.exec(message.headers.authorization ?? "")?.[1];
  const login = token === undefined ? undefined : tokens.get(token)?.login;
  return { method: message.method ?? "GET", path: url.pathname, query: url.searchParams, body: parsed(text), token, login };
}

async function answerTo(call: Call, accept: string, { users, commits, closers, emulator }: Omit<Context, "tokens">): Promise<Answer> {
  const api: Api = {
    ask: (method, path, body) => ask(emulator, { method, path, body, token: call.token, accept }, commits),
    replaceCommit: (wrong, right) => void commits.set(wrong, right),
  };
  const forward = () => api.ask(call.method, call.query.size > 0 ? `${call.path}?${call.query}` : call.path, call.body);
  for (const { method, path, answer } of CORRECTIONS) {
    const match = method === call.method ? path.exec(call.path) : null;
    if (match) return answer({ call, api, forward, users, closers, parts: match.slice(1) });
  }
  return forward();
}

type Question = { method: string; path: string; body: unknown; token: string | undefined; accept: string };

async function ask(
  emulator: string,
  { method, path, body, token, accept }: Question,
  commits: ReadonlyMap<string, string>,
): Promise<Answer> {
  const response = await fetch(new URL(path, emulator), {
    method,
    redirect: "manual",
    headers: {
      accept,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const content = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries([...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name)));
  const json = /json/.test(headers["content-type"] ?? "") ? parsed(replaced(content.toString("utf8"), commits)) : content;
  return { status: response.status, headers, json };
}

/** Headers that describe one connection (RFC 9110, 7.6.1), and the length, which is counted anew. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set(["connection", "content-length", "keep-alive", "transfer-encoding"]);

/** Hashes are long enough to stand for nothing else. */
function replaced(text: string, commits: ReadonlyMap<string, string>): string {
  return [...commits].reduce((changed, [wrong, right]) => changed.replaceAll(wrong, right), text);
}

function parsed(text: string): Json | undefined {
  return text === "" ? undefined : (JSON.parse(text) as Json);
}

/** Users with the ids and types of the directory, wherever they stand in an answer. */
function identified(value: unknown, users: ReadonlyMap<string, GitHubUser>): unknown {
  if (Array.isArray(value)) return value.map((item) => identified(item, users));
  if (typeof value !== "object" || value === null || Buffer.isBuffer(value)) return value;
  const copy: Json = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, identified(inner, users)]));
  const user = typeof copy.login === "string" && typeof copy.id === "number" ? users.get(copy.login) : undefined;
  return user ? { ...copy, id: user.id, type: user.type } : copy;
}

function send(response: ServerResponse, { status, headers, json }: Answer): void {
  const body = json === undefined || Buffer.isBuffer(json) ? json : JSON.stringify(json);
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers });
  response.end(status === 204 || status === 304 ? undefined : body);
}
