import type { IncomingMessage } from "node:http";
import { bodyOf } from "../server.ts";

/** How a service speaks: IAM and STS forms and XML, Secrets Manager and CloudTrail JSON. */
export type Protocol = "query" | "json";

/** One request to AWS, as sent and as understood. */
export type AwsRequest = {
  method: string;
  path: string;
  /** Names and values in turn, exactly as sent: the signature covers them. */
  rawHeaders: readonly string[];
  body: Buffer;
  protocol: Protocol;
  /** As in the signature's scope: `iam`, `sts`, `secretsmanager`, `cloudtrail`. */
  service: string;
  action: string;
  /** Form fields (`Tags.member.1.Key`), or the fields of the JSON object as text. */
  parameters: ReadonlyMap<string, string>;
  /** Who signed; `undefined` for an unsigned request. */
  accessKeyId: string | undefined;
  region: string;
};

/** Reads a request to its end and says what it asks for. */
export async function readRequest(message: IncomingMessage): Promise<AwsRequest> {
  const body = await bodyOf(message);
  const target = String(message.headers["x-amz-target"] ?? "");
  const scope = scopeOf(String(message.headers.authorization ?? ""));
  const protocol: Protocol = target === "" ? "query" : "json";
  const parameters = protocol === "query" ? form(message.url ?? "", body) : fields(body);
  const action = protocol === "query" ? (parameters.get("Action") ?? "") : (target.split(".").at(-1) ?? "");
  return {
    method: message.method ?? "POST",
    path: message.url ?? "/",
    rawHeaders: message.rawHeaders,
    body,
    protocol,
    service: scope?.service ?? serviceOfVersion(parameters.get("Version")),
    action,
    parameters,
    accessKeyId: scope?.accessKeyId,
    region: scope?.region ?? "us-east-1",
  };
}

/** `Get`, `List`, `Describe`, `Lookup` and the like read; everything else changes something. */
export function isWrite(action: string): boolean {
  return !/^(Get|BatchGet|List|Describe|Lookup|Simulate|Generate|Validate)/.test(action);
}

/** The `member.N` values of a list parameter, in order: `members(parameters, "Filter")`. */
export function members(parameters: ReadonlyMap<string, string>, name: string): readonly string[] {
  const values: string[] = [];
  for (let n = 1; ; n += 1) {
    const value = parameters.get(`${name}.member.${n}`);
    if (value === undefined) return values;
    values.push(value);
  }
}

/** The tags of a request, in order. */
export function tagsOf(parameters: ReadonlyMap<string, string>): readonly { key: string; value: string }[] {
  const tags: { key: string; value: string }[] = [];
  for (let n = 1; ; n += 1) {
    const key = parameters.get(`Tags.member.${n}.Key`);
    if (key === undefined) return tags;
    tags.push({ key, value: parameters.get(`Tags.member.${n}.Value`) ?? "" });
  }
}

/** `Credential=AKIA…/20261124/us-east-1/iam/aws4_request` of Signature Version 4. */
function scopeOf(authorization: string): { accessKeyId: string; region: string; service: string } | undefined {
  const match = /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/.exec(authorization);
  return match ? { accessKeyId: match[1]!, region: match[2]!, service: match[3]! } : undefined;
}

/** Only STS has requests without a signature (with a token of a provider instead). */
function serviceOfVersion(version: string | undefined): string {
  return version === "2011-06-15" ? "sts" : version === "2010-05-08" ? "iam" : "";
}

function form(url: string, body: Buffer): ReadonlyMap<string, string> {
  return new Map([...new URLSearchParams(url.split("?")[1] ?? ""), ...new URLSearchParams(body.toString("utf8"))]);
}

function fields(body: Buffer): ReadonlyMap<string, string> {
  const value: unknown = parseJson(body);
  if (typeof value !== "object" || value === null) return new Map();
  return new Map(Object.entries(value).map(([key, field]) => [key, typeof field === "string" ? field : JSON.stringify(field)]));
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    // What is no JSON is for the service to refuse.
    return undefined;
  }
}
