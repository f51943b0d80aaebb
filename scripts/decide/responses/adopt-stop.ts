import { isDisabledBoundary } from "../../../stacks/model/lifecycle.ts";
import type { Finding } from "../../compare/finding.ts";
import type { Answer, Situation } from "../situation.ts";
import { disableKey, disabling } from "./disable.ts";

const BACK =
  "Nothing gives it back but a change of the record: merge this, then `npm run undo -- <number>`, which needs the approvals of a grant. Until then no deployment opens it again.";

/**
 * The answer to what stands closed in AWS and open in its record (`disable --now`, or a key that somebody set Inactive): the record follows,
 * since putting it back would open what somebody closed in an hour when nobody could wait. `undefined` for every other difference.
 */
export function closedInAws(finding: Finding, situation: Situation): Answer | undefined {
  const record = situation.account.records.get(finding.record ?? ("" as never));
  if (!record || record.kind === "break-glass") return undefined;
  if (isStop(finding))
    return {
      action: "disable",
      edits: [{ change: record.source.file, steps: disabling(`it was stopped in AWS: ${whoStopped(finding)}`, situation) }],
      notes: [BACK],
    };
  if (!isClosedKey(finding)) return undefined;
  // A stopped identity's keys are Inactive with it: saying it of each would keep them so after it is enabled again.
  if (situation.together.some(isStop)) return { action: "disable", edits: [] };
  const answer = disableKey(finding, situation);
  return "nothing" in answer ? answer : { ...answer, notes: [BACK] };
}

/** True when an identity carries the boundary that denies everything and its record does not say so. */
export function isStop({ check, differences }: Finding): boolean {
  return (
    check === "expiry-not-enforced" && differences.some(({ property, observed }) => property === "boundary" && isDisabledBoundary(observed))
  );
}

/** True when a declared key is Inactive in AWS and Active by its record. */
export function isClosedKey({ check, facet, differences }: Finding): boolean {
  return (
    check === "changed" && facet === "key" && differences.some(({ declared, observed }) => declared === "Active" && observed === "Inactive")
  );
}

function whoStopped({ attribution }: Finding): string {
  return attribution?.known ? `at ${attribution.at}` : "by whom and why the ledger says";
}
