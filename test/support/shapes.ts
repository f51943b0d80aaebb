import fc from "fast-check";
import type { ObservedKey, ObservedPolicy, ObservedRole, ObservedUser } from "../../scripts/observe/observation.ts";
import { documentOf, type PolicyDocument, type Statement } from "../../stacks/iam/document.ts";
import type { Entity, Group, Tags } from "../../stacks/iam/entity.ts";
import { canonicalDocument } from "../../stacks/iam/equivalence.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { MADE_AT, strangeRole, strangeUser } from "./observations.ts";
import { PROD } from "./small-organisation.ts";

/** AWS's own administrator. */
export const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";

/** An ARN of IAM in the account of the small organisation. */
export const arn = (rest: string) => `arn:aws:iam::${PROD}:${rest}` as const;

/** A document with one statement that allows reading S3, unless stated otherwise. */
export const allow = (more: Partial<Statement> = {}): PolicyDocument =>
  documentOf({ effect: "Allow", actions: ["s3:GetObject"], resources: ["*"], conditions: [], ...more });

/** A document that allows everything. */
export const EVERYTHING = allow({ actions: ["*"] });

/** An undeclared group. */
export function strangeGroup(name: string, more: Partial<Group> = {}): Group {
  return { type: "group", arn: arn(`group${more.path ?? "/"}${name}`), name, path: "/", attached: [], inline: {}, ...more };
}

/** An undeclared customer-managed policy that allows reading S3. */
export function strangePolicy(name: string, more: Partial<ObservedPolicy> = {}): ObservedPolicy {
  return {
    type: "policy",
    arn: arn(`policy${more.path ?? "/"}${name}`),
    name,
    path: "/",
    document: allow(),
    createdAt: MADE_AT,
    versions: [],
    ...more,
  };
}

/** Something that was made by hand, as the parts of an observation show it. `session` is in seconds. */
export type Shape = {
  entity: ObservedUser | ObservedRole | Group;
  keys: readonly Pick<ObservedKey, "id" | "status">[];
  password: boolean;
  session: number;
};

/** What must be the same of an entity in AWS and in the records: everything but boundary, tags and state, documents by meaning. */
export function shapeOf(entity: Entity) {
  const documents = (inline: Readonly<Record<string, PolicyDocument>>) =>
    Object.entries(inline)
      .map(([name, document]) => `${name} ${canonicalDocument(document)}`)
      .sort();
  switch (entity.type) {
    case "user":
      return {
        path: entity.path,
        groups: [...entity.groups].sort(),
        attached: [...entity.attached].sort(),
        inline: documents(entity.inline),
        console: entity.console,
        keys: entity.keys.map(({ id, status }) => `${id} ${status}`).sort(),
      };
    case "role":
      return {
        path: entity.path,
        attached: [...entity.attached].sort(),
        inline: documents(entity.inline),
        session: entity.maxSessionDuration,
        instanceProfiles: [...entity.instanceProfiles].sort(),
        trust: canonicalDocument(entity.trust),
      };
    case "group":
      return { path: entity.path, attached: [...entity.attached].sort(), inline: documents(entity.inline) };
    case "policy":
    case "provider":
      return {};
  }
}

/** The whole entity as AWS has it; the keys of what is taken over disabled are set Inactive. */
export function completed({ entity, keys, password, session }: Shape, disabled: boolean): Entity {
  if (entity.type === "user")
    return { ...entity, console: password, keys: keys.map((key) => (disabled ? { ...key, status: "Inactive" as const } : key)) };
  return entity.type === "role" ? { ...entity, maxSessionDuration: session } : entity;
}

/** The tags that are neither ours nor AWS's own: they are kept. */
export function foreignTags(given: Tags): Tags {
  const ours = ["owner", "expires", "record", "managed-by"];
  return Object.fromEntries(Object.entries(given).filter(([key]) => !ours.includes(key.toLowerCase()) && !key.startsWith("aws:")));
}

const name = fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,40}$/).map((text) => `x${text}x`);
const path = fc.oneof(
  fc.constant("/"),
  fc.stringMatching(/^[a-z0-9!-.:-~]{1,12}$/).map((text) => `/${text}/`),
);
const tags = fc
  .dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9 _.:=+@-]{0,12}$/), fc.stringMatching(/^[A-Za-z0-9 _.:/=+@-]{0,20}$/), { maxKeys: 4 })
  .map(
    // Keys of users and roles that differ only in case cannot be together in AWS.
    (given) =>
      Object.fromEntries(new Map(Object.entries(given).map(([key, value]) => [key.toLowerCase(), [key, value] as const])).values()),
  );
const inline = fc.dictionary(
  fc.stringMatching(/^[A-Za-z0-9+=,.@_-]{1,20}$/),
  fc.constantFrom(
    allow(),
    EVERYTHING,
    allow({ sid: "A", conditions: [{ operator: "Bool", key: "aws:SecureTransport", values: ["true"] }] }),
  ),
  { maxKeys: 2 },
);
const attached = fc.uniqueArray(
  fc.constantFrom(
    ADMIN,
    "arn:aws:iam::aws:policy/ReadOnlyAccess",
    arn("policy/ledger-write"),
    arn("policy/team/other"),
    "arn:aws:iam::aws:policy/service-role/AWSLambdaRole",
  ),
  { maxLength: 3 },
);
const boundary = fc.constantFrom(null, arn("policy/tenure/until-2027-03-31"), arn("policy/tight"));
const createdAt = fc.constantFrom(MADE_AT, "2026-11-20T00:00:00Z" as Instant);
const principals = fc.constantFrom(
  { type: "Service", values: ["lambda.amazonaws.com"] },
  { type: "Service", values: ["ec2.amazonaws.com", "lambda.amazonaws.com"] },
  { type: "AWS", values: ["arn:aws:iam::999988887777:root"] },
  { type: "AWS", values: ["*"] },
  { type: "Federated", values: [arn("oidc-provider/token.actions.githubusercontent.com")] },
);
const trust = fc
  .tuple(principals, fc.constantFrom([], [{ operator: "StringEquals", key: "sts:ExternalId", values: ["tn-1"] }]))
  .map(([one, conditions]) => documentOf({ effect: "Allow", principals: [one], actions: ["sts:AssumeRole"], conditions }));
const keys = fc.uniqueArray(
  fc.record({ id: fc.stringMatching(/^AKIA[A-Z0-9]{12}$/), status: fc.constantFrom("Active" as const, "Inactive" as const) }),
  { maxLength: 2, selector: ({ id }) => id },
);
const common = { name, path, inline, attached };
const user = fc
  .record({ ...common, tags, boundary, createdAt, groups: fc.subarray(["readers", "writers"]) })
  .map(({ name: called, ...more }) => strangeUser(PROD, called, more));
const instanceProfiles = fc.uniqueArray(fc.constantFrom("web", "batch"), { maxLength: 2 });
const role = fc
  .record({ ...common, tags, boundary, createdAt, trust, instanceProfiles })
  .map(({ name: called, ...more }) => strangeRole(PROD, called, more));
const groups = fc.record(common).map(({ name: called, ...more }) => strangeGroup(called, more));
/** Users, roles and groups of every shape that IAM allows, in groups and with policies that are declared or AWS's own. */
export const shapes: fc.Arbitrary<Shape> = fc.oneof(
  fc.record({ entity: user, keys, password: fc.boolean(), session: fc.constant(0) }),
  fc.record({
    entity: role,
    keys: fc.constant<Shape["keys"]>([]),
    password: fc.constant(false),
    session: fc.integer({ min: 3_600, max: 43_200 }),
  }),
  fc.record({ entity: groups, keys: fc.constant<Shape["keys"]>([]), password: fc.constant(false), session: fc.constant(0) }),
);
