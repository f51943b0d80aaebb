import type { Entity } from "../../stacks/iam/entity.ts";
import type { Observed, Part, Parts, Refusal } from "../observe/observation.ts";

/** The parts that together show an entity as a whole. */
const NEEDED = ["authorization", "sessions", "credentials", "keys", "slots"] as const satisfies readonly (keyof Parts)[];

/**
 * Observed entities as a whole, put together from all parts; or the name of the part that is missing.
 * A role whose sessions were not read (it is newer than the list) and an entity that AWS refused to tell of are left out: nothing of them is made up.
 */
export function completeEntities(observed: Observed): { value: readonly Entity[] } | { missing: string } {
  const missing = NEEDED.find((name) => !observed[name].complete);
  if (missing !== undefined) return { missing };
  const { authorization, sessions, credentials, keys, slots } = Object.fromEntries(
    NEEDED.map((name) => [name, (observed[name] as { value: unknown }).value]),
  ) as Pick<Parts, (typeof NEEDED)[number]>;
  const slotOf = new Map(slots.map(({ keyId, slot }) => [keyId, slot]));
  const consoles = new Map(credentials.rows.map((row) => [row.user, row.console]));
  const keysOf = Map.groupBy(keys, ({ user }) => user);
  const users = authorization.users.map(({ createdAt: _, ...user }): Entity => {
    const own = (keysOf.get(user.arn) ?? []).map(({ id, status, createdAt }) => ({
      id,
      status,
      createdAt,
      ...(slotOf.has(id) ? { slot: slotOf.get(id)! } : {}),
    }));
    return { ...user, keys: own, console: consoles.get(user.arn) ?? false };
  });
  const roles = authorization.roles.flatMap(({ createdAt: _, lastUsedAt: __, ...role }): Entity[] => {
    const maxSessionDuration = sessions[role.arn];
    return maxSessionDuration === undefined ? [] : [{ ...role, maxSessionDuration }];
  });
  const policies = authorization.policies.map(({ createdAt: _, versions: __, ...policy }): Entity => ({ ...policy, tags: {} }));
  // Nothing else rests on providers: without them the others are whole.
  const providers = observed.providers.complete ? observed.providers.value.map(({ createdAt: _, ...provider }): Entity => provider) : [];
  const refused = new Set(NEEDED.flatMap((name) => exceptions(observed[name])).map(({ subject }) => subject));
  return { value: [...users, ...roles, ...authorization.groups, ...policies, ...providers].filter(({ arn }) => !refused.has(arn)) };
}

/** Single entities that a part says nothing of. */
export function exceptions(part: Part<unknown>): readonly Refusal[] {
  return part.complete ? (part.except ?? []) : [];
}
