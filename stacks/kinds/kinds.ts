import { type Arn, iamArn } from "../iam/arn.ts";
import type { Entity } from "../iam/entity.ts";
import type { FacetOwner } from "../iam/facet.ts";
import type { Account, Declared, DeclaredRecord } from "../model/declared.ts";
import { describeDue, describeEnd, type Instant } from "../model/instant.ts";
import { parseRecordTag } from "../model/ref.ts";
import { agents } from "./agents.ts";
import { breakGlass } from "./break-glass.ts";
import { isDeclarable } from "./fields.ts";
import { grants } from "./grants.ts";
import { groups } from "./groups.ts";
import type { Kind, Recognised } from "./kind.ts";
import type { LatestEnd } from "./latest-end.ts";
import { people } from "./people.ts";
import { permissions } from "./permissions.ts";
import { providers } from "./providers.ts";
import { roles } from "./roles.ts";
import { serviceAccounts } from "./service-accounts.ts";
import { vendors } from "./vendors.ts";
import { workloads } from "./workloads.ts";

/** Every record kind by its folder. A new kind is its file, its test and one line here. What could be of several kinds is of the first that knows it. */
export const KINDS: Readonly<Record<string, Kind>> = {
  people,
  "service-accounts": serviceAccounts,
  agents,
  vendors,
  workloads,
  roles,
  groups,
  permissions,
  providers,
  grants,
  "break-glass": breakGlass,
};

/** The end of a record of a kind in words: until when it works or, where the end denies nothing, until when somebody has to look. */
export function describeEndOf(kind: string, end: Instant, asOf: Instant): string {
  return KINDS[kind]?.worksOn ? describeDue(end, asOf) : describeEnd(end, asOf);
}

/** The entities of one record. */
export function entitiesOfRecord(record: DeclaredRecord, account: Account, declared: Declared): readonly Entity[] {
  return KINDS[record.kind]!.entities(record.fields, { ref: record.ref, name: record.name, account }, declared);
}

/** The ARN of what a record declares, whether AWS has it or not: a template creates nothing and still has its name. */
export function arnOfRecord(record: DeclaredRecord, account: Account): Arn {
  const kind = KINDS[record.kind]!;
  if (kind.arn) return kind.arn(record.fields, { ref: record.ref, name: record.name, account });
  // Only providers have another ARN than their type says, and they state it.
  return iamArn(account, kind.entityType as Exclude<Entity["type"], "provider">, record.name, (record.fields as { path?: string }).path);
}

/**
 * True when a facet is of an entity that a record of this kind declares: the record is there, and becomes an entity of that type, path and name.
 * The facet's tag alone says nothing, since anybody may write one.
 */
export function isDeclaredAs(kind: string, { type, name, path, record }: FacetOwner, declared: Declared): boolean {
  const tag = parseRecordTag(record);
  const account = declared.accounts.get(tag?.account ?? "");
  const found = tag?.kind === kind ? account?.records.get(tag.ref) : undefined;
  if (!account || !found) return false;
  return entitiesOfRecord(found, account, declared).some((entity) => entity.type === type && entity.name === name && entity.path === path);
}

/** What a record may not outlive, besides the longest lifetime of its kind. */
export function latestEndsOf(record: DeclaredRecord, account: Account, declared: Declared): readonly LatestEnd[] {
  return KINDS[record.kind]!.notAfter?.(record.fields, { ref: record.ref, name: record.name, account }, declared) ?? [];
}

/**
 * The records that would declare these entities, of whatever kind; at most one for each entity, the first kind in the table wins.
 * What stands on a path of Tenure or AWS has none: nobody may write such a record.
 */
export function recogniseAll(entities: readonly Entity[], account: Account, declared: Declared): readonly Recognised[] {
  const byEntity = new Map<string, Recognised>();
  const declarable = entities.filter(({ path }) => isDeclarable(path));
  for (const kind of Object.values(KINDS)) {
    for (const recognised of kind.recognise(declarable, account, declared)) {
      if (!byEntity.has(recognised.entity)) byEntity.set(recognised.entity, recognised);
    }
  }
  return [...byEntity.values()];
}
