import { createHash } from "node:crypto";
import {
  type Authorization,
  type Credential,
  type Gap,
  type ManifestEntry,
  type Observation,
  type Observed,
  type ObservedKey,
  type ObservedPolicy,
  type ObservedProvider,
  type ObservedRole,
  type ObservedUser,
  PART_NAMES as PARTS_AS_READ,
  type Part,
  type Parts,
  type Slot,
} from "../../scripts/observe/observation.ts";
import { entitiesOf } from "../../stacks/entities.ts";
import type { Entity, Group, Key, User } from "../../stacks/iam/entity.ts";
import { secretPolicy } from "../../stacks/iam/secret-policy.ts";
import type { Declared, StackName } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type RecordRef, recordTag } from "../../stacks/model/ref.ts";

/** When everything in an observation was made, and when it was looked at: weeks ago, so that nothing is new and nothing forgotten, and just before the sample organisation is judged. */
export const MADE_AT = "2026-11-02T03:04:05Z" as Instant;
export const OBSERVED_AT = "2026-11-23T23:59:00Z" as Instant;

/** The observation of an account in which AWS has exactly what is declared: entities, keys in their slots, sessions, passwords. */
export function observationOf(declared: Declared, account: StackName): Observation {
  const entities = entitiesOf(declared, account);
  const users = entities.flatMap(({ entity, ref }) => (entity.type === "user" ? [{ user: entity, ref }] : []));
  const keys = users.flatMap(({ user, ref }) => user.keys.map((key) => ({ user, ref, key, id: keyIdOf(user, key) })));
  const parts: Parts = {
    summary: {},
    authorization: {
      users: entities.flatMap(({ entity }) => (entity.type === "user" ? [observedUser(entity)] : [])),
      roles: entities.flatMap(({ entity }) => (entity.type === "role" ? [observedRole(entity)] : [])),
      groups: entities.flatMap(({ entity }) => (entity.type === "group" ? [entity] : [])),
      policies: entities.flatMap(({ entity }) => (entity.type === "policy" ? [observedPolicy(entity)] : [])),
    },
    providers: entities.flatMap(({ entity }) => (entity.type === "provider" ? [observedProvider(entity)] : [])),
    sessions: Object.fromEntries(
      entities.flatMap(({ entity }) => (entity.type === "role" ? [[entity.arn, entity.maxSessionDuration] as const] : [])),
    ),
    keys: keys.map(({ user, key, id }): ObservedKey => ({ id, user: user.arn, status: key.status, createdAt: MADE_AT })),
    credentials: {
      reportedAt: OBSERVED_AT,
      root: { mfa: true, keys: 0, hasCertificates: false, passwordLastUsedAt: null },
      rows: users.map(({ user }) => ({
        ...rowOf(user.arn),
        ...{ console: user.console, mfa: user.console, hasKeys: user.keys.length > 0 },
        keys: user.keys.map(({ status }) => ({ active: status === "Active", rotatedAt: MADE_AT, lastUsedAt: null })),
      })),
    },
    otherCredentials: [],
    instanceProfiles: [],
    serverCertificates: [],
    mfaDevices: [],
    slots: keys.flatMap(({ user, ref, key, id }) => (key.id === undefined ? [slotOf(account, ref, user, key, id)] : [])),
  };
  return {
    schema: "tenure/observation/1",
    account,
    accountId: declared.accounts.get(account)!.accountId,
    deep: false,
    startedAt: OBSERVED_AT,
    finishedAt: OBSERVED_AT,
    manifest: [
      asked("authorization", "aws-iam", "GetAccountAuthorizationDetails", entities.length),
      asked("slots", "aws-secrets", "ListSecrets", parts.slots.length),
    ],
    parts: Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, complete<unknown>(value)])) as Observed,
  };
}

/** The id that the key in a slot of a user has here: the adopted one's own, else one made from user and slot. */
export function keyIdOf(user: Pick<User, "arn">, key: Pick<Key, "id" | "slot">): string {
  if (key.id !== undefined) return key.id;
  return `AKIA${createHash("sha256").update(`${user.arn} ${key.slot}`).digest("hex").slice(0, 16).toUpperCase()}`;
}

/** The names of all parts. */
export const PART_NAMES: readonly (keyof Parts)[] = PARTS_AS_READ;

/** The parts that together show an entity as a whole: without one of them nothing is adopted. */
export const WHOLE_PARTS = ["authorization", "sessions", "keys", "credentials", "slots"] as const satisfies readonly (keyof Parts)[];

/** The same observation with one part changed. The part must be complete. */
export function withPart<Name extends keyof Parts>(
  observation: Observation,
  name: Name,
  change: (value: Parts[Name]) => Parts[Name],
): Observation {
  const part = observation.parts[name];
  if (!part.complete) throw new Error(`expected the part ${name} to be complete`);
  return {
    ...observation,
    parts: { ...observation.parts, [name]: { ...part, value: change((part as Part<Parts[Name]> & { complete: true }).value) } },
  };
}

/** The same observation without one part. */
export function withGap(observation: Observation, name: keyof Parts, gap: Gap = gapOf(name)): Observation {
  return { ...observation, parts: { ...observation.parts, [name]: { complete: false, gap } } };
}

/** A gap as a source would name it. */
export function gapOf(name: keyof Parts): Gap {
  return { source: name === "slots" ? "aws-secrets" : "aws-iam", operation: name, reason: `AccessDenied: ${name}`, retry: false };
}

/** The value of a part. */
export function partOf<Name extends keyof Parts>(observation: Observation, name: Name): Parts[Name] {
  const part = observation.parts[name] as Part<Parts[Name]>;
  if (!part.complete) throw new Error(`expected the part ${name} to be complete`);
  return part.value;
}

/** Changes one user; the name must be there. */
export function changeUser(observation: Observation, name: string, change: Partial<ObservedUser>): Observation {
  return changeIn(observation, "users", name, change);
}

/** Changes one role. */
export function changeRole(observation: Observation, name: string, change: Partial<ObservedRole>): Observation {
  return changeIn(observation, "roles", name, change);
}

/** Changes one group. */
export function changeGroup(observation: Observation, name: string, change: Partial<Group>): Observation {
  return changeIn(observation, "groups", name, change);
}

/** Changes one policy. */
export function changePolicy(observation: Observation, name: string, change: Partial<ObservedPolicy>): Observation {
  return changeIn(observation, "policies", name, change);
}

/** An observed user by name. */
export function userIn(observation: Observation, name: string): ObservedUser {
  return found(partOf(observation, "authorization").users, name);
}

/** An observed role by name. */
export function roleIn(observation: Observation, name: string): ObservedRole {
  return found(partOf(observation, "authorization").roles, name);
}

/** Somebody made an entity by hand; a role's sessions last an hour, a user has no password and no keys, unless stated. */
export function addEntity(
  observation: Observation,
  entity: ObservedUser | ObservedRole | Group | ObservedPolicy | ObservedProvider,
): Observation {
  if (entity.type === "provider") return withPart(observation, "providers", (providers) => [...providers, entity]);
  const list = { user: "users", role: "roles", group: "groups", policy: "policies" } as const;
  const added = withPart(observation, "authorization", (value) => ({
    ...value,
    [list[entity.type]]: [...value[list[entity.type]], entity],
  }));
  if (entity.type === "role") return withPart(added, "sessions", (sessions) => ({ ...sessions, [entity.arn]: 3_600 }));
  if (entity.type !== "user") return added;
  return withPart(added, "credentials", (report) => ({
    ...report,
    rows: [...report.rows, rowOf(entity.arn)],
  }));
}

/** Somebody deleted an entity, with all that hangs on it. */
export function removeEntity(observation: Observation, arn: string): Observation {
  const without = withPart(observation, "authorization", (value) => ({
    users: value.users.filter((entity) => entity.arn !== arn),
    roles: value.roles.filter((entity) => entity.arn !== arn),
    groups: value.groups.filter((entity) => entity.arn !== arn),
    policies: value.policies.filter((entity) => entity.arn !== arn),
  }));
  const withoutProvider = withPart(without, "providers", (providers) => providers.filter((provider) => provider.arn !== arn));
  const withoutKeys = withPart(withoutProvider, "keys", (keys) => keys.filter(({ user }) => user !== arn));
  const withoutRow = withPart(withoutKeys, "credentials", (report) => ({
    ...report,
    rows: report.rows.filter(({ user }) => user !== arn),
  }));
  return withPart(withoutRow, "sessions", (sessions) => Object.fromEntries(Object.entries(sessions).filter(([role]) => role !== arn)));
}

/** Somebody made an access key for a user. */
export function addKey(observation: Observation, key: Partial<ObservedKey> & Pick<ObservedKey, "id" | "user">): Observation {
  return withPart(observation, "keys", (keys) => [...keys, { status: "Active", createdAt: MADE_AT, ...key }]);
}

/** Changes one key, by its id. */
export function changeKey(observation: Observation, id: string, change: Partial<ObservedKey>): Observation {
  if (!partOf(observation, "keys").some((key) => key.id === id)) throw new Error(`expected a key ${id} in the observation`);
  return withPart(observation, "keys", (keys) => keys.map((key) => (key.id === id ? { ...key, ...change } : key)));
}

/** Changes the secret of one key, which is in the observation. */
export function changeSlot(observation: Observation, keyId: string, change: Partial<Slot>): Observation {
  if (!partOf(observation, "slots").some((slot) => slot.keyId === keyId)) throw new Error(`expected a slot ${keyId} in the observation`);
  return withPart(observation, "slots", (slots) => slots.map((slot) => (slot.keyId === keyId ? { ...slot, ...change } : slot)));
}

/** An undeclared user of an account, plain unless stated. */
export function strangeUser(accountId: string, name: string, more: Partial<ObservedUser> = {}): ObservedUser {
  const path = more.path ?? "/";
  return {
    type: "user",
    arn: `arn:aws:iam::${accountId}:user${path}${name}`,
    name,
    path,
    tags: {},
    boundary: null,
    groups: [],
    attached: [],
    inline: {},
    createdAt: MADE_AT,
    ...more,
  };
}

/** An undeclared role of an account, trusted by Lambda unless stated. */
export function strangeRole(accountId: string, name: string, more: Partial<ObservedRole> = {}): ObservedRole {
  const path = more.path ?? "/";
  return {
    type: "role",
    arn: `arn:aws:iam::${accountId}:role${path}${name}`,
    name,
    path,
    tags: {},
    boundary: null,
    attached: [],
    inline: {},
    instanceProfiles: [],
    trust: {
      version: "2012-10-17",
      statements: [
        {
          effect: "Allow",
          principals: [{ type: "Service", values: ["lambda.amazonaws.com"] }],
          actions: ["sts:AssumeRole"],
          conditions: [],
        },
      ],
    },
    createdAt: MADE_AT,
    lastUsedAt: null,
    ...more,
  };
}

/** The row of a user who has nothing to sign in with. */
function rowOf(user: Credential["user"]): Credential {
  return {
    ...{ user, createdAt: MADE_AT, console: false, passwordLastUsedAt: null, mfa: false },
    ...{ hasKeys: false, keys: [], hasCertificates: false },
  };
}

function observedUser({ keys: _keys, console: _console, secretReaders: _readers, ...user }: User): ObservedUser {
  return { ...user, createdAt: MADE_AT };
}

function observedRole({ maxSessionDuration: _, ...role }: Extract<Entity, { type: "role" }>): ObservedRole {
  return { ...role, createdAt: MADE_AT, lastUsedAt: null };
}

function observedPolicy({ tags: _, ...policy }: Extract<Entity, { type: "policy" }>): ObservedPolicy {
  return { ...policy, createdAt: MADE_AT, versions: [{ id: "v1", isDefault: true, createdAt: MADE_AT }] };
}

/** The thumbprint that AWS fills in where nobody states one. */
export const AWS_THUMBPRINT = "f".repeat(40);

function observedProvider(provider: Extract<Entity, { type: "provider" }>): ObservedProvider {
  const { federation } = provider;
  const seen = "oidc" in federation ? { oidc: { thumbprints: [AWS_THUMBPRINT], ...federation.oidc } } : federation;
  return { ...provider, federation: seen, createdAt: MADE_AT };
}

/** One call for a part that brought so many items. */
function asked(part: keyof Parts, source: string, operation: string, items: number): ManifestEntry {
  return { part, source, operation, calls: 1, pages: 1, items, refused: [], startedAt: OBSERVED_AT, finishedAt: OBSERVED_AT };
}

function slotOf(account: string, ref: RecordRef, { secretReaders }: User, key: Key, keyId: string): Slot {
  const slot = { keyId, record: recordTag(account, ref), slot: key.slot! };
  return secretReaders ? { ...slot, policy: secretPolicy(secretReaders) } : slot;
}

function complete<T>(value: T): Part<T> {
  return { complete: true, value, observedAt: OBSERVED_AT };
}

function changeIn<List extends keyof Authorization>(
  observation: Observation,
  list: List,
  name: string,
  change: Partial<Authorization[List][number]>,
): Observation {
  found<{ name: string }>(partOf(observation, "authorization")[list], name);
  return withPart(observation, "authorization", (value) => ({
    ...value,
    [list]: value[list].map((entity) => (entity.name === name ? { ...entity, ...change } : entity)),
  }));
}

function found<E extends { name: string }>(entities: readonly E[], name: string): E {
  const entity = entities.find((candidate) => candidate.name === name);
  if (!entity) throw new Error(`expected ${name} in the observation`);
  return entity;
}
