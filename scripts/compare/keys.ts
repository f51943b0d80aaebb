import type { Arn } from "../../stacks/iam/arn.ts";
import type { Key } from "../../stacks/iam/entity.ts";
import { recordTag } from "../../stacks/model/ref.ts";
import type { ObservedKey, Slot } from "../observe/observation.ts";
import type { Scope } from "./check.ts";

/** A declared slot and the key that fills it, if there is one. */
export type Filled = { user: Arn; slot: string; declared: Key; key: ObservedKey | undefined };

/** Every declared slot, and for the keys that fill one which it is. */
export type Matched = { filled: readonly Filled[]; slotOf: ReadonlyMap<string, { slot: string; expires?: string }> };

/**
 * Finds out which access key fills which slot: adopted keys by the id in their record, others by the tags of their secret.
 * Two live keys that claim one slot, and a key that claims two, are left unmatched: one of the claims is not what it says.
 * A key that its user's record names by id fills that slot and no other, whatever a secret says.
 */
export function matchKeys(scope: Scope, keys: readonly ObservedKey[], slots: readonly Slot[]): Matched {
  const known = MATCHED.get(scope);
  if (known?.keys === keys && known.slots === slots) return known.matched;
  const matched = match(scope, keys, slots);
  MATCHED.set(scope, { keys, slots, matched });
  return matched;
}

/** Many checks ask about keys: what fills what is found out once for each scope. */
const MATCHED = new WeakMap<Scope, { keys: readonly ObservedKey[]; slots: readonly Slot[]; matched: Matched }>();

function match({ entities, account }: Scope, keys: readonly ObservedKey[], slots: readonly Slot[]): Matched {
  const byId = new Map(keys.map((key) => [key.id, key]));
  const named = new Set(
    entities.flatMap(({ entity }) =>
      entity.type === "user" ? entity.keys.flatMap(({ id }) => (id !== undefined && byId.get(id)?.user === entity.arn ? id : [])) : [],
    ),
  );
  const live = slots.filter((slot) => byId.has(slot.keyId) && !named.has(slot.keyId));
  const claimsOfKey = Map.groupBy(live, (slot) => slot.keyId);
  const claims = Map.groupBy(live, (slot) => `${slot.record}#${slot.slot}`);
  const filled = entities.flatMap(({ entity, ref }) => {
    if (entity.type !== "user") return [];
    return entity.keys.map((declared): Filled => {
      const claimed = claims.get(`${recordTag(account.name, ref)}#${declared.slot}`) ?? [];
      const [claim] = claimed;
      const id = declared.id ?? (claim && claimed.length === 1 && claimsOfKey.get(claim.keyId)!.length === 1 ? claim.keyId : undefined);
      const key = id === undefined ? undefined : byId.get(id);
      return { user: entity.arn, slot: declared.slot!, declared, key: key?.user === entity.arn ? key : undefined };
    });
  });
  const slotOf = new Map(
    filled.flatMap(({ key, slot, declared }) =>
      key ? [[key.id, { slot, ...(declared.expires === undefined ? {} : { expires: declared.expires }) }] as const] : [],
    ),
  );
  return { filled, slotOf };
}
