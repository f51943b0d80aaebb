import { plus } from "../../../stacks/model/instant.ts";
import { keySubject } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { matchKeys } from "../keys.ts";
import { describeUse } from "../last-use.ts";

/**
 * Access keys that nothing has used for `settings.stale.keys`; one that was never used counts from the day it was made.
 * Where the report does not tell which key is which, the last use is not known and nothing is said.
 */
export const staleKey = check({
  name: "stale",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }, asOf) {
    const { account, declared, refs } = scope;
    const limit = plus(asOf, -declared.settings.stale.keys);
    return matchKeys(scope, keys, slots).filled.flatMap(({ user, slot, declared: wanted, key }) => {
      const ref = refs.get(user)!;
      if (key?.status !== "Active" || wanted.status === "Inactive" || key.lastUsedAt === undefined) return [];
      if (account.records.get(ref)?.fields.state === "disabled") return [];
      const idleSince = key.lastUsedAt ?? key.createdAt;
      if (idleSince > limit) return [];
      return [
        {
          check: "stale",
          subject: keySubject(user, key.id),
          record: ref,
          facet: "key",
          severity: "medium" as const,
          message: `key ${slot} of ${ref} (${key.id}) ${describeUse({ createdAt: key.createdAt, lastUsedAt: key.lastUsedAt }, asOf)}`,
        },
      ];
    });
  },
});
