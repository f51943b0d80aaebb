import { createHash } from "node:crypto";
import type { Severity } from "../../policies/rule.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import type { AccountName } from "../../stacks/model/declared.ts";
import type { Elsewhere, PersonRef, RecordRef, Subject } from "../../stacks/model/ref.ts";
import type { Attribution, Use } from "../observe/observation.ts";

/** How bad a finding is: the words of rules, and `informational` for what nobody has to act upon. */
export type Gravity = Severity | "informational";

/** Every severity of findings, worst first. */
export const SEVERITIES: readonly Gravity[] = ["critical", "high", "medium", "low", "informational"];

/** One property that is not as declared; both sides in words, cut to a readable length. */
export type Difference = { property: string; declared: string; observed: string };

/**
 * A difference that matters. `id` is the same from run to run as long as it is about the same check, subject and facet.
 * `record` is the record that declares the subject, where one does. `message` says what differs and why it matters, for people.
 */
export type Finding = {
  id: string;
  account: AccountName;
  check: string;
  subject: Subject;
  record: RecordRef | null;
  facet: string | null;
  severity: Gravity;
  message: string;
  differences: readonly Difference[];
  /** Who did it, where somebody asked. */
  attribution?: Attribution;
  /** How the access was used, in words, where it has ended and somebody asked. */
  use?: string;
};

/** A finding without what can be computed. */
export type Draft = Omit<Finding, "id" | "facet" | "differences" | "account" | "attribution" | "use"> & {
  facet?: string;
  differences?: readonly Difference[];
};

/** Completes a finding; the id is a hash of check, subject and facet. */
export function findingOf(account: AccountName, draft: Draft): Finding {
  const facet = draft.facet ?? null;
  const id = createHash("sha256")
    .update([draft.check, draft.subject, facet ?? ""].join("\n"))
    .digest("hex")
    .slice(0, 16);
  return {
    id,
    account,
    check: draft.check,
    subject: draft.subject,
    record: draft.record,
    facet,
    severity: draft.severity,
    message: draft.message,
    differences: draft.differences ?? [],
  };
}

/** The entity of a subject: a key's user, an application of one of its accounts, everything else itself. */
export function entityOfSubject(subject: Subject): Arn | Elsewhere | PersonRef {
  return subject.split("#")[0] as Arn | Elsewhere | PersonRef;
}

/** The access key of a subject, where it is about one. */
export function keyOfSubject(subject: Subject): string | undefined {
  return subject.split("#")[1];
}

/** How access was used, in one sentence; what CloudTrail tells is foreign text. */
export function useInWords(use: Use): string {
  if (!use.known) return `how it was used is unknown: ${use.because}`;
  const { sessions, by, calls, changed, refused, first, last, isWhole } = use;
  if (first === null)
    return isWhole
      ? "never used: CloudTrail saw nobody take it on in its 90 days"
      : "how it was used is unknown: CloudTrail has more events under these names than are looked at";
  const least = isWhole ? "" : "at least ";
  const changes = changed.length > 0 ? `; changed: ${changed.map(({ event, on }) => [event, ...on].join(" ")).join(", ")}` : "";
  const done = calls.map(({ event, count }) => `${count} ${event}`).join(", ");
  return `used from ${first} to ${last}: taken on ${least}${sessions} times${by.length > 0 ? ` by ${by.join(", ")}` : ""}; its sessions did ${done === "" ? "nothing that CloudTrail keeps" : `${least}${done}`}${refused > 0 ? `, and were refused ${least}${refused} times` : ""}${changes}`;
}
