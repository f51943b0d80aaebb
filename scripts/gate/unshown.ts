import { isDeepStrictEqual } from "node:util";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Entity } from "../../stacks/iam/entity.ts";
import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import { parseResourceName, type RecordRef } from "../../stacks/model/ref.ts";
import { accountOfStackName } from "../../stacks/model/slice.ts";
import type { Operation, OperationKind, Plan } from "../engine/port.ts";

/**
 * Operations of a plan against the real state that the change from base to head does not show: somebody changed the state or the program,
 * and nobody has seen it. A record explains what becomes of its own resources: what is new is made, what is gone goes, what differs is changed.
 * @param repaired URNs that were read from AWS just now: what differs there is put back, and that is explained by that.
 */
export function unshownOperations(plan: Plan, base: Declared, head: Declared, repaired: ReadonlySet<string>): readonly Operation[] {
  const account = accountOfStackName(plan.stack);
  const [before, after] = [entitiesByRecord(base, account), entitiesByRecord(head, account)];
  return plan.operations.filter(({ op, urn, name }) => {
    if (op === "same" || repaired.has(urn)) return false;
    const ref = parseResourceName(name)?.ref;
    return ref === undefined || !explained(before.get(ref), after.get(ref)).includes(op);
  });
}

/** What may happen to the resources of a record whose entities were these and are to be those. */
function explained(before: readonly Entity[] | undefined, after: readonly Entity[] | undefined): readonly OperationKind[] {
  if (!before) return after ? ["create", "import"] : [];
  if (!after) return ["delete"];
  return isDeepStrictEqual(before, after) ? [] : ["create", "import", "update", "replace", "delete"];
}

/** Entities by the record that declares them, boundaries under their pseudo record; nothing for an account that is not there. */
function entitiesByRecord(declared: Declared, account: AccountName): ReadonlyMap<RecordRef, readonly Entity[]> {
  if (!declared.accounts.has(account)) return new Map();
  const groups = Map.groupBy(entitiesOf(declared, account), ({ ref }) => ref);
  return new Map([...groups].map(([ref, own]) => [ref, own.map(({ entity }) => entity)]));
}
