import { createRequire } from "node:module";
import { EXAMPLE_AS_OF, EXAMPLE_DECLARED } from "../../policies/example.ts";
import { FACETS, keyFacets, type Resource } from "../../policies/facets.ts";
import type { Judged, Rule } from "../../policies/rule.ts";
import { parseDocument } from "../../stacks/iam/document.ts";
import type { FacetOf, FacetOwner } from "../../stacks/iam/facet.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";

/** Who judges, when, and by which records; the small world of the examples unless stated. */
export type World = { declared?: Declared; asOf?: Instant };

/** The part of the SDK that knows what is not known yet, by itself: the whole SDK takes a second to load, and this part has no types of its own. */
const proxy = createRequire(import.meta.url)("@pulumi/policy/proxy.js") as Pick<
  typeof import("@pulumi/policy"),
  "unknownCheckingProxy" | "UnknownValueError"
> &
  Record<`unknown${"String" | "Number" | "Boolean" | "Array" | "Object"}Value`, string>;

/** What reading a property throws that is not known yet. */
export const UnknownValueError = proxy.UnknownValueError;

/** What stands in a property that is not known at preview, by the property's type. */
export const UNKNOWN = {
  text: proxy.unknownStringValue,
  number: proxy.unknownNumberValue,
  boolean: proxy.unknownBooleanValue,
  list: proxy.unknownArrayValue,
  object: proxy.unknownObjectValue,
} as const;

/** Types of resources that rules look at. */
export const USER = "aws:iam/user:User";
export const ROLE = "aws:iam/role:Role";
export const POLICY = "aws:iam/policy:Policy";
export const ACCESS_KEY = "aws:iam/accessKey:AccessKey";

/** What a rule says of a facet. */
export function says(rule: Rule, judged: Judged, { declared = EXAMPLE_DECLARED, asOf = EXAMPLE_AS_OF }: World = {}): readonly string[] {
  return rule.violations(judged, declared, asOf);
}

/** What a rule says of a Pulumi resource of the account `prod`; reading a property that is not known throws the SDK's own error. */
export function saysOf(
  rule: Rule,
  type: string,
  props: Record<string, unknown>,
  name = "some-resource",
  world: World = {},
): readonly string[] {
  return facetsOf(rule, { type, name, props }, world).flatMap((judged) => says(rule, judged, world));
}

/** What a rule on keys says of the access keys of a stack. */
export function saysOfKeys(rule: Rule, keys: readonly Omit<Resource, "type">[], world: World = {}): readonly string[] {
  const resources = keys.map(({ name, props }) => ({ type: ACCESS_KEY, name, props: proxy.unknownCheckingProxy(props) }));
  return keyFacets(resources, settingOf(world)).flatMap((judged) => says(rule, judged, world));
}

/** The facet of a role's trust policy, written as AWS's JSON. */
export function trustFacet(statements: readonly unknown[], name = "deploy-web"): FacetOf<"trust"> {
  return { ...facetOwner("role", name, `prod/workloads/${name}`), facet: "trust", trust: documentFrom(statements) };
}

/** The facet of a policy's document, written as AWS's JSON; `inline` is the name of an inline policy. */
export function documentFacet(
  statements: readonly unknown[],
  { type = "policy", path = "/", record, inline = null }: Partial<FacetOwner> & { inline?: string | null } = {},
): FacetOf<"document"> {
  return { type, name: "ledger-write", path, record, facet: "document", document: documentFrom(statements), inline };
}

/** The facet of an entity's tags. */
export function tagsFacet(
  tags: Record<string, string>,
  { type = "role", name = "deploy-web", path = "/" }: Partial<FacetOwner> = {},
): FacetOf<"tags"> {
  return { ...facetOwner(type, name, undefined), path, facet: "tags", tags };
}

/** Whose facet it is. */
export function facetOwner(type: FacetOwner["type"], name: string, record: string | undefined): FacetOwner {
  return { type, name, path: "/", record };
}

/** A policy variable: AWS puts in its place what the request says. */
export function variable(key: string): string {
  return `\${${key}}`;
}

/** A statement that lets these principals assume a role, under these conditions. */
export function assume(principal: unknown, condition?: Record<string, Record<string, unknown>>): Record<string, unknown> {
  return { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...(condition === undefined ? {} : { Condition: condition }) };
}

/** The document in which these statements stand, as JSON. */
export function documentText(statements: readonly unknown[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function documentFrom(statements: readonly unknown[]) {
  return parseDocument(documentText(statements));
}

type Builders = Readonly<Record<string, (resource: Resource, setting: ReturnType<typeof settingOf>) => readonly Judged[]>>;

function facetsOf(rule: Rule, { type, name, props }: Resource, world: World): readonly Judged[] {
  const builders: Readonly<Record<string, Builders>> = FACETS;
  return builders[rule.judges]?.[type]?.({ type, name, props: proxy.unknownCheckingProxy(props) }, settingOf(world)) ?? [];
}

function settingOf({ declared = EXAMPLE_DECLARED }: World) {
  return { account: "prod", declared };
}
