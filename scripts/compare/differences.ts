import { printDocument } from "../../stacks/iam/document.ts";
import type { Federation } from "../../stacks/iam/entity.ts";
import { sameMeaning } from "../../stacks/iam/equivalence.ts";
import { type Facet, type FacetName, type FacetOf, type TagKeys, tagOf } from "../../stacks/iam/facet.ts";
import { isQuarantinePolicy } from "../../stacks/iam/managed.ts";
import type { Difference } from "./finding.ts";

/** Long documents are cut: the whole text is in the account. */
const LONGEST = 600;

type Compare<Name extends FacetName> = (declared: FacetOf<Name>, observed: FacetOf<Name>, tagKeys: TagKeys) => readonly Difference[];

/**
 * How each facet is compared, by meaning and by AWS's own rules. Boundaries and the end in the tags are not here:
 * the check `expiry-not-enforced` speaks of them. Keys are compared one by one elsewhere; what AWS attaches to a leaked user is the check `leaked`.
 */
const COMPARE: { [Name in Exclude<FacetName, "boundary" | "key">]: Compare<Name> } = {
  tags: (declared, observed, tagKeys) => [...declaredTags(declared, observed, tagKeys), ...undeclaredTags(declared, observed)],
  trust: (declared, observed) =>
    sameMeaning(declared.trust, observed.trust) ? [] : [difference("trust", printDocument(declared.trust), printDocument(observed.trust))],
  session: (declared, observed) =>
    declared.maxSessionDuration === observed.maxSessionDuration
      ? []
      : [difference("maxSessionDuration", String(declared.maxSessionDuration), String(observed.maxSessionDuration))],
  document: (declared, observed) =>
    sameMeaning(declared.document, observed.document)
      ? []
      : [difference("document", printDocument(declared.document), printDocument(observed.document))],
  attachment: (declared, observed) => [
    ...sets(
      "attached",
      declared.attached,
      observed.attached.filter((arn) => !isQuarantinePolicy(arn)),
    ),
    ...sets("inline", declared.inline, observed.inline),
  ],
  membership: (declared, observed) => sets("groups", declared.groups, observed.groups),
  console: (declared, observed) =>
    declared.console === observed.console ? [] : [difference("console", yesNo(declared.console), yesNo(observed.console))],
  profile: (declared, observed) => sets("instanceProfiles", declared.instanceProfiles, observed.instanceProfiles),
  federation: (declared, observed) => federationDifferences(declared.federation, observed.federation),
};

/** The facets that this module compares. */
export function isCompared(name: FacetName): boolean {
  return Object.hasOwn(COMPARE, name);
}

/** What differs between two facets of the same name and entity; nothing when they mean the same. */
export function differencesOf(declared: Facet, observed: Facet, tagKeys: TagKeys): readonly Difference[] {
  const compare = COMPARE[declared.facet as keyof typeof COMPARE] as Compare<FacetName> | undefined;
  return compare && declared.facet === observed.facet ? compare(declared as never, observed as never, tagKeys) : [];
}

/** The facet's name, with the inline policy where it is one: two inline policies of one role are two facets. */
export function facetKey(facet: Facet): string {
  return facet.facet === "document" && facet.inline !== null ? `document ${facet.inline}` : facet.facet;
}

function declaredTags(declared: FacetOf<"tags">, observed: FacetOf<"tags">, tagKeys: TagKeys): readonly Difference[] {
  return Object.entries(declared.tags).flatMap(([key, value]) => {
    if (key === tagKeys.expires) return [];
    const found = tagOf(observed.type, observed.tags, key);
    return found === value ? [] : [difference(`tags.${key}`, value, found ?? "nothing")];
  });
}

/** True for tags that stand there by themselves: AWS's own, and the console's descriptions of keys, which are tags named after the key's id. */
export function isNobodysTag(key: string): boolean {
  return key.startsWith("aws:") || /^AKIA[A-Z0-9]+$/.test(key);
}

/** Tags that nobody declared and somebody set. */
function undeclaredTags(declared: FacetOf<"tags">, observed: FacetOf<"tags">): readonly Difference[] {
  return Object.entries(observed.tags).flatMap(([key, value]) => {
    const expected = isNobodysTag(key) || tagOf(declared.type, declared.tags, key) !== undefined;
    return expected ? [] : [difference(`tags.${key}`, "nothing", value)];
  });
}

/** Thumbprints only where they are declared: AWS fills in the others by itself. */
function federationDifferences(declared: Federation, observed: Federation): readonly Difference[] {
  if ("oidc" in declared && "oidc" in observed) {
    const { audiences, thumbprints } = declared.oidc;
    return [
      ...sets("audiences", audiences, observed.oidc.audiences),
      ...(thumbprints ? sets("thumbprints", thumbprints, observed.oidc.thumbprints ?? []) : []),
    ];
  }
  if ("saml" in declared && "saml" in observed && declared.saml.metadata === observed.saml.metadata) return [];
  return [difference("metadata", metadataOf(declared), metadataOf(observed))];
}

function metadataOf(federation: Federation): string {
  return "saml" in federation ? federation.saml.metadata : "nothing";
}

function sets(property: string, declared: readonly string[], observed: readonly string[]): readonly Difference[] {
  const missing = declared.filter((value) => !observed.includes(value)).map((value) => difference(property, value, "nothing"));
  const added = observed.filter((value) => !declared.includes(value)).map((value) => difference(property, "nothing", value));
  return [...missing, ...added];
}

/** A difference, each side cut to a readable length. */
export function difference(property: string, declared: string, observed: string): Difference {
  return { property, declared: cut(declared), observed: cut(observed) };
}

function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}

function yesNo(value: boolean): string {
  return value ? "yes" : "no";
}
