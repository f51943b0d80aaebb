import { between, type Instant, plus } from "../../../stacks/model/instant.ts";
import { keySubject } from "../../../stacks/model/ref.ts";
import { check } from "../check.ts";
import { type Filled, matchKeys } from "../keys.ts";

const DAY_MS = 86_400_000;

/**
 * Access keys that should have been rotated by now: older than `settings.lifetimes.keys`, counted from the day AWS made them, since the
 * end in a slot may be written anew as often as one likes; and the old key of a rotation whose new one is in use already.
 */
export const rotationOverdue = check({
  name: "rotation-overdue",
  needs: ["keys", "slots"],
  detect(scope, { keys, slots }, asOf) {
    const longest = scope.declared.settings.lifetimes.keys;
    const limit = plus(asOf, -longest);
    const working = matchKeys(scope, keys, slots).filled.filter(
      ({ key, declared, user }) =>
        key?.status === "Active" &&
        declared.status === "Active" &&
        scope.account.records.get(scope.refs.get(user)!)?.fields.state !== "disabled",
    );
    const ofUser = Map.groupBy(working, ({ user }) => user);
    return working.flatMap((filled) => {
      const { user, slot } = filled;
      const { id, createdAt } = filled.key!;
      const ref = scope.refs.get(user)!;
      const why =
        createdAt <= limit
          ? `is ${Math.floor(between(createdAt, asOf) / DAY_MS)} days old, where keys may last ${Math.floor(longest / DAY_MS)} days`
          : leftBehind(filled, ofUser.get(user)!, scope.declared.settings.stale.rotated, asOf);
      if (why === undefined) return [];
      const message = `key ${slot} of ${ref} (${id}) ${why}`;
      return [
        {
          check: "rotation-overdue",
          subject: keySubject(user, id),
          record: ref,
          facet: "key",
          severity: "medium" as const,
          message,
        },
      ];
    });
  },
});

/** Of a rotation the key that ends first is the old one: once the other is used and it is not any more, it has no reason to work. */
function leftBehind(old: Filled, both: readonly Filled[], idle: number, asOf: Instant): string | undefined {
  const fresh = both.find(({ slot }) => slot !== old.slot);
  if (!fresh || !both.some(({ slot }) => slot === "next")) return undefined;
  if ((old.declared.expires ?? "") >= (fresh.declared.expires ?? "")) return undefined;
  const [before, after] = [old.key!.lastUsedAt, fresh.key!.lastUsedAt];
  if (before === undefined || !after || between(before ?? old.key!.createdAt, asOf) < idle) return undefined;
  return `still works, while ${fresh.slot} has taken over: it was ${before === null ? "never used" : `last used at ${before}`}, ${fresh.slot} at ${after}`;
}
