import { type Instant, plus } from "../../../stacks/model/instant.ts";
import type { Authorization, Part, Parts } from "../observation.ts";

/** Parts of which AWS counts something by itself. */
export type Counted = "authorization" | "providers" | "instanceProfiles" | "serverCertificates";

/**
 * What the account summary counts and where it must be found. Only what is missing counts: the summary leaves out some of what lists show
 * (IAM API Reference, `GetAccountSummary`, names neither roles nor providers among its documented keys, and both are there).
 */
const COUNTS: { [Name in Counted]: (value: Parts[Name]) => Readonly<Record<string, number>> } = {
  authorization: ({ users, groups, roles, policies }) => ({
    Users: users.length,
    Groups: groups.length,
    Roles: roles.length,
    Policies: policies.length,
  }),
  providers: (providers) => ({ Providers: providers.length }),
  instanceProfiles: (profiles) => ({ InstanceProfiles: profiles.length }),
  serverCertificates: (certificates) => ({ ServerCertificates: certificates.length }),
};

/** What a part lacks of what the account summary counts, in words; `undefined` when it lacks nothing. */
export function shortOfSummary<Name extends Counted>(name: Name, value: Parts[Name], summary: Part<Parts["summary"]>): string | undefined {
  if (!summary.complete) return undefined;
  const short = Object.entries(COUNTS[name](value)).filter(([key, count]) => count < (summary.value[key] ?? 0));
  return short.length === 0
    ? undefined
    : short.map(([key, count]) => `GetAccountSummary counts ${summary.value[key]} ${key}, and ${count} were read`).join("; ");
}

/** Users who are in the report and were there before the list was read, and whom the list lacks: the report is newer than the list. */
export function missingUsers(
  { users }: Authorization,
  read: { startedAt: Instant; observedAt: Instant },
  { reportedAt, rows }: Parts["credentials"],
): readonly string[] {
  if (reportedAt <= read.observedAt) return [];
  const known = new Set(users.map(({ arn }) => arn));
  return rows.filter(({ user, createdAt }) => createdAt < read.startedAt && !known.has(user)).map(({ user }) => user);
}

/** Users whom the report lacks though they are older than it by more than what AWS takes to settle. */
export function unreportedUsers({ users }: Authorization, { reportedAt, rows }: Parts["credentials"], settle: number): readonly string[] {
  const reported = new Set(rows.map(({ user }) => user));
  return users.filter(({ arn, createdAt }) => plus(createdAt, settle) < reportedAt && !reported.has(arn)).map(({ arn }) => arn);
}
