import { ruleOf } from "../../policies/catalogue.ts";
import { declaredViolations, type Violation } from "../../policies/judge.ts";
import type { Account, Declared, StackName } from "../../stacks/model/declared.ts";
import { type Exception, exceptionFor } from "../../stacks/model/exception.ts";
import { between, describeEnd, type Instant, parseDuration } from "../../stacks/model/instant.ts";
import { parseOwner } from "../../stacks/model/ref.ts";
import { isActive } from "./approvers.ts";
import { peopleNamed } from "./interest.ts";

/** Who approved the change that brought an exception in, by its id, as the ledger has it. What is not in it nobody knows. */
export type Approvers = ReadonlyMap<string, readonly string[]>;

/**
 * One exception of base as every verdict shows it. Only `in force` and `unused` ones hold; `approval` says whether the ledger knows that
 * the approver it names really approved it.
 */
export type ExceptionState = {
  id: string;
  rule: string;
  subject: string;
  state: "in force" | "unused" | "lapsed" | "void";
  approval: "verified" | "not verified";
  ends: string;
  daysLeft: number;
  because: string | null;
};

const DAY = parseDuration("1d")!;

/** The exceptions of a stack on base: in force, lapsed, without anything that they excuse, or void for want of an approver who may. */
export function exceptionStates(
  base: Declared,
  head: Declared,
  stack: StackName,
  approvers: Approvers,
  asOf: Instant,
): readonly ExceptionState[] {
  const account = base.accounts.get(stack);
  if (!account || account.exceptions.length === 0) return [];
  const broken = [base, head].flatMap((side) => (side.accounts.has(stack) ? declaredViolations(side, stack, asOf) : []));
  return account.exceptions.map((exception) => stateOf(exception, account, base, broken, approvers.get(exception.id), asOf));
}

function stateOf(
  exception: Exception,
  account: Account,
  base: Declared,
  broken: readonly Violation[],
  approvers: readonly string[] | undefined,
  asOf: Instant,
): ExceptionState {
  const { id, rule, subject, expires } = exception;
  const because = flawOf(exception, account) ?? (approvers && !isApproved(exception, approvers, base) ? "who did not approve it" : null);
  // What a check finds is not to be seen here: such an exception counts as used.
  const isUsed = ruleOf(rule) === undefined || broken.some((violation) => exceptionFor([exception], violation, asOf) !== undefined);
  return {
    id,
    rule,
    subject,
    state: expires <= asOf ? "lapsed" : because !== null ? "void" : isUsed ? "in force" : "unused",
    approval: approvers && because === null ? "verified" : "not verified",
    ends: describeEnd(expires, asOf),
    daysLeft: Math.max(0, Math.floor(between(asOf, expires) / DAY)),
    because: because === null ? null : `it names ${exception.approvedBy}, ${because}`,
  };
}

/** Why the approver that an exception names may not approve it, in words that complete "it names person/w1, …". */
export function flawOf({ approvedBy, subject }: Exception, account: Account): string | undefined {
  const person = parseOwner(approvedBy);
  const record = account.records.get(subject);
  if (person?.type !== "person" || !record) return undefined;
  return peopleNamed(record).includes(person.id) ? `whom ${subject} itself names` : undefined;
}

/** The same for one that is new: the approver also has to be there to approve it. */
export function flawOfNew(exception: Exception, account: Account, base: Declared, asOf: Instant): string | undefined {
  const person = base.directory.people.get(parseOwner(exception.approvedBy)?.id ?? "");
  return flawOf(exception, account) ?? (person && !isActive(person, asOf) ? "who does not work here at present" : undefined);
}

function isApproved({ approvedBy }: Exception, approvers: readonly string[], { directory }: Declared): boolean {
  if (approvers.includes(approvedBy)) return true;
  const owner = parseOwner(approvedBy);
  return owner?.type === "team" && approvers.some((ref) => directory.people.get(parseOwner(ref)?.id ?? "")?.team === owner.id);
}
