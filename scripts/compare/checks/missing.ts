import type { Arn } from "../../../stacks/iam/arn.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { type Check, check, type Scope } from "../check.ts";
import { allEntities } from "../facets.ts";
import type { Draft } from "../finding.ts";

/** What a record declares and AWS does not have. */
export const missing: readonly Check[] = [
  check({
    name: "missing",
    needs: ["authorization"],
    detect: (scope, { authorization }) => absent(scope, ({ type }) => type !== "provider", allEntities(authorization)),
  }),
  check({
    name: "missing",
    needs: ["providers"],
    detect: (scope, { providers }) => absent(scope, ({ type }) => type === "provider", providers),
  }),
];

function absent({ entities }: Scope, isShown: (entity: Entity) => boolean, observed: readonly { arn: Arn }[]): readonly Draft[] {
  const present = new Set(observed.map(({ arn }) => arn));
  return entities
    .filter(({ entity }) => isShown(entity) && !present.has(entity.arn))
    .map(({ entity, ref }) => ({
      check: "missing",
      subject: entity.arn,
      record: ref,
      severity: "medium",
      message: `${ref} declares the ${entity.type} ${entity.name}, and AWS does not have it`,
    }));
}
