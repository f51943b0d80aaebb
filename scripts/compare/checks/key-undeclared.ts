import { SEALED_SLOT } from "../../../stacks/model/lifecycle.ts";
import { keySubject } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { matchKeys } from "../keys.ts";

/** Access keys of declared users that no slot knows. Keys of undeclared users are part of the check `unmanaged`. */
export const keyUndeclared = check({
  name: "key-undeclared",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }) {
    const { slotOf } = matchKeys(scope, keys, slots);
    // The key of a sealed identity is in no record; its secret says which one it is, and `break-glass close` leaves one of them active.
    const isSealed = (id: string, ref: string) =>
      ref.startsWith("break-glass/") &&
      slots.some(({ keyId, record, slot }) => keyId === id && slot === SEALED_SLOT && record === `${scope.account.name}/${ref}`);
    return keys.flatMap((key) => {
      const ref = scope.refs.get(key.user);
      if (ref === undefined || slotOf.has(key.id) || isSealed(key.id, ref)) return [];
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
