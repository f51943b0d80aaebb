import { isDeepStrictEqual } from "node:util";
import { ruleOf } from "../../policies/catalogue.ts";
import { declaredFacets, judge } from "../../policies/judge.ts";
import type { Operation, Plan } from "../../scripts/engine/port.ts";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Entity } from "../../stacks/iam/entity.ts";
import type { Declared, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { operation, planOf, report } from "./plans.ts";

/**
 * What an engine comes to about a change, worked out from the entities of both sides and the same rules in this process: a few milliseconds
 * instead of two child processes. Which resources an entity becomes is known only as far as the gate asks: the entity and its keys.
 */
export function planInProcess(base: Declared, head: Declared, stack: StackName, asOf: Instant): Plan {
  const [before, after] = [entitiesBy(base, stack), entitiesBy(head, stack)];
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const operations = names.flatMap((name): Operation[] => {
    const [old, next] = [before.get(name), after.get(name)];
    const op = !old ? "create" : !next ? "delete" : isDeepStrictEqual(old, next) ? "same" : "update";
    return [operation(op, name), ...keysGone(old, next).map((slot) => operation("delete", `${name}#key/${slot}`))];
  });
  const reports = judge(declaredFacets(head, stack), stack, head, asOf).map(({ rule, message }) =>
    report(rule, `${ruleOf(rule)!.description}\n${message}`),
  );
  return planOf({ stack, operations, reports });
}

function entitiesBy(declared: Declared, stack: StackName): ReadonlyMap<string, Entity> {
  return new Map(entitiesOf(declared, stack).map(({ ref, entity }) => [ref, entity]));
}

function keysGone(old: Entity | undefined, next: Entity | undefined): readonly string[] {
  const slots = (entity: Entity | undefined) => (entity?.type === "user" ? entity.keys.flatMap(({ slot }) => slot ?? []) : []);
  return slots(old).filter((slot) => !slots(next).includes(slot));
}
