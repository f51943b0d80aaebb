import { type Arn, type ArnHome, iamArn, isAwsManagedPolicy, parseIamArn } from "../iam/arn.ts";
import { documentObject, type PolicyDocument } from "../iam/document.ts";
import type { Entity, Identity, Tags } from "../iam/entity.ts";
import { tagOf } from "../iam/facet.ts";
import type { Declared } from "../model/declared.ts";
import {
  type Accountable,
  boundaryArn,
  DISABLED_BOUNDARY,
  endOfBoundaryName,
  parseBoundaryName,
  TENURE_PATH,
  tagsOf,
} from "../model/lifecycle.ts";
import { parseRecordTag, recordRef, recordTag } from "../model/ref.ts";
import type { At, Reference } from "./kind.ts";

/** The steps of the translation that several kinds share, each with its inverse beside it. */

type Owned = Accountable & { boundary?: string | undefined; tags?: Tags | undefined; path?: string | undefined };

/** What every identity of a record has: name, path, tags, boundary. */
export function identityBase(type: "user" | "role", record: Owned, at: At, declared: Declared) {
  const path = record.path ?? "/";
  return {
    arn: iamArn(at.account, type, at.name, path),
    name: at.name,
    path,
    tags: tagsOf(declared.settings.tags, recordTag(at.account.name, at.ref), record),
    boundary: boundaryArn(at.account, record),
  };
}

/** The inverse of `identityBase`: path, foreign tags and, where the boundary tells, the state. */
export function recogniseIdentity(entity: Identity, declared: Declared) {
  const boundary = parseIamArn(entity.boundary ?? "");
  const isOurs = boundary?.path === TENURE_PATH;
  return {
    ...(isOurs && boundary.name === DISABLED_BOUNDARY ? { state: "disabled" } : {}),
    boundary: isOurs ? parseBoundaryName(boundary.name)?.declared : boundaryNamed(entity),
    path: entity.path === "/" ? undefined : entity.path,
    tags: foreignTags(entity.type, entity.tags, declared),
  };
}

/** The word that `boundary:` would use for a boundary that is not ours; `undefined` for policies that records do not name. */
function boundaryNamed({ arn, boundary }: Identity): string | undefined {
  const home = parseIamArn(arn)!;
  return boundary === null || isAwsManagedPolicy(boundary) ? undefined : permissionName(home, boundary);
}

/** The tags that are not ours: kept in the record, so that a deployment keeps them in AWS. AWS's own (`aws:`) can be neither set nor removed. */
export function foreignTags(type: Entity["type"], tags: Tags, declared: Declared): Tags {
  const ours = Object.values(declared.settings.tags);
  const isOurs = (key: string) => ours.some((name) => tagOf(type, { [key]: "" }, name) !== undefined);
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !isOurs(key) && !key.startsWith("aws:")));
}

/** The end that an identity's boundary states. */
export function endOfBoundary(boundary: Arn | null) {
  const parsed = parseIamArn(boundary ?? "");
  return parsed?.path === TENURE_PATH ? endOfBoundaryName(parsed.name) : undefined;
}

/** True when the entity is what a record of this kind became: its own tag says so. Anything without such a tag may be any kind. */
export function mayBeKind(entity: Extract<Entity, { tags: Tags }>, kind: string, declared: Declared): boolean {
  const tag = parseRecordTag(tagOf(entity.type, entity.tags, declared.settings.tags.record));
  return tag === undefined || tag.kind === kind;
}

/** True when the tag names this kind. */
export function isTaggedAs(entity: Identity, kind: string, declared: Declared): boolean {
  return parseRecordTag(tagOf(entity.type, entity.tags, declared.settings.tags.record))?.kind === kind;
}

/** ARN of what `permissions:` names. */
export function permissionArn(home: ArnHome, permission: string): Arn {
  return isAwsManagedPolicy(permission) ? (permission as Arn) : iamArn(home, "policy", permission);
}

/** The word that `permissions:` would use for an ARN; `undefined` for policies on a path, which records do not name. */
export function permissionName(home: ArnHome, arn: Arn): string | undefined {
  if (isAwsManagedPolicy(arn)) return arn;
  const parsed = parseIamArn(arn);
  return parsed?.type === "policy" && parsed.accountId === home.accountId && parsed.path === "/" ? parsed.name : undefined;
}

/** References of a `permissions:` list to records. */
export function permissionReferences(permissions: readonly string[]): readonly Reference[] {
  return permissions.flatMap((permission, index) =>
    isAwsManagedPolicy(permission) ? [] : [{ path: ["permissions", index], to: recordRef("permissions", permission) }],
  );
}

/** Inline policies as they stand in a record. */
export function inlineObjects(inline: Readonly<Record<string, PolicyDocument>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inline).map(([name, document]) => [name, documentObject(document)]));
}
