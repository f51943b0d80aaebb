import { z } from "zod";
import { iamArn } from "../iam/arn.ts";
import { operatorSpellings, parseOperator } from "../iam/condition.ts";
import { CURRENT_VERSION, documentOf, type PolicyDocument, printDocument, type Statement } from "../iam/document.ts";
import type { Tags } from "../iam/entity.ts";
import { policySize, QUOTAS } from "../iam/quotas.ts";
import { strictObject, wordRecord } from "../model/fields.ts";
import type { Accountable } from "../model/lifecycle.ts";
import { tagsOf } from "../model/lifecycle.ts";
import { recordTag } from "../model/ref.ts";
import { didYouMean } from "../model/suggestion.ts";
import { accountable, adoptable, identity } from "./fields.ts";
import { kind, withoutEmpty } from "./kind.ts";
import { foreignTags, mayBeKind } from "./translate.ts";

/** A customer-managed policy. */
export type PermissionRecord = Accountable & {
  tags?: Tags | undefined;
  path?: string | undefined;
  privileged?: boolean | undefined;
  statements: readonly Statement[];
};

const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string()).min(1)]);
const actions = oneOrMore.refine((list) => list.every((action) => /^(\*|\*:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/.test(action)), {
  error: 'expected actions such as "s3:GetObject"',
});
const resources = oneOrMore.refine((list) => list.every((resource) => resource === "*" || resource.startsWith("arn:")), {
  error: 'expected ARNs or "*"',
});
const values = z.union([
  z.union([z.string(), z.boolean(), z.number()]).transform((value) => [String(value)]),
  z.array(z.union([z.string(), z.boolean(), z.number()]).transform(String)).min(1),
]);

const statement = strictObject({
  sid: z
    .string()
    .regex(/^[A-Za-z0-9]+$/)
    .optional()
    .describe("a name for the statement")
    .meta({ examples: ["WriteLedger"] }),
  allow: actions
    .optional()
    .describe("actions that are allowed")
    .meta({ examples: [["s3:GetObject"]] }),
  deny: actions
    .optional()
    .describe("actions that are denied, whatever else allows them")
    .meta({ examples: [["s3:DeleteObject"]] }),
  on: resources
    .optional()
    .describe("what the actions may be done to")
    .meta({ examples: [["arn:aws:s3:::ledger/*"]] }),
  when: wordRecord(z.string(), wordRecord(z.string(), values))
    .optional()
    .describe("conditions: operator, then condition key, then values")
    .meta({ examples: [{ StringEquals: { "aws:ResourceAccount": "000000000000" } }] }),
  not: strictObject({
    actions: actions
      .optional()
      .describe("all actions but these; with effect")
      .meta({ examples: [["iam:*"]] }),
    resources: resources
      .optional()
      .describe("all resources but these")
      .meta({ examples: [["arn:aws:s3:::vault/*"]] }),
    effect: z.enum(["allow", "deny"]).optional().describe("what happens to all actions but these"),
  })
    .optional()
    .describe("IAM's NotAction and NotResource"),
}).transform((raw, context): Statement => {
  const listed = [raw.allow, raw.deny, raw.not?.actions].filter((list) => list !== undefined).length;
  if (listed !== 1) context.addIssue({ code: "custom", message: "expected exactly one of allow, deny and not.actions" });
  if ((raw.not?.actions !== undefined) !== (raw.not?.effect !== undefined))
    context.addIssue({ code: "custom", message: "expected not.effect (allow or deny) with not.actions, and only there", path: ["not"] });
  if ((raw.on === undefined) === (raw.not?.resources === undefined))
    context.addIssue({ code: "custom", message: "expected exactly one of on and not.resources" });
  for (const { path, message } of conditionComplaints(raw.when ?? {}))
    context.addIssue({ code: "custom", message, path: ["when", ...path] });
  const effect = raw.deny !== undefined || raw.not?.effect === "deny" ? "Deny" : "Allow";
  return {
    ...(raw.sid === undefined ? {} : { sid: raw.sid }),
    effect,
    ...(raw.not?.actions === undefined ? { actions: raw.allow ?? raw.deny ?? [] } : { notActions: raw.not.actions }),
    ...(raw.not?.resources === undefined ? { resources: raw.on ?? [] } : { notResources: raw.not.resources }),
    conditions: Object.entries(raw.when ?? {}).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, list]) => ({ operator, key, values: list })),
    ),
  };
});

/** Conditions that AWS refuses, and those that it takes and that could never hold as they were meant. */
function conditionComplaints(when: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>) {
  return Object.entries(when).flatMap(([operator, keys]) => [
    ...(parseOperator(operator)
      ? []
      : [{ path: [operator], message: `IAM has no condition operator "${operator}"${didYouMean(operator, operatorSpellings())}` }]),
    ...Object.entries(keys).flatMap(([key, list]) =>
      valueComplaints(operator, key, list).map((message) => ({ path: [operator, key], message })),
    ),
  ]);
}

function valueComplaints(operator: string, key: string, list: readonly string[]): readonly string[] {
  if (!/^[^:]+:./.test(key)) return [`expected a condition key such as aws:SourceIp, got "${key}"`];
  const isNull = operator.toLowerCase() === "null";
  return isNull && list.some((value) => !/^(true|false)$/i.test(value))
    ? [`expected true (the key is absent) or false, got ${list.join(", ")}`]
    : [];
}

/** The place of a statement whose `Sid` an earlier one has: AWS refuses the document. */
function repeatedSid(statements: readonly Statement[]): number {
  return statements.findIndex(({ sid }, index) => sid !== undefined && statements.findIndex((other) => other.sid === sid) < index);
}

const statements = z
  .array(statement)
  .min(1)
  .superRefine((list, context) => {
    const again = repeatedSid(list);
    if (again >= 0)
      context.addIssue({ code: "custom", message: `expected each sid once, got "${list[again]!.sid}" again`, path: [again, "sid"] });
  });

const record = strictObject({
  ...accountable,
  ...adoptable,
  path: identity.path,
  privileged: z
    .boolean()
    .optional()
    .describe("true when it lets its holder administer access; stated by people, checked against the statements"),
  statements: statements.describe("what it allows and denies, in IAM's grammar with lower-case keys"),
}).refine(({ statements }) => policySize(printDocument(documentOf(...statements))) <= QUOTAS.managedPolicySize, {
  error: `AWS allows ${QUOTAS.managedPolicySize} characters a policy, white space not counted; split it`,
  path: ["statements"],
  // What is no statement has no size: its own complaint says all.
  when: ({ issues }) => issues.length === 0,
});

/** A customer-managed policy, its document written in YAML. */
export const permissions = kind<PermissionRecord>({
  name: "permissions",
  title: "a customer-managed policy",
  entityType: "policy",
  record,
  references: () => [],
  entities: (fields, at, declared) => [
    {
      type: "policy",
      arn: iamArn(at.account, "policy", at.name, fields.path),
      name: at.name,
      path: fields.path ?? "/",
      tags: tagsOf(declared.settings.tags, recordTag(at.account.name, at.ref), fields),
      document: documentOf(...fields.statements),
    },
  ],
  recognise: (entities, _account, declared) =>
    entities.flatMap((entity) => {
      if (entity.type !== "policy" || !mayBeKind(entity, "permissions", declared)) return [];
      const statements = recogniseStatements(entity.document);
      if (!statements) return [];
      const fields = withoutEmpty({
        path: entity.path === "/" ? undefined : entity.path,
        tags: foreignTags("policy", entity.tags, declared),
        statements,
      });
      return [{ kind: "permissions", name: entity.name, entity: entity.arn, fields }];
    }),
});

/** Statements as records write them; `undefined` for documents whose meaning a record would change: of the old version, with an id, with principals, with what no record may say. */
function recogniseStatements(document: PolicyDocument): readonly Record<string, unknown>[] | undefined {
  if (document.version !== CURRENT_VERSION || document.id !== undefined) return undefined;
  if (document.statements.some(({ principals, notPrincipals }) => principals || notPrincipals)) return undefined;
  const written = document.statements.map((from) => {
    const effect = from.effect === "Allow" ? "allow" : "deny";
    const when: Record<string, Record<string, readonly string[]>> = {};
    for (const { operator, key, values: list } of from.conditions) when[operator] = { ...when[operator], [key]: list };
    return withoutEmpty({
      sid: from.sid,
      ...(from.actions ? { [effect]: from.actions } : {}),
      on: from.resources,
      not: withoutEmpty({ ...(from.notActions ? { actions: from.notActions, effect } : {}), resources: from.notResources }),
      when,
    });
  });
  return statements.safeParse(written).success ? written : undefined;
}
