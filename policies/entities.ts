import { type Arn, type IamResourceType, iamArn } from "../stacks/iam/arn.ts";
import type { PolicyDocument } from "../stacks/iam/document.ts";
import type { Entity } from "../stacks/iam/entity.ts";
import type { Facet, FacetName, FacetOf } from "../stacks/iam/facet.ts";
import { FACETS, type Resource, type Setting } from "./facets.ts";

/** The types of resources that are an entity by themselves, and what they are in an ARN. */
const ENTITIES: Readonly<Record<string, { type: Entity["type"]; arn: IamResourceType }>> = {
  "aws:iam/user:User": { type: "user", arn: "user" },
  "aws:iam/role:Role": { type: "role", arn: "role" },
  "aws:iam/group:Group": { type: "group", arn: "group" },
  "aws:iam/policy:Policy": { type: "policy", arn: "policy" },
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": { type: "provider", arn: "oidc-provider" },
  "aws:iam/samlProvider:SamlProvider": { type: "provider", arn: "saml-provider" },
};

/** True for resources that are an entity by themselves. */
export function isEntity(type: string): boolean {
  return Object.hasOwn(ENTITIES, type);
}

/** True for resources that are an entity, or say something of one. */
export function saysOfEntities(type: string): boolean {
  return isEntity(type) || Object.values(FACETS).some((builders) => Object.hasOwn(builders, type));
}

/** An entity and the name of the Pulumi resource that is it. */
export type FromResource = { entity: Entity; name: string };

/**
 * The entities that resources come to, with what other resources among them attach to them: the way back from what a program registers to
 * what AWS should have. Every property must be known. Access keys are left out: only a record says of a key when it ends.
 * `strays` are resources that say something of an entity which none of them is, and what they say.
 */
export function entitiesOfResources(
  resources: readonly Resource[],
  setting: Setting,
): { entities: readonly FromResource[]; strays: readonly { facet: Facet; resource: Resource }[] } {
  const said = resources.flatMap((resource) => facetsOfResource(resource, setting).map((facet) => ({ facet, resource })));
  const byEntity = Map.groupBy(said, ({ facet }) => keyOf(facet));
  const entities = resources.flatMap((resource): readonly FromResource[] => {
    const place = ENTITIES[resource.type];
    if (!place) return [];
    const name = nameOf(resource);
    // What a resource says of itself is its own, whatever name it is said under: a provider has none but its issuer.
    const others = byEntity.get(keyOf({ type: place.type, name }))?.filter((one) => one.resource !== resource) ?? [];
    const facets = [...said.filter((one) => one.resource === resource), ...others].map(({ facet }) => facet);
    return [{ entity: entityOf(place, name, resource, facets, setting), name: resource.name }];
  });
  const known = new Set(entities.map(({ entity }) => keyOf(entity)));
  return { entities, strays: said.filter(({ facet, resource }) => !isEntity(resource.type) && !known.has(keyOf(facet))) };
}

function facetsOfResource(resource: Resource, setting: Setting): readonly Facet[] {
  return Object.values(FACETS).flatMap((builders) => {
    const build = (builders as Readonly<Record<string, (resource: Resource, setting: Setting) => readonly Facet[]>>)[resource.type];
    return build?.(resource, setting) ?? [];
  });
}

function keyOf({ type, name }: { type: Entity["type"]; name: string }): string {
  return `${type} ${type === "provider" ? issuer(name) : name}`;
}

/** A provider is named after its issuer, without the protocol. */
function nameOf({ props, name }: Resource): string {
  return issuer(String(props.url ?? props.name ?? name));
}

function issuer(url: string): string {
  return url.replace(/^https:\/\//, "");
}

function entityOf(
  { type, arn }: { type: Entity["type"]; arn: IamResourceType },
  name: string,
  { props }: Resource,
  facets: readonly Facet[],
  { account, declared }: Setting,
): Entity {
  const path = typeof props.path === "string" && type !== "provider" ? props.path : "/";
  const all = <Name extends FacetName>(facet: Name) => facets.filter((one): one is FacetOf<Name> => one.facet === facet);
  const tags = { ...all("tags")[0]?.tags };
  const base = { arn: iamArn(declared.accounts.get(account)!, arn, name, path), name, path };
  const inline = all("document").flatMap((one) => (one.inline === null ? [] : [[one.inline, one.document] as const]));
  const permitted = {
    attached: [...new Set(all("attachment").flatMap(({ attached }): readonly Arn[] => attached))],
    inline: Object.fromEntries(inline) as Readonly<Record<string, PolicyDocument>>,
  };
  const boundary = all("boundary")[0]?.boundary ?? null;
  switch (type) {
    case "user":
      return {
        ...base,
        ...permitted,
        type,
        tags,
        boundary,
        groups: all("membership").flatMap(({ groups }) => groups),
        keys: [],
        console: all("console").length > 0,
      };
    case "role":
      return {
        ...base,
        ...permitted,
        type,
        tags,
        boundary,
        trust: all("trust")[0]!.trust,
        maxSessionDuration: all("session")[0]!.maxSessionDuration,
        instanceProfiles: all("profile").flatMap(({ instanceProfiles }) => instanceProfiles),
      };
    case "group":
      return { ...base, ...permitted, type };
    case "policy":
      return { ...base, type, tags, document: all("document")[0]!.document };
    case "provider":
      return { ...base, type, tags, federation: all("federation")[0]!.federation };
  }
}
