import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import { check } from "../check.ts";
import { allEntities } from "../facets.ts";

/** What AWS has and no record declares; AWS's own roles are left out. */
export const unmanaged = check({
  name: "unmanaged",
  needs: ["authorization"],
  detect({ entities }, { authorization }) {
    const known = new Set(entities.map(({ entity }) => entity.arn));
    return allEntities(authorization).flatMap((entity) => {
      if (known.has(entity.arn)) return [];
      const admin = isAdministrator(entity, authorization);
      const severity = admin
        ? ("critical" as const)
        : entity.type === "user" || entity.type === "role"
          ? ("high" as const)
          : ("medium" as const);
      const message = `${entity.type} ${entity.name} is in AWS since ${entity.type === "group" ? "an unknown time" : entity.createdAt} and no record declares it${admin ? "; it can administer the account" : ""}`;
      return [{ check: "unmanaged", subject: entity.arn, record: null, severity, message }];
    });
  },
});
