import type { Entity } from "../../../stacks/iam/entity.ts";
import { isIdentity } from "../../../stacks/iam/entity.ts";
import { type Facet, facetsOf } from "../../../stacks/iam/facet.ts";
import { LEGAL_TAG_TEXT, QUOTAS } from "../../../stacks/iam/quotas.ts";
import { entitiesOfRecord, KINDS } from "../../../stacks/kinds/kinds.ts";
import { endOfBoundary } from "../../../stacks/kinds/translate.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import { isDisabledBoundary } from "../../../stacks/model/lifecycle.ts";
import { differencesOf, facetKey } from "../../compare/differences.ts";
import type { FoundRecord } from "./record-of.ts";

/**
 * Why a record must not be written although it could be read: a deployment of it would change or lose something of the entity beside its boundary and
 * our tags, or the record names what nobody declares. This is what "adopted without loss" rests on. `declared` holds all that is planned.
 */
export function flawOf({ entity, record }: FoundRecord, account: Account, declared: Declared): string | undefined {
  const place = { ref: record.ref, name: record.name, account };
  const missing = KINDS[record.kind]!.references(record.fields).find(
    (reference) => "to" in reference && !account.records.has(reference.to),
  );
  if (missing && "to" in missing) return `it needs ${missing.to}, which cannot be declared`;
  const misfit = KINDS[record.kind]!.misfits?.(record.fields, place, declared.directory)[0];
  if (misfit) return `it cannot be written: ${misfit.path.join(".")}: ${misfit.message}`;
  return widened(entity, record.fields) ?? tooManyTags(entity, declared) ?? changed(entity, record, account, declared);
}

/** A boundary of somebody else's that the record cannot name would be replaced by a wider one. */
function widened(entity: Entity, fields: object): string | undefined {
  if (!isIdentity(entity) || entity.boundary === null) return undefined;
  if (endOfBoundary(entity.boundary) !== undefined || isDisabledBoundary(entity.boundary) || "boundary" in fields) return undefined;
  return `its permissions boundary ${entity.boundary} would be replaced by a wider one: records name only policies of the account on /, of at most 2,000 characters`;
}

function tooManyTags(entity: Entity, { settings }: Declared): string | undefined {
  if (!("tags" in entity)) return undefined;
  const ours = Object.values(settings.tags).map((key) => key.toLowerCase());
  const others = Object.keys(entity.tags).filter((key) => !key.startsWith("aws:") && !ours.includes(key.toLowerCase()));
  const most = QUOTAS.tagsPerEntity - ours.length;
  return others.length > most
    ? `it has ${others.length} tags, and AWS allows ${QUOTAS.tagsPerEntity} with the ${ours.length} of ours`
    : undefined;
}

function changed(entity: Entity, record: FoundRecord["record"], account: Account, declared: Declared): string | undefined {
  const after = entitiesOfRecord(record, account, declared).find(({ arn }) => arn === entity.arn);
  if (!after) return `its record would declare something else than ${entity.arn}`;
  const keys = declared.settings.tags;
  const untold =
    "tags" in after
      ? Object.entries(after.tags).find(([, value]) => !LEGAL_TAG_TEXT.test(value) || value.length > QUOTAS.tagValueLength)
      : undefined;
  if (untold) return `its tag ${untold[0]} would be "${untold[1]}", which AWS takes in a name and not in a tag`;
  const found = new Map(facetsOf(entity, keys).map((facet) => [facetKey(facet), facet]));
  const ours = Object.values(keys).map((key) => `tags.${key}`.toLowerCase());
  const differs = facetsOf(after, keys).flatMap((facet): readonly string[] => {
    const before = found.get(facetKey(facet));
    if (!before) return [facetKey(facet)];
    if (facet.facet === "key") return record.fields.state !== "disabled" && keysIn(facet) !== keysIn(before) ? ["keys"] : [];
    return differencesOf(facet, before, keys)
      .map(({ property }) => property)
      .filter((property) => !ours.includes(property.toLowerCase()));
  });
  return differs.length > 0 ? `its record cannot say all that it is (${[...new Set(differs)].join(", ")})` : undefined;
}

function keysIn(facet: Facet): string {
  return facet.facet === "key"
    ? facet.keys
        .map(({ id, status }) => `${id} ${status}`)
        .sort()
        .join()
    : "";
}
