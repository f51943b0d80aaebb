import type { z } from "zod";
import type { Condition, PolicyDocument, Statement } from "../../iam/document.ts";
import type { Account } from "../../model/declared.ts";
import type { Misfit, Reference } from "../kind.ts";

/**
 * One form of trust that a record can state, by the key that names it; both directions beside each other.
 * `recognise` may give what is only nearly the document: whoever asks compares what it would become.
 */
export type Form<T> = {
  schema: z.ZodType<T>;
  statements(trust: T, account: Account): readonly Statement[];
  recognise(document: PolicyDocument, account: Account): unknown;
  /** Records that the trust names. */
  references?(trust: T): readonly Reference[];
  /** What the account must have for it to let anybody in. */
  misfits?(trust: T, account: Account): readonly Misfit[];
};

/** A statement that lets one principal in. */
export function letIn(
  actions: readonly string[],
  principal: { type: string; values: readonly string[] },
  conditions: readonly Condition[],
): Statement {
  return { effect: "Allow", principals: [principal], actions, conditions };
}

/** A condition with one value. */
export function condition(operator: string, key: string, value: string): Condition {
  return { operator, key, values: [value] };
}

/** The first statement's first principal and conditions; all forms but GitHub's with an old subject have one statement with one principal. */
export function firstOf(document: PolicyDocument): { type: string; value: string; conditions: readonly Condition[] } | undefined {
  const [statement] = document.statements;
  const principal = statement?.principals?.[0];
  return principal && { type: principal.type, value: principal.values[0] ?? "", conditions: statement.conditions };
}

/** The first value of a condition's key, whatever its case. */
export function conditionValue(conditions: readonly Condition[], key: string): string | undefined {
  return conditions.find((each) => each.key.toLowerCase() === key.toLowerCase())?.values[0];
}
