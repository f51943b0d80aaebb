import { keySubject } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { matchKeys } from "../keys.ts";

/** Access keys whose status is not the declared one: a key that was switched on again is the dangerous case. */
export const changedKey = check({
  name: "changed",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }) {
    const refs = new Map(scope.entities.map(({ entity, ref }) => [entity.arn, ref]));
    return matchKeys(scope, keys, slots).filled.flatMap(({ user, slot, declared, key }) => {
      if (!key || key.status === declared.status) return [];
      const severity = key.status === "Active" ? ("critical" as const) : ("medium" as const);
      const message = `key ${slot} of ${refs.get(user)} is ${key.status} in AWS and declared ${declared.status}`;
      return [
        {
          check: "changed",
          subject: keySubject(user, key.id),
          record: refs.get(user)!,
          facet: "key",
          severity,
          message,
          differences: [{ property: "status", declared: declared.status, observed: key.status }],
        },
      ];
    });
  },
});
