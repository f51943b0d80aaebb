import { keySubject } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { matchKeys } from "../keys.ts";

/** Access keys of declared users that no slot knows. Keys of undeclared users are part of the check `unmanaged`. */
export const keyUndeclared = check({
  name: "key-undeclared",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }) {
    const { slotOf } = matchKeys(scope, keys, slots);
    return keys.flatMap((key) => {
      const ref = scope.refs.get(key.user);
      if (ref === undefined || slotOf.has(key.id)) return [];
      const state = key.status === "Active" ? "active" : "inactive";
      return [
        {
          check: "key-undeclared",
          subject: keySubject(key.user, key.id),
          record: ref,
          facet: "key",
          severity: key.status === "Active" ? ("high" as const) : ("low" as const),
          message: `${ref} has the ${state} access key ${key.id} since ${key.createdAt}, and no slot declares it`,
        },
      ];
    });
  },
});
