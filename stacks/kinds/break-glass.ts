import { z } from "zod";
import { type Arn, type ArnHome, iamArn } from "../iam/arn.ts";
import { documentOf, type PolicyDocument } from "../iam/document.ts";
import type { Role, User } from "../iam/entity.ts";
import type { Declared } from "../model/declared.ts";
import { date, duration, personRef, strictObject, uniqueList } from "../model/fields.ts";
import type { Duration } from "../model/instant.ts";
import { type Accountable, BREAK_GLASS_BOUNDARY, BREAK_GLASS_PATH, boundaryArn, TENURE_PATH, tagsOf } from "../model/lifecycle.ts";
import { recordTag } from "../model/ref.ts";
import { accountable, disabledFields, permission, STATES_ITS_REASON, statesItsReason } from "./fields.ts";
import { type At, kind } from "./kind.ts";
import { permissionArn, permissionReferences } from "./translate.ts";
import { DEFAULT_SESSION_MS, sessionDuration } from "./workloads.ts";

/** A sealed identity for the hour when everything else is down. */
export type BreakGlassRecord = Accountable & {
  custodians: readonly `person/${string}`[];
  role: { permissions: readonly string[]; maxSessionDuration?: number | undefined };
  incidents: string;
  drill?: { lastAt: string; every: Duration } | undefined;
};

/** Seconds since the second factor was given: a session that was opened before the incident opens nothing. */
const MFA_AGE = "3600";

const record = strictObject({
  ...accountable,
  ...disabledFields,
  custodians: uniqueList(personRef)
    .min(2, { error: "expected at least two people: one of them may be away" })
    .describe("who holds the sealed credentials"),
  role: strictObject({
    permissions: uniqueList(permission).min(1).describe("names of records under permissions/, or ARNs of policies that AWS keeps"),
    maxSessionDuration: sessionDuration,
  }).describe("what it can do once the glass is broken"),
  incidents: z
    .string()
    .regex(/^[A-Za-z0-9_-]{2,20}\*$/, { error: "expected the beginning of an incident's name and *, such as INC-*" })
    .default("INC-*")
    .describe("what the session must be called: the incident, so that every call in CloudTrail names it"),
  drill: strictObject({
    lastAt: date.describe("day of the last drill"),
    every: duration.describe("how often it is tried"),
  })
    .optional()
    .describe("when it was last tried whether it works"),
}).refine(statesItsReason, STATES_ITS_REASON);

/**
 * A sealed user that can do one thing: take on its role, with a second factor and an incident as the session's name.
 * Neither has an end that denies: an end that passes unnoticed would lock everybody out in the worst hour. Overdue is a critical finding.
 */
export const breakGlass = kind<BreakGlassRecord>({
  name: "break-glass",
  title: "a sealed identity for the hour when everything else is down",
  entityType: "user",
  alsoTypes: ["role"],
  record,
  worksOn: true,
  references: (glass) => [
    ...permissionReferences(glass.role.permissions).map((reference) => ({ ...reference, path: ["role", ...reference.path] })),
    ...glass.custodians.map((custodian, index) => ({ path: ["custodians", index], owner: custodian })),
  ],
  arn: (_glass, { account, name }) => iamArn(account, "user", name, BREAK_GLASS_PATH),
  entities: (glass, at, declared) => [userOf(glass, at, declared), roleOf(glass, at, declared)],
  // Nobody but Tenure writes on its path: what stands there without a record is removed, not adopted.
  recognise: () => [],
});

/** What a sealed user may do at most: take on break-glass roles. */
export function sealedDocument(home: ArnHome): PolicyDocument {
  return documentOf({
    sid: "Sealed",
    effect: "Allow",
    actions: ["sts:AssumeRole"],
    resources: [iamArn(home, "role", "*", BREAK_GLASS_PATH)],
    conditions: [],
  });
}

/** The role behind the glass of a record of this name. */
export function glassRole(account: ArnHome, name: string): Arn {
  return iamArn(account, "role", name, BREAK_GLASS_PATH);
}

function userOf(glass: BreakGlassRecord, at: At, declared: Declared): User {
  return {
    type: "user",
    ...base("user", glass, at, declared),
    boundary: glass.state === "disabled" ? boundaryArn(at.account, glass) : iamArn(at.account, "policy", BREAK_GLASS_BOUNDARY, TENURE_PATH),
    groups: [],
    attached: [],
    inline: {},
    keys: [],
    console: true,
  };
}

function roleOf(glass: BreakGlassRecord, at: At, declared: Declared): Role {
  const { permissions, maxSessionDuration } = glass.role;
  return {
    type: "role",
    ...base("role", glass, at, declared),
    // It must be able to repair boundaries, so it has none; what it does rings the bell.
    boundary: glass.state === "disabled" ? boundaryArn(at.account, glass) : null,
    attached: permissions.map((name) => permissionArn(at.account, name)).sort(),
    inline: {},
    maxSessionDuration: (maxSessionDuration ?? DEFAULT_SESSION_MS) / 1_000,
    instanceProfiles: [],
    trust: documentOf({
      effect: "Allow",
      // A user of the same account that a trust names needs no policy of its own (IAM User Guide, "Granting a user permissions to switch roles").
      principals: [{ type: "AWS", values: [iamArn(at.account, "user", at.name, BREAK_GLASS_PATH)] }],
      actions: ["sts:AssumeRole"],
      conditions: [
        { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] },
        { operator: "NumericLessThan", key: "aws:MultiFactorAuthAge", values: [MFA_AGE] },
        { operator: "StringLike", key: "sts:RoleSessionName", values: [glass.incidents] },
      ],
    }),
  };
}

function base(type: "user" | "role", glass: BreakGlassRecord, at: At, declared: Declared) {
  const arn: Arn = iamArn(at.account, type, at.name, BREAK_GLASS_PATH);
  return { arn, name: at.name, path: BREAK_GLASS_PATH, tags: tagsOf(declared.settings.tags, recordTag(at.account.name, at.ref), glass) };
}
