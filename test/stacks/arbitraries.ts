import fc from "fast-check";
import { QUOTAS } from "../../stacks/iam/quotas.ts";
import { HOME } from "../support/builders.ts";

/** Anything that people may legally write, however odd: names, paths, tags, documents and whole records in the form of the YAML files. */

/** A name that IAM takes. */
export function anyName(longest: number = QUOTAS.nameLength.user): fc.Arbitrary<string> {
  const letters = "ABCXYZabcxyz0123456789+=,.@_-";
  return fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: longest });
}

/** An IAM path of up to three steps of printable characters; never one that is AWS's or Tenure's own. */
export function anyPath(): fc.Arbitrary<string> {
  const step = fc.stringMatching(/^[!-.0-~]{1,12}$/).filter((text) => !["tenure", "aws-reserved", "aws-service-role"].includes(text));
  return fc.array(step, { maxLength: 3 }).map((steps) => ["", ...steps, ""].join("/"));
}

/** Tags of other tools: legal in AWS, none of ours whatever its case, unique without case as AWS wants it of users and roles. */
export function anyTags(): fc.Arbitrary<Record<string, string>> {
  const character = fc.constantFrom(..."AZaz09Äß中_.:/=+-@ ");
  const key = fc.oneof(
    fc.string({ unit: character, minLength: 1, maxLength: 12 }),
    fc.constantFrom("constructor", "toString", "123", "true", "Cost: Center", "y", "null", "-", "- a", "a:"),
  );
  const ours = ["owner", "expires", "record", "managed-by"];
  const foreign = key.filter((text) => !ours.includes(text.toLowerCase()) && !text.toLowerCase().startsWith("aws:"));
  const value = fc.oneof(fc.string({ unit: character, maxLength: 20 }), fc.constantFrom("", "true", "1e3", "2027-01-01", "null"));
  return fc
    .uniqueArray(fc.tuple(foreign, value), { selector: ([name]) => name.toLowerCase(), maxLength: 4 })
    .map((entries) => Object.fromEntries(entries));
}

/** A moment as people write it: a date or an instant. */
export function anyInstant(): fc.Arbitrary<string> {
  const date = fc.date({ min: new Date("2020-01-01"), max: new Date("2090-12-31"), noInvalidDate: true });
  return fc.oneof(
    date.map((at) => at.toISOString().slice(0, 10)),
    date.map((at) => `${at.toISOString().slice(0, 19)}Z`),
  );
}

/** One sentence on one line. */
export function anySentence(): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(..."abc XYZ0.:#'\"-{}[],&*!|>%@`ä"), minLength: 3, maxLength: 40 });
}

function oneOrMore(values: fc.Arbitrary<string>): fc.Arbitrary<string | string[]> {
  return fc.oneof(values, fc.uniqueArray(values, { minLength: 1, maxLength: 3 }));
}

/** An action or a pattern of actions. */
export function anyAction(): fc.Arbitrary<string> {
  const service = fc.constantFrom("s3", "iam", "ec2", "execute-api");
  const name = fc.constantFrom("*", "Get*", "GetObject", "List?ags", "PassRole", "put*");
  return fc.oneof(
    { weight: 8, arbitrary: fc.tuple(service, name).map(([a, b]) => `${a}:${b}`) },
    { weight: 1, arbitrary: fc.constant("*") },
  );
}

/** A resource or a pattern of resources. */
export function anyResource(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "*",
    "arn:aws:s3:::ledger/*",
    "arn:aws:s3:::ledger/a?c",
    "arn:aws:s3:::ledger",
    "arn:aws:iam::000000000000:role/x",
    `arn:aws:s3:::home/\${aws:username}/*`,
  );
}

/** Condition block in IAM's grammar. */
export function anyConditions(): fc.Arbitrary<Record<string, Record<string, string | string[] | boolean | number>>> {
  const operator = fc.constantFrom(
    "StringEquals",
    "StringNotLike",
    "ForAnyValue:StringEquals",
    "Bool",
    "NumericLessThan",
    "IpAddressIfExists",
  );
  const key = fc.constantFrom("aws:PrincipalTag/team", "aws:MultiFactorAuthPresent", "s3:max-keys", "aws:SourceIp");
  const values = fc.oneof(oneOrMore(fc.constantFrom("a", "b", "true", "10.0.0.0/8", "")), fc.boolean(), fc.integer());
  return fc.dictionary(operator, fc.dictionary(key, values, { minKeys: 1, maxKeys: 2 }), { maxKeys: 2 });
}

/** A statement of an identity's policy in IAM's JSON grammar. */
export function anyStatement(): fc.Arbitrary<Record<string, unknown>> {
  return fc
    .record({
      sid: fc.option(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), { nil: undefined }),
      effect: fc.constantFrom("Allow", "Deny"),
      actions: fc.tuple(fc.constantFrom("Action", "NotAction"), oneOrMore(anyAction())),
      resources: fc.tuple(fc.constantFrom("Resource", "NotResource"), oneOrMore(anyResource())),
      conditions: fc.option(anyConditions(), { nil: undefined }),
    })
    .map(({ sid, effect, actions, resources, conditions }) => ({
      ...(sid === undefined ? {} : { Sid: sid }),
      Effect: effect,
      [actions[0]]: actions[1],
      [resources[0]]: resources[1],
      ...(conditions === undefined ? {} : { Condition: conditions }),
    }));
}

/** A policy document of an identity in IAM's JSON grammar, of either version, with or without id, one statement bare or in a list. */
export function anyDocument(): fc.Arbitrary<Record<string, unknown>> {
  // AWS refuses a document in which two statements have one Sid.
  const list = fc.uniqueArray(anyStatement(), { minLength: 1, maxLength: 3, selector: ({ Sid }) => Sid ?? Symbol("none") });
  const statements = fc.oneof(anyStatement(), list);
  return fc.record(
    { Version: fc.constantFrom("2012-10-17", "2008-10-17"), Id: fc.stringMatching(/^[a-z0-9-]{1,10}$/), Statement: statements },
    { requiredKeys: ["Statement"] },
  );
}

/** A trust policy in IAM's JSON grammar: several statements, several principals, deny, conditions. */
export function anyTrustDocument(): fc.Arbitrary<Record<string, unknown>> {
  const values = {
    AWS: fc.constantFrom("*", "999988887777", "arn:aws:iam::999988887777:root", "arn:aws:iam::000000000000:role/x", "AIDAEXAMPLE"),
    Service: fc.constantFrom("lambda.amazonaws.com", "ec2.amazonaws.com"),
    Federated: fc.constantFrom("arn:aws:iam::000000000000:saml-provider/idp", "cognito-identity.amazonaws.com"),
  };
  const principal = fc.oneof(
    fc.constant("*"),
    fc.record(
      { AWS: oneOrMore(values.AWS), Service: oneOrMore(values.Service), Federated: oneOrMore(values.Federated) },
      { requiredKeys: [] },
    ),
  );
  const statement = fc
    .record({
      effect: fc.constantFrom("Allow", "Deny"),
      principal: principal.filter((one) => one === "*" || Object.keys(one).length > 0),
      action: oneOrMore(fc.constantFrom("sts:AssumeRole", "sts:TagSession", "sts:AssumeRoleWithSAML")),
      conditions: fc.option(anyConditions(), { nil: undefined }),
    })
    .map(({ effect, principal: who, action, conditions }) => ({
      Effect: effect,
      Principal: who,
      Action: action,
      ...(conditions === undefined ? {} : { Condition: conditions }),
    }));
  return fc.record({
    Version: fc.constantFrom("2012-10-17", "2008-10-17"),
    Statement: fc.array(statement, { minLength: 1, maxLength: 3 }),
  });
}

/** Policies that hung on an identity before it was adopted, none of which a `permissions:` list could name. */
export function anyLegacy(): fc.Arbitrary<Record<string, unknown>> {
  const attached = fc.constantFrom(
    `arn:aws:iam::${HOME.accountId}:policy/old/reader`,
    `arn:aws:iam::${HOME.accountId}:policy/team/a/writer`,
    "arn:aws:iam::999988887777:policy/shared",
  );
  return fc.record(
    { attached: fc.uniqueArray(attached, { minLength: 1 }), inline: fc.dictionary(anyName(20), anyDocument(), { minKeys: 1, maxKeys: 2 }) },
    { requiredKeys: [] },
  );
}

/** What a `permissions:` list may hold, each once. */
export function anyPermissions(): fc.Arbitrary<string[]> {
  const aws = fc.constantFrom("arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/service-role/AWSLambdaRole");
  return fc.uniqueArray(fc.oneof(anyName(20), aws), { maxLength: 4 });
}

const state = fc.oneof(
  fc.constant({}),
  fc.constant({ state: "active" }),
  fc.constant({ state: "disabled", disabled: { since: "2026-11-01", reason: "the contract ended", ref: "#7" } }),
);

/** Fields that every identity may have, beyond the required ones. */
function anyIdentity(): fc.Arbitrary<Record<string, unknown>> {
  const optional = fc.record({ path: anyPath(), tags: anyTags(), legacy: anyLegacy() }, { requiredKeys: [] });
  return fc
    .tuple(fc.record({ expires: anyInstant(), purpose: anySentence() }), optional, state)
    .map((parts) => Object.assign({}, ...parts));
}

const duration = fc.constantFrom("1h", "90m", "12h", "4000s", "3600s");

/** A record of an IAM user as written; `withIds` makes every key an adopted one. */
export function anyUser(options: { withIds: boolean }): fc.Arbitrary<Record<string, unknown>> {
  const slot = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
  const adopted = fc.stringMatching(/^AKIA[A-Z0-9]{16}$/).map((id) => ({ id, secret: "external" }));
  const key = fc
    .tuple(
      fc.record({ expires: anyInstant() }),
      fc.record({ state: fc.constantFrom("active", "disabled") }, { requiredKeys: [] }),
      options.withIds ? adopted : fc.oneof(adopted, fc.constant({})),
    )
    .map((parts) => Object.assign({}, ...parts));
  const own = fc.record(
    { groups: fc.uniqueArray(anyName(20), { maxLength: 3 }), console: fc.boolean(), keys: fc.dictionary(slot, key, { maxKeys: 2 }) },
    { requiredKeys: [] },
  );
  return fc.tuple(anyIdentity(), own).map(([identity, user]) => ({ ...identity, ...user }));
}

/** Each form of trust of a workload as written. */
export function anyTrust(): fc.Arbitrary<Record<string, unknown>> {
  const service = fc.record(
    {
      service: fc.constantFrom(
        "lambda.amazonaws.com",
        "ec2.amazonaws.com",
        "states.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "a.b.amazonaws.com.cn",
      ),
      sourceArn: fc.constantFrom("arn:aws:states:us-east-1:000000000000:stateMachine:*", "arn:aws:lambda:*:000000000000:function:x"),
    },
    { requiredKeys: ["service"] },
  );
  const account = fc.record(
    { account: fc.stringMatching(/^\d{12}$/), externalId: fc.stringMatching(/^[\w+=,.@:/-]{2,20}$/) },
    { requiredKeys: ["account"] },
  );
  const word = fc.string({ unit: fc.constantFrom(..."abcXYZ012 _./-@#=+ä"), minLength: 1, maxLength: 12 });
  const where = fc.oneof(fc.record({ environment: word }), fc.record({ branch: word }));
  const repository = fc.tuple(fc.stringMatching(/^[A-Za-z0-9_.-]{1,10}$/), fc.stringMatching(/^[A-Za-z0-9_.-]{1,10}$/));
  const github = fc
    .record({
      repository,
      ownerId: fc.integer({ min: 1 }),
      repositoryId: fc
        .maxSafeInteger()
        .map((n) => Math.abs(n) + 1)
        .filter(Number.isSafeInteger),
      where,
      until: fc.option(anyInstant(), { nil: undefined }),
    })
    .map(({ repository: [owner, name], ownerId, repositoryId, where: at, until }) => ({
      github: {
        repository: `${owner}/${name}`,
        ownerId,
        repositoryId,
        ...at,
        ...(until === undefined ? {} : { legacySubject: { until } }),
      },
    }));
  const oidc = fc
    .record({ audience: fc.constant("sts.amazonaws.com"), subject: fc.stringMatching(/^[a-z0-9:/_-]{1,20}$/) })
    .map((more) => ({ oidc: { provider: "cluster", ...more } }));
  const part = fc.stringMatching(/^[A-Za-z0-9 .:@-]{1,10}$/);
  const rolesAnywhere = fc
    .record({
      anchor: fc.stringMatching(/^[a-f0-9-]{1,36}$/),
      cn: part,
      more: fc.uniqueArray(fc.constantFrom("O", "OU", "C"), { maxLength: 2 }),
      value: part,
    })
    .map(({ anchor, cn, more, value }) => ({
      rolesAnywhere: {
        trustAnchor: `arn:aws:rolesanywhere:eu-central-1:${HOME.accountId}:trust-anchor/${anchor}`,
        subject: [`CN=${cn}`, ...more.map((name) => `${name}=${value}`)].join(","),
      },
    }));
  return fc.oneof(
    service,
    account,
    github,
    oidc,
    rolesAnywhere,
    anyTrustDocument().map((document) => ({ document })),
  );
}

/** A record of a workload as written. */
export function anyWorkload(): fc.Arbitrary<Record<string, unknown>> {
  const instanceProfiles = fc.uniqueArray(anyName(20), { maxLength: 2 });
  const own = fc.record(
    { trust: anyTrust(), permissions: anyPermissions(), maxSessionDuration: duration, instanceProfiles },
    { requiredKeys: ["trust"] },
  );
  return fc.tuple(anyIdentity(), own).map(([identity, workload]) => ({ ...identity, ...workload }));
}

/** A record of an agent as written; whether somebody watches it, AWS does not show. */
export function anyAgent(people: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const own = fc.record({
    sponsor: fc.constantFrom(...people.map((id) => `person/${id}`)),
    autonomy: fc.record({ humanInLoop: fc.constant(false), mayDelegate: fc.boolean() }),
    kill: fc.constant({ contact: "team/security", procedure: "Set its record to disabled and deploy" }),
    trust: fc.oneof(fc.constant({ service: "bedrock-agentcore.amazonaws.com" }), anyTrust()),
  });
  return fc.tuple(anyWorkload(), own).map(([workload, agent]) => ({ ...workload, ...agent }));
}

/** A record of a third party as written. */
export function anyVendor(): fc.Arbitrary<Record<string, unknown>> {
  const own = fc.record({
    trust: fc.record({ account: fc.stringMatching(/^\d{12}$/), externalId: fc.stringMatching(/^[\w+=,.@:/-]{2,20}$/) }),
    contract: fc.record({ company: fc.constant("Acme"), ends: fc.constantFrom("2027-01-31", "2026-12-31") }),
  });
  return fc.tuple(anyWorkload(), own).map(([{ instanceProfiles: _, ...workload }, vendor]) => ({ ...workload, ...vendor }));
}

/** A record of a standing human role as written, trusting some of these people. */
export function anyRole(people: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  const trust = fc
    .uniqueArray(fc.constantFrom(...people.map((id) => `person/${id}`)), { minLength: 1 })
    .map((trusted) => ({ people: trusted }));
  const own = fc.record({ trust, permissions: anyPermissions(), maxSessionDuration: duration }, { requiredKeys: ["trust"] });
  return fc.tuple(anyIdentity(), own).map(([identity, role]) => ({ ...identity, ...role }));
}

/** A record of a group as written. */
export function anyGroup(): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    { expires: anyInstant(), purpose: anySentence(), path: anyPath(), permissions: anyPermissions(), legacy: anyLegacy() },
    { requiredKeys: ["expires", "purpose"] },
  );
}

/** A record of an identity provider as written. */
export function anyProvider(): fc.Arbitrary<Record<string, unknown>> {
  const host = fc.stringMatching(/^[a-z0-9]{1,8}(\.[a-z]{2,4}){1,2}(\/[A-Za-z0-9]{1,6}){0,2}$/);
  const audiences = fc.uniqueArray(fc.constantFrom("sts.amazonaws.com", "a", "b"), { minLength: 1 });
  const oidc = fc.record({ url: host.map((text) => `https://${text}`), audiences }).map((provider) => ({ oidc: provider }));
  const saml = fc.stringMatching(/^[A-Za-z0-9 ]{1,10}$/).map((text) => ({ saml: { metadata: `<x a="${text}">${"y".repeat(1_000)}</x>` } }));
  const own = fc.record({ expires: anyInstant(), purpose: anySentence(), tags: anyTags() }, { requiredKeys: ["expires", "purpose"] });
  return fc.tuple(own, fc.oneof(oidc, saml)).map(([fields, federation]) => ({ ...fields, ...federation }));
}

/** A record of a permission as written: statements in the words of the records. */
export function anyPermission(): fc.Arbitrary<Record<string, unknown>> {
  const what = fc.oneof(
    fc.record({ allow: oneOrMore(anyAction()) }),
    fc.record({ deny: oneOrMore(anyAction()) }),
    fc.record({ not: fc.record({ actions: oneOrMore(anyAction()), effect: fc.constantFrom("allow", "deny") }) }),
  );
  const on = fc.oneof(fc.record({ on: oneOrMore(anyResource()) }), fc.record({ not: fc.record({ resources: oneOrMore(anyResource()) }) }));
  const more = fc.record({ sid: fc.stringMatching(/^[A-Za-z0-9]{1,8}$/), when: anyConditions() }, { requiredKeys: [] });
  const statement = fc.tuple(what, on, more).map(([one, other, rest]) => ({
    ...one,
    ...other,
    ...rest,
    ...("not" in one && "not" in other ? { not: { ...one.not, ...other.not } } : {}),
  }));
  return fc.record(
    {
      expires: anyInstant(),
      purpose: anySentence(),
      path: anyPath(),
      tags: anyTags(),
      statements: fc.uniqueArray(statement, { minLength: 1, maxLength: 3, comparator: hasSameSid }),
    },
    { requiredKeys: ["expires", "purpose", "statements"] },
  );
}

function hasSameSid(one: { sid?: string }, other: { sid?: string }): boolean {
  return one.sid !== undefined && one.sid === other.sid;
}

/** Valid records of each kind that can be recognised, as written but for the owner; people of roles and agents are some of these. */
export function anyRecords(
  people: readonly [string, string, ...string[]],
): Readonly<Record<string, fc.Arbitrary<Record<string, unknown>>>> {
  return {
    people: anyUser({ withIds: true }),
    "service-accounts": anyUser({ withIds: false }),
    agents: anyAgent(people.slice(0, 2)),
    vendors: anyVendor(),
    workloads: anyWorkload(),
    roles: anyRole(people),
    groups: anyGroup(),
    permissions: anyPermission(),
    providers: anyProvider(),
  };
}
