import type { Edit } from "../../stacks/files/edit.ts";
import type { Account, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import { type Instant, parseInstant, plus } from "../../stacks/model/instant.ts";
import type { Finding } from "../compare/finding.ts";
import type { Observed } from "../observe/observation.ts";
import type { Action } from "./change.ts";

/**
 * Everything that a response may look at. `branch` is where the change will stand: commands write it into the record as the reason's reference.
 * `together` are all findings about the identity: their answers become one change.
 */
export type Situation = {
  declared: Declared;
  account: Account;
  observed: Observed;
  asOf: Instant;
  branch: string;
  together: readonly Finding[];
};

/** What to do about a finding: edits of records, or nothing and why. */
export type Answer = { action: Action; edits: readonly Edit[]; notes?: readonly string[] } | { nothing: string };

/** One way of answering findings. Pure. */
export type Response = (finding: Finding, situation: Situation) => Answer;

/** The record that a finding is about. @throws Error for findings about what no record declares: they have responses of their own. */
export function recordOf(finding: Finding, { account }: Situation): DeclaredRecord {
  const record = finding.record === null ? undefined : account.records.get(finding.record);
  if (!record) throw new Error(`finding ${finding.id} (${finding.check}) names no record of ${account.name}`);
  return record;
}

/** One second less than a day, in milliseconds: with it, cutting to the day rounds up. Instants have whole seconds. */
const ALMOST_A_DAY = 86_399_000;

/** When the time for finding out whose something is is over: the first midnight not before it, so that what is found on one day shares one boundary. */
export function endOfGrace({ declared, asOf }: Pick<Situation, "declared" | "asOf">): Instant {
  return parseInstant(plus(plus(asOf, declared.settings.grace.unmanaged), ALMOST_A_DAY).slice(0, 10))!;
}

/** An end as a person would write it: a bare date where it is a midnight. */
export function written(end: Instant): string {
  return end.endsWith("T00:00:00Z") ? end.slice(0, 10) : end;
}
