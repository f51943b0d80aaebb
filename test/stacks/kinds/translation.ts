import { type PolicyDocument, parseDocument } from "../../../stacks/iam/document.ts";
import type { Entity, Key, Tags } from "../../../stacks/iam/entity.ts";
import { canonicalDocument } from "../../../stacks/iam/equivalence.ts";
import type { Recognised } from "../../../stacks/kinds/kind.ts";
import { entitiesOfRecord, KINDS } from "../../../stacks/kinds/kinds.ts";
import { trustDocument } from "../../../stacks/kinds/trust.ts";
import type { DeclaredRecord } from "../../../stacks/model/declared.ts";
import { accountOf, declaredOf, END, personOf, recordOf } from "../../support/builders.ts";

/** What the tests of both directions of the translation share. */

/** The identity providers that trusts of any workload may name. */
export const PROVIDERS = [
  recordOf("providers", "github", { oidc: { url: "https://token.actions.githubusercontent.com", audiences: ["sts.amazonaws.com"] } }),
  recordOf("providers", "cluster", { oidc: { url: "https://oidc.example.com/id/A1", audiences: ["sts.amazonaws.com"] } }),
];

export const PROD = accountOf("prod", PROVIDERS);

/** Three people who act in `prod`: by a user of their own id, by a user of another name, by a session of a role. */
export const DECLARED = declaredOf({
  accounts: [PROD],
  people: [
    personOf("w1001"),
    personOf("w1002", { aws: { prod: { user: "ada" } } }),
    personOf("w1003", {
      aws: { prod: { role: "arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_1", session: "w1003" } },
    }),
  ],
});

export const entitiesOf = (record: DeclaredRecord) => entitiesOfRecord(record, PROD, DECLARED);

export const recognise = (kind: string, entities: readonly Entity[]) => KINDS[kind]!.recognise(entities, PROD, DECLARED);

/** A recognised record with what only people can say: who answers, what for, until when, and why it is disabled. */
export function complete({ kind, name, fields }: Recognised, said: Readonly<Record<string, unknown>> = {}): DeclaredRecord {
  const keys = Object.entries((fields.keys ?? {}) as Record<string, object>).map(([slot, key]) => [slot, { expires: END, ...key }]);
  const disabled = fields.state === "disabled" ? { disabled: { since: "2026-11-01", reason: "it was found so", ref: "#1" } } : {};
  return recordOf(kind, name, { ...fields, ...(keys.length === 0 ? {} : { keys: Object.fromEntries(keys) }), ...disabled, ...said });
}

/** An entity for comparison: documents by meaning, and what AWS keeps no order of in one order. */
export function comparable(entity: Entity): Record<string, unknown> {
  return {
    ...entity,
    ...("attached" in entity ? { attached: [...entity.attached].sort(), inline: meanings(entity.inline) } : {}),
    ...("groups" in entity
      ? { groups: [...entity.groups].sort(), keys: [...entity.keys].sort((a, b) => ((a.slot ?? "") < (b.slot ?? "") ? -1 : 1)) }
      : {}),
    ...("trust" in entity ? { trust: canonicalDocument(entity.trust) } : {}),
    ...("document" in entity ? { document: canonicalDocument(entity.document) } : {}),
  };
}

/** Of an entity only what AWS had before it was declared: not our tags, not our boundary, not the ends and slots of keys. */
export function foreignPart(entity: Entity): Record<string, unknown> {
  return {
    ...comparable(entity),
    ...("boundary" in entity ? { boundary: null } : {}),
    ...("tags" in entity ? { tags: foreign(entity.tags) } : {}),
    ...("keys" in entity ? { keys: entity.keys.map(idAndStatus).sort((a, b) => (a.id < b.id ? -1 : 1)) } : {}),
  };
}

function idAndStatus({ id = "", status }: Key) {
  return { id, status };
}

function foreign(tags: Tags): Tags {
  const ours = ["owner", "expires", "record", "managed-by"];
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !ours.includes(key)));
}

function meanings(inline: Readonly<Record<string, PolicyDocument>>): Record<string, string> {
  return Object.fromEntries(Object.entries(inline).map(([name, document]) => [name, canonicalDocument(document)]));
}

/** A record's fields for comparison: what equals its default is left out, lists without an order are sorted, documents stand by their meaning. */
export function comparableFields(fields: object): Record<string, unknown> {
  // A default that rests on the record's name: the entity itself shows it.
  const {
    tags,
    legacy,
    keys,
    groups,
    permissions,
    state,
    disabled: _,
    trust,
    instanceProfiles: _p,
    ...rest
  } = fields as Record<string, unknown>;
  const { attached = [], inline = {} } = (legacy ?? {}) as { attached?: readonly string[]; inline?: Record<string, PolicyDocument> };
  return {
    ...withoutDefaults(rest),
    ...(rest.oidc ? { oidc: { ...rest.oidc, audiences: sorted((rest.oidc as { audiences: unknown }).audiences) } } : {}),
    state: state ?? "active",
    tags: tags ?? {},
    attached: [...attached].sort(),
    inline: meanings(inline),
    groups: sorted(groups),
    permissions: sorted(permissions),
    keys: Object.fromEntries(Object.entries(keys ?? {}).map(([slot, key]) => [slot, comparableKey(key, state === "disabled")])),
    trust: comparableTrust(trust),
  };
}

function withoutDefaults(fields: Record<string, unknown>): Record<string, unknown> {
  const defaults: Record<string, unknown> = { path: "/", console: false, maxSessionDuration: 3_600_000 };
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== undefined && value !== defaults[name]));
}

function sorted(list: unknown): readonly unknown[] {
  return [...((list ?? []) as readonly unknown[])].sort();
}

/** Keys of a disabled user are Inactive anyway; their own state cannot be seen in AWS. */
function comparableKey({ state, ...rest }: { state?: string }, userDisabled: boolean) {
  return { ...rest, disabled: !userDisabled && state === "disabled" };
}

/** The named forms stay as they are; a document stands by its meaning, in whichever form it came back. */
function comparableTrust(trust: unknown): unknown {
  if (typeof trust !== "object" || trust === null) return undefined;
  if ("people" in trust) return sorted(trust.people);
  return canonicalDocument(trustDocument(trust as Parameters<typeof trustDocument>[0], PROD));
}

/** The document of a raw JSON one. */
export function parsed(raw: Readonly<Record<string, Record<string, unknown>>>): Record<string, PolicyDocument> {
  return Object.fromEntries(Object.entries(raw).map(([name, document]) => [name, parseDocument(document)]));
}
