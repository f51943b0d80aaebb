import { isAwsManagedPolicy } from "../../stacks/iam/arn.ts";
import type { Entity } from "../../stacks/iam/entity.ts";
import { tagOf } from "../../stacks/iam/facet.ts";
import { isQuarantinePolicy } from "../../stacks/iam/managed.ts";
import { boundaryMisfits } from "../../stacks/kinds/boundary.ts";
import { type Recognised, withoutEmpty } from "../../stacks/kinds/kind.ts";
import { recogniseAll } from "../../stacks/kinds/kinds.ts";
import { permissionArn } from "../../stacks/kinds/translate.ts";
import { holderOf } from "../../stacks/kinds/users.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { recordRef } from "../../stacks/model/ref.ts";

/**
 * The record that would declare an entity. A tag that says it is something else than it can be is no more than a tag: anybody may write one.
 * So whose user it is the directory says first, and a tag does not make software of a person.
 */
export function recognised(entity: Entity, account: Account, declared: Declared): Recognised | undefined {
  const untagged = withoutRecordTag(entity, declared);
  const isHeld = entity.type === "user" && holderOf(entity, account, declared) !== undefined;
  return (isHeld ? [untagged, entity] : [entity, untagged])
    .flatMap((candidate) => recogniseAll([candidate], account, declared))
    .find(({ kind }) => kind !== "people" || isHeld);
}

/** An entity as if nobody had said by a tag which record declares it. */
export function withoutRecordTag(entity: Entity, { settings }: Declared): Entity {
  if (!("tags" in entity)) return entity;
  const others = Object.entries(entity.tags).filter(([key]) => tagOf(entity.type, { [key]: "" }, settings.tags.record) === undefined);
  return { ...entity, tags: Object.fromEntries(others) };
}

/** Whether the account has, or will have, a record of a kind and name that another one may name. */
export type IsThere = (kind: string, name: string) => boolean;

/**
 * The fields as far as records can say them: policies that no record declares stay by their ARN, groups that none declares are named apart,
 * and so is a boundary that would be lost.
 */
export function declarable(
  fields: Record<string, unknown>,
  account: Account,
  isThere: IsThere,
): { fields: Record<string, unknown>; groups: readonly string[] } {
  const {
    groups = [],
    permissions = [],
    legacy = {},
    boundary,
    ...others
  } = fields as {
    groups?: readonly string[];
    permissions?: readonly string[];
    legacy?: { attached?: readonly string[] };
    boundary?: string;
  };
  const unnamed = permissions.filter((name) => !isAwsManagedPolicy(name) && !isThere("permissions", name));
  const own = (legacy.attached ?? []).filter((arn) => !isQuarantinePolicy(arn));
  const attached = [...own, ...unnamed.map((name) => permissionArn(account, name))].sort();
  return {
    // An empty list among the others says something: an EC2 role without an instance profile.
    fields: {
      ...others,
      ...withoutEmpty({
        boundary: boundary !== undefined && isThere("permissions", boundary) && fits(boundary, account) ? boundary : undefined,
        groups: groups.filter((name) => isThere("groups", name)),
        permissions: permissions.filter((name) => !unnamed.includes(name)),
        legacy: withoutEmpty({ ...legacy, attached }),
      }),
    },
    groups: groups.filter((name) => !isThere("groups", name)),
  };
}

/** A policy that could not be merged into a boundary would make a record that nobody can read. */
function fits(boundary: string, account: Account): boolean {
  return boundaryMisfits({ boundary }, { ref: recordRef("permissions", boundary), name: boundary, account }).length === 0;
}

/** Key slots that were found, each with an end: AWS gives keys none. */
export function endedKeys(fields: Record<string, unknown>, expires: string): Record<string, unknown> {
  const slots = fields.keys as Record<string, Record<string, unknown>> | undefined;
  return slots ? { keys: Object.fromEntries(Object.entries(slots).map(([slot, key]) => [slot, { ...key, expires }])) } : {};
}
