import type { Arn } from "../../../stacks/iam/arn.ts";
import type { PolicyDocument, Statement } from "../../../stacks/iam/document.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { tagOf } from "../../../stacks/iam/facet.ts";
import type { Settings } from "../../../stacks/model/settings.ts";

/** A tag in the account whose key is one of ours, perhaps in other case: on users and roles ours takes its place, elsewhere both stand side by side. */
export type TagCollision = { entity: Arn; key: string; value: string; ours: string; replaced: boolean };

/** A policy document that decides by a tag whose key is one of ours: what it decides changes when we write the tag. */
export type TagReader = { entity: Arn; document: string; reads: string };

/** Every tag of these entities that ours meet. A tag that says already what ours will say is none. */
export function tagCollisions(entities: readonly { before: Entity; after: Entity }[], { tags: keys }: Settings): readonly TagCollision[] {
  return entities.flatMap(({ before, after }) => {
    if (!("tags" in before) || !("tags" in after)) return [];
    return Object.entries(before.tags).flatMap(([key, value]) => {
      const ours = Object.values(keys).find((name) => name.toLowerCase() === key.toLowerCase());
      if (ours === undefined || after.tags[ours] === value) return [];
      return [{ entity: before.arn, key, value, ours, replaced: tagOf(before.type, { [key]: "" }, ours) !== undefined }];
    });
  });
}

/** Every document of an account that reads a tag of ours, in a condition or by a variable. */
export function tagReaders(entities: readonly Entity[], { tags: keys }: Settings): readonly TagReader[] {
  const ours = Object.values(keys).map((key) => key.toLowerCase());
  return entities.flatMap((entity) =>
    documentsOf(entity).flatMap(([document, { statements }]) =>
      [...new Set(statements.flatMap((statement) => readIn(statement, ours)))].map((reads) => ({ entity: entity.arn, document, reads })),
    ),
  );
}

function documentsOf(entity: Entity): readonly (readonly [string, PolicyDocument])[] {
  return [
    ...(entity.type === "policy" ? [["policy", entity.document] as const] : []),
    ...(entity.type === "role" ? [["trust", entity.trust] as const] : []),
    ...("inline" in entity ? Object.entries(entity.inline).map(([name, document]) => [`inline policy ${name}`, document] as const) : []),
  ];
}

function readIn({ conditions, resources = [], notResources = [] }: Statement, ours: readonly string[]): readonly string[] {
  const tagIn = (key: string) => /^[a-z0-9-]+:(?:[a-z]*tag)\/(.+)$/i.exec(key)?.[1]?.toLowerCase() ?? "";
  const byKey = conditions.flatMap(({ key, values }) => {
    if (ours.includes(tagIn(key))) return [key];
    return key.toLowerCase() === "aws:tagkeys"
      ? values.filter((value) => ours.includes(value.toLowerCase())).map((value) => `${key} ${value}`)
      : [];
  });
  const texts = [...resources, ...notResources, ...conditions.flatMap(({ values }) => values)];
  const byVariable = texts.flatMap((text) =>
    [...text.matchAll(/\$\{([^},]+)/g)].flatMap(([, key]) => (ours.includes(tagIn(key!)) ? [key!] : [])),
  );
  return [...byKey, ...byVariable];
}
