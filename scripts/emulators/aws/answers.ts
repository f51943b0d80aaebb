import { completeDetails } from "./authorization-details.ts";
import type { Caller } from "./callers.ts";
import { completeReport } from "./credential-report.ts";
import type { History } from "./dates.ts";
import type { LastUsed } from "./last-used.ts";
import { cut, PAGED, rangeOf } from "./pages.ts";
import { errorReply, type Reply, succeeded, xmlReply } from "./reply.ts";
import { type AwsRequest, members } from "./request.ts";
import type { Upstream } from "./upstream.ts";
import { child, type Element, mapElements, parse, withChild, withoutChildren } from "./xml.ts";

/** What answers are completed from. `pageSize` is the most that one page holds, as AWS may return fewer than asked. */
export type Sources = { upstream: Upstream; history: History; used: LastUsed; pageSize(): number };

/** Turns ministack's answers to IAM into AWS's. */
export type Answers = {
  /** The answer as AWS would give it; errors and other services' answers stay as they are. `state` is that before the question was asked. */
  complete(request: AwsRequest, caller: Caller, reply: Reply, state: number): Promise<Reply>;
  /** Something is being or was written: what was kept of earlier answers is out of date. */
  changed(): void;
  /** A number that differs after each change. */
  state(): number;
};

/** Fields that ministack puts into lists and AWS does not (IAM API Reference: lists "return a subset of the available attributes"). */
const NOT_LISTED: Readonly<Record<string, readonly string[]>> = {
  GetGroup: ["Tags", "PermissionsBoundary"],
  ListPolicies: ["Tags"],
  ListRoles: ["Tags", "PermissionsBoundary"],
  ListUsers: ["Tags", "PermissionsBoundary"],
};

/** Completes answers; keeps the last authorization details until the next write, because each page of them is cut from the whole. */
export function answersOf(sources: Sources): Answers {
  let kept: { key: string; details: Element } | undefined;
  let state = 0;
  return {
    changed() {
      state += 1;
      kept = undefined;
    },
    state: () => state,
    async complete(request, caller, reply, before) {
      if (request.service !== "iam" || !succeeded(reply)) return reply;
      const range = rangeOf(request.parameters, sources.pageSize());
      const lists = PAGED[request.action];
      if (lists && "code" in range) return errorReply(request, range);
      if (request.action !== "GetAccountAuthorizationDetails") return completed(request, caller, reply, sources);
      const filters = members(request.parameters, "Filter");
      const key = JSON.stringify([caller.account, filters]);
      const document = kept?.key === key && before === state ? kept.details : await whole(reply, caller.account, filters, sources.upstream);
      // An answer from before a write must not stand for what is after it.
      if (before === state) kept = { key, details: document };
      return finished(document, request, caller.account, sources);
    },
  };
}

async function whole(reply: Reply, account: string, filters: readonly string[], upstream: Upstream): Promise<Element> {
  const document = parse(reply.body.toString("utf8"));
  const result = child(document, "GetAccountAuthorizationDetailsResult");
  return result === undefined ? document : withChild(document, await completeDetails(result, account, filters, upstream));
}

async function completed(request: AwsRequest, { account }: Caller, reply: Reply, sources: Sources): Promise<Reply> {
  const document = parse(reply.body.toString("utf8"));
  if (request.action.startsWith("Create")) sources.history.created(document, account);
  const result = child(document, `${request.action}Result`);
  if (request.action !== "GetCredentialReport" || result === undefined) return finished(document, request, account, sources);
  return xmlReply(withChild(document, await completeReport(result, account, sources)), reply.status);
}

/** Cut to a page first: what follows looks at each element. */
function finished(document: Element, { action, parameters }: AwsRequest, account: string, { history, used, pageSize }: Sources): Reply {
  const result = child(document, `${action}Result`);
  if (result === undefined) return xmlReply(document, 200);
  const range = rangeOf(parameters, pageSize());
  const lists = PAGED[action];
  const page = lists && !("code" in range) ? cut(result, lists, range) : result;
  const dated = history.applied(listed(page, action), account);
  return xmlReply(withChild(document, withUse(dated, action, parameters, account, used)), 200);
}

function listed(result: Element, action: string): Element {
  const names = NOT_LISTED[action];
  return names ? mapElements(result, (element) => (element.name === "member" ? withoutChildren(element, names) : element)) : result;
}

function withUse(result: Element, action: string, parameters: ReadonlyMap<string, string>, account: string, used: LastUsed): Element {
  if (action === "GetAccessKeyLastUsed") return used.ofKey(result, parameters.get("AccessKeyId") ?? "");
  return action === "GetRole" || action === "GetAccountAuthorizationDetails" ? used.ofRoles(result, account) : result;
}
