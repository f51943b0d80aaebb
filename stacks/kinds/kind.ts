import type { z } from "zod";
import type { Arn } from "../iam/arn.ts";
import type { Entity } from "../iam/entity.ts";
import type { Account, Declared } from "../model/declared.ts";
import type { Directory } from "../model/directory.ts";
import type { Instant } from "../model/instant.ts";
import type { Accountable } from "../model/lifecycle.ts";
import type { OwnerRef, RecordRef } from "../model/ref.ts";
import type { LatestEnd } from "./latest-end.ts";

/** Where a record stands. */
export type At = { ref: RecordRef; name: string; account: Account };

/**
 * Something that a record names and that must exist: another record of the account, a person, or an owner. `path` leads to the word in the file.
 * `admits`: the other record gets something of this one; without it, this one gets something of the other.
 */
export type Reference = { path: readonly (string | number)[] } & ({ to: RecordRef; admits?: true } | { owner: string });

/** What a record says that does not fit the rest of the organisation; `path` leads to the word in the file. */
export type Misfit = { path: readonly (string | number)[]; message: string };

/** A record as it would be written for an entity that exists: everything but who answers for it, what for, and until when. */
export type Recognised = { kind: string; name: string; entity: Arn; fields: Record<string, unknown> };

/** Something that was found: who answers for it until when, and since when it is known. */
export type Found = { owner: OwnerRef; expires: Instant; asOf: Instant };

/**
 * One record kind: its folder, its schema, and both directions of the translation.
 * For every entity that `recognise` accepts, `entities` of the recognised record, completed with owner, purpose and expires, contains it.
 */
export type Kind<R extends Accountable = Accountable> = {
  name: string;
  /** One line for people: what a record of this kind is. */
  title: string;
  /** The type of what it declares, and the IAM namespace that its names share; names are unique in it, whatever their case. */
  entityType: Entity["type"];
  /** Types of other entities that it declares under the same name. */
  alsoTypes?: readonly Entity["type"][];
  record: z.ZodType<R>;
  /** Its end denies nothing: overdue is a finding, and it works on. */
  worksOn?: true;
  /** References beyond `owner`, which all records have. */
  references(record: R): readonly Reference[];
  /** What names that exist cannot show: words that fit nothing in this organisation. */
  misfits?(record: R, at: At, directory: Directory): readonly Misfit[];
  /** The ARN of what a record declares, where that is not simply its name on its path. */
  arn?(record: R, at: At): Arn;
  entities(record: R, at: At, declared: Declared): readonly Entity[];
  recognise(entities: readonly Entity[], account: Account, declared: Declared): readonly Recognised[];
  /** What a record of this kind says beyond owner, purpose and end that AWS does not know, until somebody has found out about something found. */
  meanwhile?(found: Found, at: At, declared: Declared): Record<string, unknown>;
  /** What a record may not outlive, besides the longest lifetime of its kind. */
  notAfter?(record: R, at: At, declared: Declared): readonly LatestEnd[];
};

/** Keeps the record's type inside and hides it outside, so that one table holds all kinds. */
export function kind<R extends Accountable>(definition: Kind<R>): Kind {
  return definition as unknown as Kind;
}

/** Leaves out what is empty, so that a recognised record says no more than a person would write. */
export function withoutEmpty(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
