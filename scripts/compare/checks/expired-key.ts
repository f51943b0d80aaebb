import { describeEnd, type Instant } from "../../../stacks/model/instant.ts";
import { keySubject } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { matchKeys } from "../keys.ts";

/** Access keys past the end of their slot that still work: AWS gives keys no end, so nothing else stops them. */
export const expiredKey = check({
  name: "expired",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }, asOf) {
    return matchKeys(scope, keys, slots).filled.flatMap(({ user, slot, declared, key }) => {
      const expires = declared.expires as Instant;
      if (key?.status !== "Active" || declared.status === "Inactive" || expires > asOf) return [];
      return [
        {
          check: "expired",
          subject: keySubject(user, key.id),
          record: scope.refs.get(user)!,
          facet: "key",
          severity: "high" as const,
          message: `key ${slot} of ${scope.refs.get(user)} ${describeEnd(expires, asOf)} and is still active`,
        },
      ];
    });
  },
});
