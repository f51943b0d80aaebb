import { check } from "../check.ts";
import { allEntities } from "../facets.ts";

/** What a record declares and AWS does not have. */
export const missing = check({
  name: "missing",
  needs: ["authorization"],
  detect({ entities }, { authorization }) {
    const present = new Set(allEntities(authorization).map(({ arn }) => arn));
    return entities.flatMap(({ entity, ref }) =>
      present.has(entity.arn)
        ? []
        : [
            {
              check: "missing",
              subject: entity.arn,
              record: ref,
              severity: "medium" as const,
              message: `${ref} declares the ${entity.type} ${entity.name}, and AWS does not have it`,
            },
          ],
    );
  },
});
