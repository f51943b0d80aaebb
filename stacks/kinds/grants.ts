import { z } from "zod";
import { type Arn, iamArn } from "../iam/arn.ts";
import { documentOf, type PolicyDocument } from "../iam/document.ts";
import { LEGAL_NAME } from "../iam/quotas.ts";
import type { Account } from "../model/declared.ts";
import { got, instant, personRef, strictObject } from "../model/fields.ts";
import { between, type Instant, printDuration } from "../model/instant.ts";
import { type Accountable, GRANTS_PATH } from "../model/lifecycle.ts";
import { recordRef } from "../model/ref.ts";
import { disabledFields, STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { type At, kind, type Misfit } from "./kind.ts";
import { lastDays } from "./latest-end.ts";
import { denyChaining, ONWARD_POLICY } from "./onward.ts";
import { principalOf, strangers } from "./principals.ts";
import type { RoleRecord } from "./roles.ts";
import { roleBase } from "./workloads.ts";

/** Just-in-time access: one person, one template, one window. Its owner is who gets it, its purpose the reason, its end the window's. */
export type GrantRecord = Accountable & {
  who: `person/${string}`;
  role: string;
  reason: string;
  starts: Instant;
  ends: Instant;
};

const record = strictObject({
  who: personRef.describe("the person who gets the access"),
  role: z
    .string()
    .regex(LEGAL_NAME, { error: got("the name of a record under roles/") })
    .describe("the template: a record under roles/ that is `requestable`")
    .meta({ examples: ["admin"] }),
  reason: z
    .string()
    .min(10)
    .max(200)
    .regex(/^[^\r\n]+$/, { error: "expected one sentence on one line" })
    .describe("why, with the ticket or incident")
    .meta({ examples: ["INC-2231 restore of the orders table"] }),
  starts: instant.describe("the first instant at which the role can be used"),
  ends: instant.describe("the first instant at which it cannot any more, open sessions included"),
  ...disabledFields,
})
  .refine(({ starts, ends }) => starts < ends, { error: "expected an end after the start", path: ["ends"] })
  .refine(statesItsReason, STATES_ITS_REASON)
  .transform((grant) => ({ ...grant, owner: grant.who, purpose: grant.reason, expires: grant.ends }));

/** Just-in-time access: a role of its own for each grant, so that grants end and change without touching each other. */
export const grants = kind<GrantRecord>({
  name: "grants",
  title: "just-in-time access: one person, one requestable role, one window",
  entityType: "role",
  record,
  references: (grant) => [
    { path: ["who"], owner: grant.who },
    { path: ["role"], to: recordRef("roles", grant.role) },
  ],
  misfits: (grant, at, directory) => [...strangers(["who"], grant.who, at, directory), ...templateMisfits(grant, at)],
  arn: (grant, at) => grantArn(grant.role, at),
  notAfter(grant, { account }, { directory }) {
    const template = templateOf(grant, account);
    const because = `roles/${grant.role}, which it is a grant of, ends then`;
    return [...lastDays([grant.who], directory), ...(template ? [{ end: template.expires, because }] : [])];
  },
  entities(grant, at, declared) {
    const template = templateOf(grant, at.account)!;
    // To stop a template is to stop everybody who has it.
    const state = template.state === "disabled" ? template.state : grant.state;
    const { onward = [] } = template.requestable ?? {};
    const { permissions, maxSessionDuration, boundary } = template;
    return [
      {
        ...roleBase(
          { ...grant, state, permissions, maxSessionDuration, boundary, path: GRANTS_PATH },
          { ...at, name: roleName(grant.role, at.name) },
          declared,
        ),
        inline: { [ONWARD_POLICY]: denyChaining(at.account, onward) },
        trust: windowTrust(grant, at, principalOf(grant.who, at.account, declared.directory)),
      },
    ];
  },
  // Nobody but Tenure writes on its path: what stands there without a record is removed, not adopted.
  recognise: () => [],
});

/** The command by which the person of a grant uses it, to be run with the credentials that act for them. */
export function grantCommand(grant: Pick<GrantRecord, "role">, name: string, account: Account): string {
  const arn = grantArn(grant.role, { ref: recordRef("grants", name), name, account });
  return `aws sts assume-role --role-arn ${arn} --role-session-name ${name}`;
}

function grantArn(role: string, { account, name }: At): Arn {
  return iamArn(account, "role", roleName(role, name), GRANTS_PATH);
}

function roleName(role: string, grant: string): string {
  return `${role}-${grant}`;
}

function templateOf(grant: GrantRecord, account: Account): RoleRecord | undefined {
  return account.records.get(recordRef("roles", grant.role))?.fields as RoleRecord | undefined;
}

function templateMisfits(grant: GrantRecord, { account }: At): readonly Misfit[] {
  const template = templateOf(grant, account);
  if (!template) return [];
  if (!template.requestable)
    return [{ path: ["role"], message: `accounts/${account.name}/roles/${grant.role}.yaml is a standing role, not \`requestable\`` }];
  const { maxDuration } = template.requestable;
  const window = between(grant.starts, grant.ends);
  const message = `expected at most ${printDuration(maxDuration)} after starts, as roles/${grant.role} allows, got ${printDuration(window)}`;
  return window > maxDuration ? [{ path: ["ends"], message }] : [];
}

/** One principal, one session name, one window: the name ties every call in CloudTrail to the grant. */
function windowTrust({ starts, ends }: GrantRecord, { name }: At, principal: Arn): PolicyDocument {
  return documentOf({
    effect: "Allow",
    principals: [{ type: "AWS", values: [principal] }],
    actions: ["sts:AssumeRole"],
    conditions: [
      { operator: "StringEquals", key: "sts:RoleSessionName", values: [name] },
      { operator: "DateGreaterThanEquals", key: "aws:CurrentTime", values: [starts] },
      { operator: "DateLessThan", key: "aws:CurrentTime", values: [ends] },
    ],
  });
}
