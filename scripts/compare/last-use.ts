import type { Arn } from "../../stacks/iam/arn.ts";
import { between, type Instant } from "../../stacks/model/instant.ts";
import type { Credential, ObservedKey, ObservedUser, Parts } from "../observe/observation.ts";

/** Since when something is there, and when it was last used; `null` for never. */
export type Use = { createdAt: Instant; lastUsedAt: Instant | null };

/** The moment from which on something is idle: its last use, or the day on which it was made. */
export function idleSince({ createdAt, lastUsedAt }: Use): Instant {
  return lastUsedAt !== null && lastUsedAt > createdAt ? lastUsedAt : createdAt;
}

/** A use in words: `was last used at … (91 days ago)`, or that it never was. */
export function describeUse(use: Use, asOf: Instant): string {
  const days = Math.floor(between(idleSince(use), asOf) / 86_400_000);
  return use.lastUsedAt === null
    ? `was never used since it was made at ${use.createdAt} (${days} days ago)`
    : `was last used at ${use.lastUsedAt} (${days} days ago)`;
}

/** Everything by which a user may have been used. */
type Traces = Pick<Parts, "authorization" | "keys" | "credentials" | "otherCredentials">;

/**
 * When each user of an account was last used, by password or by any of its keys; those are left out of whom nobody can say it: a user whom
 * the report does not know yet, a key that the report does not tell from another, a password set at an unknown time and not used since,
 * a credential whose use AWS does not report. A password or key that is newer than the user counts as a use: somebody meant to use it.
 */
export function usesOfUsers({ authorization, keys, credentials, otherCredentials }: Traces): ReadonlyMap<Arn, Use> {
  const rows = new Map(credentials.rows.map((row) => [row.user, row]));
  const keysOf = Map.groupBy(keys, ({ user }) => user);
  const silent = new Set(otherCredentials.map(({ user }) => user));
  return new Map(
    authorization.users.flatMap((user) => {
      const row = rows.get(user.arn);
      const use = row && !row.hasCertificates && !silent.has(user.arn) ? useOf(user, row, keysOf.get(user.arn) ?? []) : undefined;
      return use ? [[user.arn, use] as const] : [];
    }),
  );
}

function useOf({ createdAt }: ObservedUser, row: Credential, keys: readonly ObservedKey[]): Use | undefined {
  const { console, passwordLastUsedAt, passwordChangedAt } = row;
  if (console && passwordLastUsedAt === null && passwordChangedAt == null) return undefined;
  // A row that speaks of more keys than were listed is of another moment than the list.
  if (keys.some(({ lastUsedAt }) => lastUsedAt === undefined) || row.keys.length > keys.length) return undefined;
  const uses = [passwordLastUsedAt, ...keys.map(({ lastUsedAt }) => lastUsedAt!)].filter((at) => at !== null);
  const beginnings = [createdAt, ...(console && passwordChangedAt ? [passwordChangedAt] : []), ...keys.map((key) => key.createdAt)];
  return { createdAt: latest(beginnings)!, lastUsedAt: latest(uses) ?? null };
}

function latest(moments: readonly Instant[]): Instant | undefined {
  return moments.reduce<Instant | undefined>((last, at) => (last === undefined || at > last ? at : last), undefined);
}
