import { z } from "zod";
import type { Arn } from "../iam/arn.ts";
import type { PolicyDocument } from "../iam/document.ts";
import type { Key, Tags, User } from "../iam/entity.ts";
import { QUOTAS } from "../iam/quotas.ts";
import type { Account, Declared } from "../model/declared.ts";
import { actingThrough, type Person } from "../model/directory.ts";
import { instant, strictObject, uniqueList, wordRecord } from "../model/fields.ts";
import type { Instant } from "../model/instant.ts";
import type { Accountable } from "../model/lifecycle.ts";
import { recordRef } from "../model/ref.ts";
import { boundaryReferences } from "./boundary.ts";
import { group, identity, legacy } from "./fields.ts";
import { type At, type Reference, withoutEmpty } from "./kind.ts";
import { identityBase, inlineObjects, isTaggedAs, recogniseIdentity } from "./translate.ts";

/** A slot for one access key. Adopted keys state their id, and that the secret is somewhere else. */
export type KeySlot = {
  expires: Instant;
  state?: "active" | "disabled" | undefined;
  id?: string | undefined;
  secret?: "external" | undefined;
};

/** What both kinds of IAM users share. */
export type UserRecord = Accountable & {
  tags?: Tags | undefined;
  path?: string | undefined;
  boundary?: string | undefined;
  groups: readonly string[];
  keys: Readonly<Record<string, KeySlot>>;
  console?: boolean | undefined;
  legacy?: { attached?: readonly Arn[] | undefined; inline?: Readonly<Record<string, PolicyDocument>> | undefined } | undefined;
};

const SLOT = /^[a-z][a-z0-9-]{0,30}$/;

const keySlot = strictObject({
  expires: instant.describe("the first instant at which this key must be gone"),
  state: z.enum(["active", "disabled"]).optional().describe("disabled sets the key Inactive, which can be undone"),
  id: z
    .string()
    .regex(/^AKIA[A-Z0-9]{4,124}$/, { error: "expected an access key id such as AKIA…" })
    .optional()
    .describe("only for adopted keys")
    .meta({ examples: ["AKIAIOSFODNN7EXAMPLE"] }),
  secret: z.literal("external").optional().describe("external: the secret was never ours to keep; only with id"),
}).refine((key) => (key.id === undefined) === (key.secret === undefined), { error: '"id" and "secret: external" belong together' });

/** Fields of both kinds of users. */
export const userFields = {
  ...identity,
  groups: uniqueList(group).default([]).describe("groups of this account"),
  console: z.boolean().optional().describe("has a console password"),
  keys: wordRecord(z.string().regex(SLOT, { error: "expected a slot name such as primary or next" }), keySlot)
    .default({})
    .refine((keys) => Object.keys(keys).length <= QUOTAS.accessKeysPerUser, {
      error: `AWS allows ${QUOTAS.accessKeysPerUser} access keys a user`,
    })
    .refine((keys) => isEachOnce(Object.values(keys).flatMap(({ id }) => id ?? [])), { error: "expected a key id in one slot only" })
    .describe("access keys by slot; rotation adds next and later removes primary"),
  legacy,
};

/** The IAM user of a record. */
export function userOf(record: UserRecord, at: At, declared: Declared): User {
  return {
    type: "user",
    ...identityBase("user", record, at, declared),
    groups: [...record.groups].sort(),
    attached: [...(record.legacy?.attached ?? [])].sort(),
    inline: record.legacy?.inline ?? {},
    keys: Object.entries(record.keys).map(([slot, key]) => ({
      slot,
      ...(key.id === undefined ? {} : { id: key.id }),
      status: record.state === "disabled" || key.state === "disabled" ? "Inactive" : "Active",
      expires: key.expires,
    })),
    console: record.console ?? false,
  };
}

/** The inverse of `userOf`. */
export function recogniseUser(user: User, declared: Declared): Record<string, unknown> {
  const base = recogniseIdentity(user, declared);
  const slots = slotNames(user.keys);
  const keys = user.keys.map((key, index) => [slots[index]!, recogniseKey(key, "state" in base)]);
  return withoutEmpty({
    ...base,
    groups: user.groups,
    console: user.console || undefined,
    keys: Object.fromEntries(keys),
    legacy: withoutEmpty({ attached: user.attached, inline: inlineObjects(user.inline) }),
  });
}

/**
 * The slots of a user's keys in a record, one for each in their order, no two the same: keys that we made are known by their secret's tags,
 * a key that was found is named by its place. A tag that no slot can be called, or that two keys claim, names neither: anybody may write a tag.
 */
export function slotNames(keys: readonly Key[]): readonly string[] {
  const claimed = keys.map(({ slot }, index) =>
    slot !== undefined && SLOT.test(slot) && !keys.some((other, place) => place !== index && other.slot === slot) ? slot : undefined,
  );
  return claimed.map((slot, index) => slot ?? freeName(index, claimed));
}

/** `adopted-<place>`, or the next one that no key claims. */
function freeName(index: number, claimed: readonly (string | undefined)[]): string {
  let place = index + 1;
  while (claimed.includes(`adopted-${place}`)) place += claimed.length;
  return `adopted-${place}`;
}

function isEachOnce(values: readonly string[]): boolean {
  return new Set(values).size === values.length;
}

/** A key as a slot. Keys of a disabled user are Inactive anyway: saying it twice would keep them so after it is enabled again. */
export function recogniseKey(key: Key, userDisabled: boolean): Record<string, unknown> {
  return withoutEmpty({
    expires: key.expires,
    state: key.status === "Inactive" && !userDisabled ? "disabled" : undefined,
    ...(key.id === undefined ? {} : { id: key.id, secret: "external" }),
  });
}

/** References of a user's record: its groups, and what it may do at most. */
export function userReferences(record: UserRecord): readonly Reference[] {
  const groups = record.groups.map((group, index) => ({ path: ["groups", index], to: recordRef("groups", group) }));
  return [...groups, ...boundaryReferences(record)];
}

/** The person whose user it is: the directory says so, or its name is the person's id. */
export function holderOf(user: User, account: Account, declared: Declared): Person | undefined {
  return actingThrough(declared.directory, account.name, user.name)[0] ?? declared.directory.people.get(user.name);
}

/** True for users that a record under `people/` would declare: the tag says so or, without a tag, the directory knows whose it is. */
export function isPersons(user: User, account: Account, declared: Declared): boolean {
  return (
    isTaggedAs(user, "people", declared) ||
    (!isTaggedAs(user, "service-accounts", declared) && holderOf(user, account, declared) !== undefined)
  );
}
