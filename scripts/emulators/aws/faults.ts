import type { Caller } from "./callers.ts";
import { type AwsError, type Reply, succeeded } from "./reply.ts";
import type { AwsRequest } from "./request.ts";

/**
 * What can go wrong with a request:
 * `throttle` and `error` (500) before anything is done; `deny`: AccessDenied; `expire`: the session is over; `cut`: the connection breaks before anything is done;
 * `lost`: it is done, and the connection breaks before the answer; `stale`: a read is answered as it first was after the fault was set.
 */
export type FaultKind = "throttle" | "error" | "deny" | "expire" | "cut" | "lost" | "stale";

/**
 * A fault on demand. It meets every request unless `operations` (`ListUsers`), `caller` (ARN or name) or `users` (names that are asked about)
 * say otherwise, and lasts unless `times` ends it. With `every: 3` it meets one request in three, starting with the first.
 */
export type Fault = {
  kind: FaultKind;
  operations?: readonly string[];
  caller?: string;
  users?: readonly string[];
  times?: number;
  every?: number;
};

/** The faults that are set at the moment. */
export type Faults = {
  /** Sets a fault; the returned function takes it back. */
  add(fault: Fault): () => void;
  /** What meets this request, if anything; counts it, except for `stale`, which counts when it is served. */
  meet(request: AwsRequest, caller: Caller | undefined): Exclude<FaultKind, "stale"> | undefined;
  /** The answer that goes out for a read: the fresh one, or the one that a `stale` fault holds on to. */
  hold(request: AwsRequest, caller: Caller | undefined, reply: Reply): Reply;
};

type Active = { fault: Fault; left: number; seen: number; held: Map<string, Reply> };

/** No faults at first. */
export function noFaults(): Faults {
  const active: Active[] = [];
  const find = (request: AwsRequest, caller: Caller | undefined, stale: boolean) =>
    active.find(
      (entry) => entry.left > 0 && (entry.fault.kind === "stale") === stale && meets(entry.fault, request, caller) && isTurn(entry),
    );
  return {
    add(fault) {
      const entry: Active = { fault, left: fault.times ?? Number.POSITIVE_INFINITY, seen: 0, held: new Map() };
      active.push(entry);
      return () => {
        entry.left = 0;
      };
    },
    meet(request, caller) {
      const entry = find(request, caller, false);
      if (!entry) return undefined;
      entry.left -= 1;
      return entry.fault.kind as Exclude<FaultKind, "stale">;
    },
    hold(request, caller, reply) {
      const entry = find(request, caller, true);
      if (!entry) return reply;
      const key = JSON.stringify([caller?.account, request.service, request.action, [...request.parameters].sort()]);
      const earlier = entry.held.get(key);
      if (!earlier) {
        if (succeeded(reply) || reply.status === 404) entry.held.set(key, reply);
        return reply;
      }
      entry.left -= 1;
      return earlier;
    },
  };
}

/** A fault as AWS words it for this caller. */
export function faultError(
  kind: "throttle" | "error" | "deny" | "expire",
  { protocol, service, action }: AwsRequest,
  caller: Caller | undefined,
): AwsError {
  if (kind === "throttle")
    return { status: 400, code: protocol === "query" ? "Throttling" : "ThrottlingException", message: "Rate exceeded" };
  if (kind === "error") {
    const code = service === "iam" ? "ServiceFailure" : "InternalFailure";
    return { status: 500, code, message: "The request processing has failed because of an unknown error, exception or failure." };
  }
  if (kind === "expire") {
    const code = protocol === "query" ? "ExpiredToken" : "ExpiredTokenException";
    return { status: protocol === "query" ? 403 : 400, code, message: "The security token included in the request is expired" };
  }
  const permission = `${service}:${action}`;
  const message = `User: ${caller?.arn ?? "anonymous"} is not authorized to perform: ${permission} because no identity-based policy allows the ${permission} action`;
  return protocol === "query" ? { status: 403, code: "AccessDenied", message } : { status: 400, code: "AccessDeniedException", message };
}

function meets({ operations, caller: wanted, users }: Fault, { action, parameters }: AwsRequest, caller: Caller | undefined): boolean {
  return (
    (operations?.includes(action) ?? true) &&
    (wanted === undefined || wanted === caller?.arn || wanted === caller?.name) &&
    (users?.includes(parameters.get("UserName") ?? "") ?? true)
  );
}

/** Counts what the fault could meet, and says whether it is this request's turn. */
function isTurn(entry: Active): boolean {
  entry.seen += 1;
  return (entry.seen - 1) % (entry.fault.every ?? 1) === 0;
}
