import { type Holding, holdingOf } from "../../policies/holding.ts";
import { declaredViolations } from "../../policies/judge.ts";
import type { Declared, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Diff, RecordChange } from "./diff.ts";
import { type Approvers, exceptionStates } from "./exceptions.ts";

/**
 * What does not count against a change: what stands on base already, everything when the change only takes access away,
 * what it finds in AWS and imports as it is, and what came over a record that it does not touch (its owner left, its time is up):
 * that is for drift, and must not keep the directory from saying the truth. Exceptions come from base alone, and from those whose approver may.
 */
export function holdingFor(
  base: Declared | undefined,
  head: Declared,
  diff: Diff,
  reduces: boolean,
  stacks: readonly StackName[],
  asOf: Instant,
  approvers: Approvers = new Map(),
): Holding {
  const holding = holdingOf(base, stacks, asOf);
  const states = base ? stacks.flatMap((stack) => exceptionStates(base, head, stack, approvers, asOf)) : [];
  const isVoid = new Set(states.filter(({ state }) => state === "void").map(({ id }) => id));
  const adopted = refsOf(diff.records.filter(({ how, after }) => how === "added" && after?.fields.adopted));
  const touched = refsOf(diff.records);
  const ofHead = stacks.flatMap((stack) => declaredViolations(head, stack, asOf));
  const lifted = ofHead.filter((violation) => {
    const ref = `${violation.account} ${violation.subject}`;
    return reduces || adopted.has(ref) || (violation.facet === "record" && !touched.has(ref));
  });
  return {
    ...holding,
    exceptions: holding.exceptions.filter(({ id }) => !isVoid.has(id)),
    standing: [...holding.standing, ...lifted.map(({ rule, account, subject, message }) => ({ rule, account, subject, message }))],
  };
}

function refsOf(changes: readonly RecordChange[]): ReadonlySet<string> {
  return new Set(changes.map(({ account, ref }) => `${account} ${ref}`));
}
