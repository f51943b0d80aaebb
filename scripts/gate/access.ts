import { accountOfStack, type DeclaredEntity, entitiesOf } from "../../stacks/entities.ts";
import { boundaryDocument } from "../../stacks/expiry.ts";
import { type Arn, parseIamArn } from "../../stacks/iam/arn.ts";
import { type Context, openContext } from "../../stacks/iam/context.ts";
import { type Condition, documentOf } from "../../stacks/iam/document.ts";
import { type Entity, isIdentity, type Tags } from "../../stacks/iam/entity.ts";
import { type Evaluation, evaluate, type Match, type NamedPolicy, type Request } from "../../stacks/iam/evaluate.ts";
import { type HeldPolicy, type Holder, managedPolicy, policiesOf, type Surroundings } from "../../stacks/iam/holder.ts";
import { READ_SECRET } from "../../stacks/iam/secret-policy.ts";
import { denyChaining, ONWARD_POLICY } from "../../stacks/kinds/onward.ts";
import type { RoleRecord } from "../../stacks/kinds/roles.ts";
import { secretsOf } from "../../stacks/kinds/secret-readers.ts";
import { permissionArn } from "../../stacks/kinds/translate.ts";
import type { Account, Declared, DeclaredRecord, StackName } from "../../stacks/model/declared.ts";
import { compareText } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { boundaryArn } from "../../stacks/model/lifecycle.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";

/** A policy by which somebody may do something. `on` and `when` are what it still depends on: the resources that it names, conditions whose outcome is not known here. */
export type Way = { policy: string; group: string | null; on: readonly string[] | null; when: readonly string[] };

/** `yes`: certainly. `if`: depending on what `through` and `unless` say. `unknown`: on what nobody here can judge. */
export type Answer = "yes" | "if" | "unknown";

/** An identity that can, or may be able to, do something; `template` when it is whoever gets a grant of a requestable role. */
export type Access = {
  stack: StackName;
  record: RecordRef;
  identity: string;
  holder: "user" | "role" | "template";
  answer: Answer;
  through: readonly Way[];
  unless: readonly Way[];
  unjudged: readonly string[];
};

/** What is asked for: an action, and a resource or a pattern of resources. */
export type Asked = { action: string; resource: string };

/** Who can do something in an account, by the records alone, at a moment. Whoever certainly cannot is left out. */
export function accessOf(declared: Declared, stack: StackName, asked: Asked, asOf: Instant): readonly Access[] {
  const account = accountOfStack(declared, stack);
  const entities = entitiesOf(declared, stack);
  const surroundings = surroundingsOf(entities.map(({ entity }) => entity));
  const readable = secretsByReader(entities, account);
  const identities = entities.flatMap(({ entity, ref }): readonly Candidate[] => {
    if (!isIdentity(entity)) return [];
    const boundary = entity.boundary === null ? undefined : managedPolicy(entity.boundary, surroundings.policies);
    const { name, tags, type } = entity;
    const policies = [...policiesOf(entity, surroundings), ...(readable.get(entity.arn) ?? [])];
    return [{ record: ref, identity: entity.arn, holder: type, policies, boundary, name, tags }];
  });
  const templates = [...account.records.values()].flatMap((record) => templateOf(record, account, surroundings));
  return [...identities, ...templates]
    .flatMap((candidate) => judge(candidate, account, asked, asOf))
    .sort((a, b) => compareText(a.record, b.record) || compareText(a.identity, b.identity));
}

function surroundingsOf(entities: readonly Entity[]): Surroundings {
  return {
    groups: entities.filter((entity) => entity.type === "group"),
    policies: entities.filter((entity) => entity.type === "policy"),
  };
}

/** What the policies of secrets let roles read: within one account it counts as much as a policy of their own (IAM User Guide, "Policy evaluation logic"). */
function secretsByReader(entities: readonly DeclaredEntity[], account: Account): ReadonlyMap<Arn, readonly HeldPolicy[]> {
  const granted = entities.flatMap(({ entity, ref }) =>
    (entity.type === "user" && entity.keys.some(({ id }) => id === undefined) ? (entity.secretReaders ?? []) : []).map((reader) => {
      const statement = { effect: "Allow" as const, actions: [READ_SECRET], resources: [secretsOf(ref, account)], conditions: [] };
      return { reader, policy: { name: `secret policy of ${ref}`, document: documentOf(statement), arn: undefined, group: undefined } };
    }),
  );
  return new Map([...Map.groupBy(granted, ({ reader }) => reader)].map(([reader, own]) => [reader, own.map(({ policy }) => policy)]));
}

type Candidate = {
  record: RecordRef;
  identity: string;
  holder: Access["holder"];
  policies: readonly HeldPolicy[];
  boundary: NamedPolicy | undefined;
  name: string;
  tags: Tags;
};

/** Whoever gets a grant of a requestable role: with its policies, and within an end that is never later than the template's. */
function templateOf(record: DeclaredRecord, account: Account, surroundings: Surroundings): readonly Candidate[] {
  const { requestable, permissions, state } = record.fields as RoleRecord;
  if (requestable === undefined || state === "disabled") return [];
  const inline = { [ONWARD_POLICY]: denyChaining(account, requestable.onward) };
  const granted: Holder = { type: "role", attached: permissions.map((name) => permissionArn(account, name)), inline };
  const end = boundaryArn(account, record.fields);
  return [
    {
      record: record.ref,
      identity: `a grant of ${record.ref}`,
      holder: "template",
      policies: policiesOf(granted, surroundings),
      boundary: { name: end, document: boundaryDocument(parseIamArn(end)!.name, account) },
      name: record.name,
      tags: {},
    },
  ];
}

function judge(candidate: Candidate, account: Account, asked: Asked, asOf: Instant): readonly Access[] {
  const { policies, boundary, record, identity, holder } = candidate;
  const request: Request = { ...asked, context: contextOf(candidate, account, asOf) };
  const evaluation = evaluate({ policies, boundary }, request);
  if (evaluation.decision === "denied") return [];
  const groups = new Map(policies.map(({ name, group }) => [name, group ?? null]));
  const way = (match: Match) => wayOf(match, groups);
  const { matches } = evaluation;
  const through = matches.filter(({ boundary: limit, effect, statement }) => !limit && effect === "Allow" && statement).map(way);
  const unless = matches.filter(({ effect, statement }) => effect === "Deny" && statement).map(way);
  const limits = matches.filter(({ boundary: limit, effect, certain }) => limit && effect === "Allow" && !certain).map(way);
  const unjudged = [...new Set(matches.flatMap((match) => match.unjudged.map((what) => `${match.policy}: ${what}`)))];
  const answer = answerOf(evaluation);
  return [{ stack: account.name, record, identity, holder, answer, through: [...through, ...limits], unless, unjudged }];
}

/** A policy that is known and allows it makes it a matter of conditions, even where others may deny it; only without one, or within an unknown boundary, nobody can tell. */
function answerOf({ decision, matches }: Evaluation): Answer {
  if (decision === "allowed") return "yes";
  const known = (limit: boolean) => {
    const allowing = matches.filter(({ boundary, effect }) => boundary === limit && effect === "Allow");
    return allowing.length === 0 ? limit : allowing.some(({ unjudged }) => unjudged.length === 0);
  };
  return known(false) && known(true) ? "if" : "unknown";
}

function wayOf({ policy, statement, open }: Match, groups: ReadonlyMap<string, string | null>): Way {
  const { resources, notResources } = statement!;
  const on = resources ?? notResources?.map((pattern) => `anything but ${pattern}`) ?? null;
  return {
    policy: nameOf(policy),
    group: groups.get(policy) ?? null,
    on: open.resources ? on : null,
    when: open.conditions.map(printCondition),
  };
}

/** A policy of the account by its record, where it has one. */
function nameOf(policy: string): string {
  const parsed = parseIamArn(policy);
  if (!parsed || parsed.accountId === "aws") return policy;
  return parsed.path === "/" ? `permissions/${parsed.name}` : `${parsed.path.slice(1)}${parsed.name}`;
}

/** `StringEquals aws:ResourceAccount "000000000000"`. */
function printCondition({ operator, key, values }: Condition): string {
  return `${operator} ${key} ${values.map((value) => JSON.stringify(value)).join(" or ")}`;
}

/**
 * What is known of a declared identity's requests. A user has its tags and no others; a session of a role may bring tags of its own,
 * and has no user name.
 */
function contextOf({ holder, identity, name, tags }: Candidate, account: Account, asOf: Instant): Context {
  const always = {
    "aws:CurrentTime": asOf,
    "aws:EpochTime": String(Date.parse(asOf) / 1_000),
    "aws:PrincipalAccount": account.accountId,
  };
  if (holder !== "user")
    return openContext({ ...always, ...(holder === "role" ? { "aws:PrincipalArn": identity } : {}) }, ["aws:username"]);
  const known = openContext({
    ...always,
    "aws:PrincipalArn": identity,
    "aws:PrincipalType": "User",
    "aws:username": name,
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${PRINCIPAL_TAG}${key}`, value])),
  });
  return (key) => {
    const found = known(key);
    return found === "unknown" && key.toLowerCase().startsWith(PRINCIPAL_TAG) ? "absent" : found;
  };
}

const PRINCIPAL_TAG = "aws:principaltag/";
