import { answersOf } from "./answers.ts";
import { type Caller, callersOf } from "./callers.ts";
import type { Trail } from "./cloud-trail.ts";
import type { History } from "./dates.ts";
import { type Faults, faultError } from "./faults.ts";
import { type LastUsed, roleSubject } from "./last-used.ts";
import { noNames } from "./names.ts";
import { editProvider } from "./providers.ts";
import { refusalOf } from "./refusals/refusals.ts";
import { errorReply, type Reply, succeeded } from "./reply.ts";
import { type AwsRequest, isWrite } from "./request.ts";
import { cutSecrets } from "./secret-pages.ts";
import { emptyList } from "./unsupported.ts";
import type { Upstream } from "./upstream.ts";

/** What a request meets on its way. */
export type Parts = { upstream: Upstream; faults: Faults; history: History; used: LastUsed; trail: Trail; pageSize(): number };

/** Answers a request; `cut` means that the connection breaks instead. */
export type Pipeline = (request: AwsRequest) => Promise<Reply | "cut">;

/** A request's way: faults, refusals, ministack, completion, records. */
export function pipelineOf(parts: Parts): Pipeline {
  const { upstream, faults, history, used, trail } = parts;
  const callers = callersOf(upstream);
  const names = noNames();
  const answers = answersOf(parts);
  const inTurn = turns();

  async function decide(request: AwsRequest, caller: Caller | undefined): Promise<Reply> {
    if (!caller || !isWrite(request.action)) return upstream.forward(request);
    // One write after the other in each account, so that two at once cannot both pass a limit.
    return inTurn(caller.account, async () => {
      answers.changed();
      const refusal = await refusalOf(request, caller.account, names, upstream);
      const reply = refusal
        ? errorReply(request, refusal)
        : await editProvider(request, caller.account, await upstream.forward(request), upstream);
      if (succeeded(reply)) names.learn(request, caller.account);
      if (succeeded(reply) && request.action === "CreateRole")
        used.set(roleSubject(caller.account, request.parameters.get("RoleName") ?? ""), undefined);
      return reply;
    });
  }

  async function complete(request: AwsRequest, caller: Caller, reply: Reply, state: number): Promise<Reply> {
    if (request.service === "cloudtrail" && request.action === "LookupEvents" && succeeded(reply))
      return trail.lookUp(request, caller.account);
    const supported = await emptyList(request, caller.account, reply, upstream);
    return cutSecrets(request, await answers.complete(request, caller, supported, state), parts.pageSize());
  }

  function record(request: AwsRequest, caller: Caller, reply: Reply): void {
    if (isWrite(request.action)) answers.changed();
    if (!isAuthenticated(reply)) return;
    used.note(request, caller, history.now());
    if (isWrite(request.action)) trail.record(request, caller, reply, history.now());
  }

  async function answer(request: AwsRequest): Promise<Reply | "cut"> {
    const state = answers.state();
    const caller = await callers.identify(request);
    const fault = faults.meet(request, caller);
    if (fault === "cut") return "cut";
    if (fault === "throttle" || fault === "error" || fault === "expire") return errorReply(request, faultError(fault, request, caller));
    const reply = fault === "deny" ? errorReply(request, faultError(fault, request, caller)) : await decide(request, caller);
    callers.learn(request, caller, reply);
    if (!caller) return reply;
    record(request, caller, reply);
    return fault === "lost" ? "cut" : faults.hold(request, caller, await complete(request, caller, reply, state));
  }

  return async (request) => {
    if (request.path.startsWith("/_")) return notAws(request);
    if (request.accessKeyId === undefined && !UNSIGNED.test(request.action)) return unsigned(request);
    // To ministack this key is an administrator; on AWS nobody has it.
    if (request.accessKeyId === "test") return unknownKey(request);
    return answer(request).catch((error: Error) => {
      return errorReply(request, {
        status: 500,
        code: "InternalFailure",
        message: `the AWS stand-in could not answer ${request.action}: ${error.message}`,
      });
    });
  };
}

/** The only operations for callers who have nothing yet to sign with. */
const UNSIGNED = /^AssumeRoleWith(WebIdentity|SAML)$/;

/** Answers to callers that AWS does not know: they use no key and stand in no trail. */
const NOT_AUTHENTICATED =
  /InvalidClientTokenId|UnrecognizedClient|InvalidToken|ExpiredToken|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|RequestExpired/;

function isAuthenticated(reply: Reply): boolean {
  return succeeded(reply) || !NOT_AUTHENTICATED.test(reply.body.toString("utf8"));
}

function unsigned(request: AwsRequest): Reply {
  return errorReply(request, { status: 403, code: "MissingAuthenticationToken", message: "Request is missing Authentication Token" });
}

function unknownKey(request: AwsRequest): Reply {
  const code = request.protocol === "query" ? "InvalidClientTokenId" : "UnrecognizedClientException";
  return errorReply(request, { status: 403, code, message: "The security token included in the request is invalid." });
}

/** ministack's own switches (reset, configuration) are no part of AWS. */
function notAws(request: AwsRequest): Reply {
  return errorReply(request, { status: 404, code: "UnknownOperationException", message: `no such operation: ${request.path}` });
}

/** Runs the tasks of one account one after the other. */
function turns(): <T>(account: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (account, task) => {
    const next = (last.get(account) ?? Promise.resolve()).then(task, task);
    last.set(account, next);
    return next;
  };
}
