import { instantOf } from "../../../stacks/model/instant.ts";
import type { Caller } from "./callers.ts";
import { type Reply, succeeded } from "./reply.ts";
import type { AwsRequest } from "./request.ts";
import { child, type Element, parse, textOf } from "./xml.ts";

/** The record inside an event, as far as somebody reads it (CloudTrail User Guide, "CloudTrail record contents"). */
export type Detail = {
  eventSource: string;
  readOnly: boolean;
  responseElements: unknown;
  [field: string]: unknown;
};

/** Never in a trail, on AWS neither: passwords, secrets, tokens. */
const SECRET = /^(password|secretString|secretBinary|secretAccessKey|sessionToken|clientRequestToken|webIdentityToken|sAMLAssertion)$/;

/** The record of a request and what came of it; refused ones carry `errorCode` and `errorMessage`. */
export function detailOf(request: AwsRequest, caller: Caller, reply: Reply, { id, at }: { id: string; at: Date }): Detail {
  const eventSource = `${request.service}.amazonaws.com`;
  return {
    eventVersion: "1.08",
    userIdentity: identityOf(caller),
    eventTime: instantOf(at),
    eventSource,
    eventName: request.action,
    awsRegion: "us-east-1",
    sourceIPAddress: "127.0.0.1",
    userAgent: header(request, "user-agent"),
    ...errorOf(request, reply),
    requestParameters: parametersOf(request),
    responseElements: responseOf(request, reply),
    // Sign-ins change nothing: CloudTrail calls them reads.
    readOnly: request.action.startsWith("AssumeRole"),
    eventID: id,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: caller.account,
    eventCategory: "Management",
  };
}

/** The value at a path of keys, `undefined` where the path ends early. */
export function nested(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function identityOf({ type, account, arn, name, accessKeyId }: Caller) {
  const identity = { type, principalId: arn, arn, accountId: account, accessKeyId };
  if (type === "IAMUser") return { ...identity, userName: name };
  if (type !== "AssumedRole") return identity;
  const issuer = { type: "Role", arn: `arn:aws:iam::${account}:role/${name}`, accountId: account, userName: name };
  return { ...identity, sessionContext: { sessionIssuer: issuer } };
}

function errorOf({ protocol }: AwsRequest, reply: Reply) {
  if (succeeded(reply)) return {};
  const body = reply.body.toString("utf8");
  if (protocol === "query") {
    const error = child(parse(body), "Error");
    return { errorCode: textOf(error, "Code"), errorMessage: textOf(error, "Message") };
  }
  const error = JSON.parse(body) as { __type?: string; message?: string; Message?: string };
  return { errorCode: error.__type?.split("#").at(-1), errorMessage: error.message ?? error.Message };
}

/** `Tags.member.1.Key` becomes `tags: [{ key }]`. */
function parametersOf({ protocol, parameters, body }: AwsRequest): unknown {
  if (protocol === "json") return camelled(JSON.parse(body.toString("utf8") || "{}"));
  const root: Record<string, unknown> = {};
  for (const [path, value] of parameters) if (path !== "Action" && path !== "Version") put(root, path.split("."), value);
  return camelled(lists(root));
}

function responseOf({ protocol, action }: AwsRequest, reply: Reply): unknown {
  if (!succeeded(reply) || reply.body.length === 0) return null;
  const body = reply.body.toString("utf8");
  if (protocol === "json") return camelled(JSON.parse(body));
  const result = child(parse(body), `${action}Result`);
  return result === undefined ? null : camelled(plain(result));
}

function put(object: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) object[key] = value;
  else {
    object[key] ??= {};
    put(object[key] as Record<string, unknown>, rest, value);
  }
}

/** `{ member: { 1: a, 2: b } }` becomes `[a, b]`. */
function lists(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const members = nested(value, "member");
  if (members !== undefined) return Object.values(members as object).map(lists);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, lists(inner)]));
}

function plain({ text, children }: Element): unknown {
  if (children.length === 0) return text;
  if (children.every(({ name }) => name === "member")) return children.map(plain);
  return Object.fromEntries(children.map((inner) => [inner.name, plain(inner)]));
}

/** Keys as CloudTrail writes them, secrets left out. */
function camelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelled);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key.charAt(0).toLowerCase() + key.slice(1), camelled(inner)] as const);
  return Object.fromEntries(entries.filter(([key]) => !SECRET.test(key)));
}

function header({ rawHeaders }: AwsRequest, name: string): string {
  const at = rawHeaders.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === name);
  return at < 0 ? "" : (rawHeaders[at + 1] ?? "");
}
