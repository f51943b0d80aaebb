import { type Arn, parseIamArn } from "../../../stacks/iam/arn.ts";
import { isPlatformOwned } from "../../../stacks/iam/entity.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { BREAK_GLASS_PATH } from "../../../stacks/model/lifecycle.ts";
import { keySubject, type RecordRef } from "../../../stacks/model/ref.ts";
import type { Settings } from "../../../stacks/model/settings.ts";
import { type Finding, findingOf } from "../../compare/finding.ts";
import { branchOf, type Change, changeId } from "../change.ts";
import { isOfPipeline } from "../self-protection.ts";
import { disable } from "./disable.ts";
import type { Placed } from "./request.ts";

/** What was closed in AWS of one record, when, by whom (`person/<id>`, if known) and why. `slot` where it was one key alone. */
export type StoppedRecord = {
  placed: Placed;
  identity: Arn;
  slot: string | undefined;
  keys: readonly string[];
  at: Instant;
  by: string | null;
  reason: string;
  ref: string | null;
};

/** Why an identity is never stopped by on-call, in words; `undefined` when it may be. `caller` is whoever asks AWS, `record` the one that declares it. */
export function whyNotStopped(identity: Arn, record: RecordRef | undefined, caller: Arn, settings: Settings): string | undefined {
  const { type, path, name } = parseIamArn(identity)!;
  if (path.startsWith(BREAK_GLASS_PATH))
    return "it is break-glass: whoever stops it locks everybody out in the hour when everything else is down";
  if (isPlatformOwned({ type: type as "user" | "role", path }))
    return "it is AWS's own: take away who may use it, or its assignment in Identity Center";
  if (isOfPipeline(identity, record, settings))
    return "it is one of the pipeline's own (settings.yaml pipeline): without it nothing is given back or taken away any more";
  if (identity === caller || sessionRole(caller) === name) return "it is who asks: whoever stops themselves cannot finish";
  return undefined;
}

/** The name of the role of a session's ARN; `undefined` for anything else. */
export function sessionRole(arn: string): string | undefined {
  return /^arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn)?.[1];
}

/**
 * The change by which the record follows what was closed in AWS. It is about the same findings as a drift run would make of it and has the same name,
 * so that the next run finds its pull request and opens no second one. Or why there is nothing to change.
 */
export function changeOfStop(stopped: StoppedRecord, base: Commit | "working tree"): Change | { because: string } {
  const { placed, identity, slot, keys, at, by, reason, ref } = stopped;
  const { account, record } = placed;
  const said = `${record.ref}${slot === undefined ? "" : ` (key ${slot})`} was stopped in AWS at ${at}${by === null ? "" : ` by ${by}`}: ${reason}`;
  const common = { record: record.ref, severity: "critical" as const, message: said };
  const because: readonly Finding[] = [
    ...(slot === undefined
      ? [findingOf(account.name, { check: "expiry-not-enforced", subject: identity, facet: "boundary", ...common })]
      : []),
    ...keys.map((id) => findingOf(account.name, { check: "changed", subject: keySubject(identity, id), facet: "key", ...common })),
  ];
  const id = changeId(account.name, record.kind, because[0]!);
  const asked = disable(
    [placed],
    { reason, ref: ref ?? branchOf({ id, stack: account.name }), slots: slot === undefined ? [] : [slot] },
    at,
  );
  if (asked.refused.length > 0) return { because: asked.refused[0]!.because };
  const notes = [
    "It is closed in AWS already; this only lets the record say so. To give it back, merge this and then undo it (`npm run undo -- <number>`), which is a grant.",
  ];
  return { id, stack: account.name, base, action: "disable", record: record.ref, because, edits: asked.edits, notes };
}
