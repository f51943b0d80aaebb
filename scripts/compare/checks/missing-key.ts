import { check } from "../check.ts";
import { matchKeys } from "../keys.ts";

/** Slots that no access key fills. A user who is missing altogether is the check `missing` on users. */
export const missingKey = check({
  name: "missing",
  needs: ["authorization", "keys", "slots"],
  detect(scope, { authorization, keys, slots }) {
    const present = new Set(authorization.users.map(({ arn }) => arn));
    return matchKeys(scope, keys, slots).filled.flatMap(({ user, slot, key }) =>
      key || !present.has(user)
        ? []
        : [
            {
              check: "missing",
              subject: user,
              record: scope.refs.get(user)!,
              facet: `key ${slot}`,
              severity: "medium" as const,
              message: `${scope.refs.get(user)} declares the key ${slot}, and AWS does not have it`,
            },
          ],
    );
  },
});
