import { DEFAULT_ACCOUNT } from "./ministack.ts";
import { type Reply, succeeded } from "./reply.ts";
import type { AwsRequest } from "./request.ts";
import type { Upstream } from "./upstream.ts";
import { child, type Element, parse, textOf } from "./xml.ts";

/** Who signed a request, as `GetCallerIdentity` would say it. */
export type Caller = {
  account: string;
  arn: string;
  /** A user's name, an assumed role's name, or `root`. */
  name: string;
  type: "Root" | "IAMUser" | "AssumedRole" | "FederatedUser";
  accessKeyId: string;
};

/** Knows whose key a request was signed with; does not check the signature, ministack does. */
export type Callers = {
  /** `undefined` for unsigned requests and keys that nobody has. */
  identify(request: AwsRequest): Promise<Caller | undefined>;
  /** Remembers the sessions that STS hands out: nothing but that answer says whose they are. */
  learn(request: AwsRequest, caller: Caller | undefined, reply: Reply): void;
};

/** Looks callers up in ministack, each once. */
export function callersOf(upstream: Upstream): Callers {
  const known = new Map<string, Caller>();
  return {
    async identify({ accessKeyId }) {
      if (accessKeyId === undefined) return undefined;
      const caller = known.get(accessKeyId) ?? (/^\d{12}$/.test(accessKeyId) ? rootOf(accessKeyId) : await userOf(upstream, accessKeyId));
      if (caller) known.set(accessKeyId, caller);
      return caller;
    },
    learn(request, caller, reply) {
      if (request.service !== "sts" || !succeeded(reply)) return;
      const session = sessionOf(request.action, caller, reply);
      if (session) known.set(session.accessKeyId, session);
    },
  };
}

function rootOf(account: string): Caller {
  return { account, arn: `arn:aws:iam::${account}:root`, name: "root", type: "Root", accessKeyId: account };
}

async function userOf(upstream: Upstream, accessKeyId: string): Promise<Caller | undefined> {
  const account = textOf(await upstream.ask(DEFAULT_ACCOUNT, "GetAccessKeyInfo", { AccessKeyId: accessKeyId }), "Account");
  if (account === undefined) return undefined;
  const name = textOf(await upstream.ask(account, "GetAccessKeyLastUsed", { AccessKeyId: accessKeyId }), "UserName");
  if (name === undefined) return undefined;
  const arn = textOf(child(await upstream.ask(account, "GetUser", { UserName: name }), "User"), "Arn");
  return arn === undefined ? undefined : { account, arn, name, type: "IAMUser", accessKeyId };
}

function sessionOf(action: string, caller: Caller | undefined, reply: Reply): Caller | undefined {
  const result = child(parse(reply.body.toString("utf8")), `${action}Result`);
  const accessKeyId = textOf(child(result, "Credentials"), "AccessKeyId");
  if (accessKeyId === undefined) return undefined;
  const arn = holderArn(result);
  // GetSessionToken names nobody: the session is the caller's own.
  if (arn === undefined) return caller && { ...caller, accessKeyId };
  const [account = "", resource = ""] = arn.split(":").slice(4);
  const [type, name = ""] = resource.split("/");
  return { account, arn, name, type: type === "assumed-role" ? "AssumedRole" : "FederatedUser", accessKeyId };
}

function holderArn(result: Element | undefined): string | undefined {
  return textOf(child(result, "AssumedRoleUser"), "Arn") ?? textOf(child(result, "FederatedUser"), "Arn");
}
