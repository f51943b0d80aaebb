import type { Arn } from "./arn.ts";
import type { PolicyDocument } from "./document.ts";
import type { Entity, Federation, Key, Tags } from "./entity.ts";

/**
 * A part of an entity that can be judged and compared by itself.
 * The same shapes are made from declared entities, from observed entities and from Pulumi resources, so a requirement exists once.
 */
export type Facet = FacetOwner &
  (
    | { facet: "tags"; tags: Tags }
    | { facet: "boundary"; boundary: Arn | null; expires: string | undefined }
    | { facet: "trust"; trust: PolicyDocument }
    | { facet: "session"; maxSessionDuration: number }
    | { facet: "document"; document: PolicyDocument; inline: string | null }
    | { facet: "attachment"; attached: readonly Arn[]; inline: readonly string[] }
    | { facet: "membership"; groups: readonly string[] }
    | { facet: "key"; keys: readonly Key[] }
    | { facet: "console"; console: boolean; inPlain?: boolean } // its password in Pulumi's state, which only a resource shows
    | { facet: "profile"; instanceProfiles: readonly string[] }
    | { facet: "federation"; federation: Federation }
  );

/** Whose facet it is. `record` is `<account>/<kind>/<name>` from the tag, where the entity has one. */
export type FacetOwner = { type: Entity["type"]; name: string; path: string; record: string | undefined };

/** The names of all facets. */
export type FacetName = Facet["facet"];

/** The facet of one name. */
export type FacetOf<Name extends FacetName> = Extract<Facet, { facet: Name }>;

/** Tag keys that facets have to look up; `model/settings` says what they are called in this organisation. */
export type TagKeys = { owner: string; expires: string; record: string; managedBy: string };

/**
 * Everything about an entity, facet by facet, in a fixed order; an inline policy is a document facet of its own.
 * @param record `<account>/<kind>/<name>` where the caller knows it; otherwise the entity's own tag speaks.
 */
export function facetsOf(entity: Entity, tagKeys: TagKeys, record?: string): readonly Facet[] {
  const tags = "tags" in entity ? entity.tags : {};
  const owner: FacetOwner = {
    type: entity.type,
    name: entity.name,
    path: entity.path,
    record: record ?? tagOf(entity.type, tags, tagKeys.record),
  };
  const expires = tagOf(entity.type, tags, tagKeys.expires);
  const facets: Facet[] = [];
  if ("tags" in entity) facets.push({ ...owner, facet: "tags", tags });
  if ("boundary" in entity) facets.push({ ...owner, facet: "boundary", boundary: entity.boundary, expires });
  if (entity.type === "role") {
    facets.push({ ...owner, facet: "trust", trust: entity.trust });
    facets.push({ ...owner, facet: "session", maxSessionDuration: entity.maxSessionDuration });
    facets.push({ ...owner, facet: "profile", instanceProfiles: entity.instanceProfiles });
  }
  if (entity.type === "policy") facets.push({ ...owner, facet: "document", document: entity.document, inline: null });
  if ("attached" in entity) {
    facets.push({ ...owner, facet: "attachment", attached: entity.attached, inline: Object.keys(entity.inline) });
    for (const [inline, document] of Object.entries(entity.inline)) facets.push({ ...owner, facet: "document", document, inline });
  }
  if (entity.type === "user") {
    facets.push({ ...owner, facet: "membership", groups: entity.groups });
    facets.push({ ...owner, facet: "key", keys: entity.keys });
    facets.push({ ...owner, facet: "console", console: entity.console });
  }
  if (entity.type === "provider") facets.push({ ...owner, facet: "federation", federation: entity.federation });
  return facets;
}

/** The value of a tag by AWS's own rule: keys of users and roles ignore case, those of other entities do not. */
export function tagOf(type: Entity["type"], tags: Tags, key: string): string | undefined {
  if (Object.hasOwn(tags, key)) return tags[key];
  if (type !== "user" && type !== "role") return undefined;
  const found = Object.keys(tags).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  return found === undefined ? undefined : tags[found];
}
