import { type ArnHome, iamArn, parseIamArn } from "./iam/arn.ts";
import { documentOf, type PolicyDocument, type Statement } from "./iam/document.ts";
import { type Entity, isIdentity, type Policy } from "./iam/entity.ts";
import { sameMeaning } from "./iam/equivalence.ts";
import type { FacetOf } from "./iam/facet.ts";
import { sealedDocument } from "./kinds/break-glass.ts";
import type { PermissionRecord } from "./kinds/permissions.ts";
import type { Account, Declared } from "./model/declared.ts";
import type { Instant } from "./model/instant.ts";
import {
  BREAK_GLASS_BOUNDARY,
  DISABLED_BOUNDARY,
  endOfBoundaryName,
  MANAGED_BY,
  parseBoundaryName,
  TENURE_PATH,
} from "./model/lifecycle.ts";
import { parseRecordTag, recordRef, recordTag, TENURE_KIND } from "./model/ref.ts";

/**
 * The boundary policies of an account: one for each end that an identity states, and the one that denies everything,
 * which is always there so that nobody has to create a policy in the hour when somebody must be stopped.
 */
export function boundaryPolicies(entities: readonly Entity[], account: Account, declared: Declared): readonly Policy[] {
  const names = new Set([DISABLED_BOUNDARY, ...entities.filter(isIdentity).flatMap((entity) => boundaryOf(entity.boundary) ?? [])]);
  return [...names].sort().map((name) => boundaryPolicy(name, account, declared));
}

/**
 * The document of a boundary: everything but the lock until the end, nothing from the end on. It never grants anything.
 * Where the name states a policy of the account, that policy says what is within instead.
 */
export function boundaryDocument(name: string, home: ArnHome & Partial<Pick<Account, "records">>): PolicyDocument {
  if (name === BREAK_GLASS_BOUNDARY) return sealedDocument(home);
  const stated = parseBoundaryName(name);
  if (!stated) return documentOf(deny("Disabled", ["*"], ["*"]));
  const inside = stated.declared === undefined ? [within()] : declaredWithin(stated.declared, home);
  return documentOf(...inside, endsAt(stated.end), ...lock(name, home));
}

/** True when a document is a boundary of ours to the letter: it allows nearly everything, and grants nothing. Neither name nor place alone says so. */
export function isOwnBoundary({ type, name, path, document, inline, record }: FacetOf<"document">, { accounts }: Declared): boolean {
  const home = accounts.get(parseRecordTag(record)?.account ?? "");
  const isNamed = type === "policy" && inline === null && path === TENURE_PATH && endOfBoundaryName(name) !== undefined;
  return home !== undefined && isNamed && sameMeaning(document, boundaryDocument(name, home));
}

/** One of them by its name. */
export function boundaryPolicy(name: string, account: Account, declared: Declared): Policy {
  const keys = declared.settings.tags;
  const end = endOfBoundaryName(name);
  return {
    type: "policy",
    arn: iamArn(account, "policy", name, TENURE_PATH),
    name,
    path: TENURE_PATH,
    tags: {
      [keys.owner]: account.owner,
      ...(end === undefined ? {} : { [keys.expires]: end }),
      [keys.managedBy]: MANAGED_BY,
      [keys.record]: recordTag(account.name, recordRef(TENURE_KIND, name)),
    },
    document: boundaryDocument(name, account),
  };
}

function boundaryOf(arn: string | null): string | undefined {
  const parsed = parseIamArn(arn ?? "");
  return parsed?.path === TENURE_PATH ? parsed.name : undefined;
}

const BOUNDARY_CHANGES = [
  "iam:PutUserPermissionsBoundary",
  "iam:DeleteUserPermissionsBoundary",
  "iam:PutRolePermissionsBoundary",
  "iam:DeleteRolePermissionsBoundary",
];

/** As `NotAction`, so that scanners which look for `Action: *` do not take a boundary for an administrator policy. */
function within(): Statement {
  return { sid: "Within", effect: "Allow", notActions: BOUNDARY_CHANGES, resources: ["*"], conditions: [] };
}

/** What a declared policy allows, without the names of its statements, which might be ours; it gives no way to change boundaries either. */
function declaredWithin(name: string, { records }: Partial<Pick<Account, "records">>): readonly Statement[] {
  const policy = records?.get(recordRef("permissions", name))?.fields as PermissionRecord | undefined;
  return [...(policy?.statements ?? []).map(({ sid: _, ...statement }) => statement), deny("LockBoundaries", BOUNDARY_CHANGES, ["*"])];
}

function endsAt(end: Instant): Statement {
  return { ...deny("End", ["*"], ["*"]), conditions: [{ operator: "DateGreaterThanEquals", key: "aws:CurrentTime", values: [end] }] };
}

/**
 * The lock: nobody outlives their end by administering themselves or others (records.md, "The boundary document" and clarification 4).
 * Each statement closes one of the published ways out; `.github/decisions/0010` says which they are, and which no boundary can close.
 */
function lock(name: string, home: ArnHome): readonly Statement[] {
  const own = iamArn(home, "policy", name, TENURE_PATH);
  return [
    deny("LockPolicies", TO_CHANGE_POLICIES, [iamArn(home, "policy", "*", TENURE_PATH)]),
    deny("LockRoles", TO_CHANGE_ROLES, [iamArn(home, "role", "*", TENURE_PATH)]),
    deny("LockTrust", TO_OPEN_ROLES, ["*"]),
    deny("LockSignIn", TO_SIGN_IN_OTHERWISE, ["*"]),
    {
      ...deny("OnlyBounded", ["iam:CreateUser", "iam:CreateRole"], ["*"]),
      conditions: [{ operator: "ArnNotEquals", key: "iam:PermissionsBoundary", values: [own] }],
    },
    {
      sid: "OnlyOwnCredentials",
      effect: "Deny",
      actions: TO_GET_CREDENTIALS,
      notResources: [iamArn(home, "user", OWN_USER), iamArn(home, "user", OWN_USER, "/*/")],
      conditions: [],
    },
  ];
}

/** A boundary must neither be edited nor exist before the pipeline makes it: its name alone says what it means. */
const TO_CHANGE_POLICIES = [
  "iam:CreatePolicy",
  "iam:CreatePolicyVersion",
  "iam:SetDefaultPolicyVersion",
  "iam:DeletePolicy",
  "iam:DeletePolicyVersion",
  "iam:TagPolicy",
  "iam:UntagPolicy",
];

/** A grant's role is as the pipeline made it, and is nobody's to hand over. */
const TO_CHANGE_ROLES = [
  "iam:PutRolePolicy",
  "iam:DeleteRolePolicy",
  "iam:AttachRolePolicy",
  "iam:DetachRolePolicy",
  "iam:DeleteRole",
  "iam:TagRole",
  "iam:UntagRole",
  "iam:PassRole",
];

/** Who may become somebody else, for how long (`UpdateRole` sets the longest session), and roles that come from a template, whose boundary is the template's. */
const TO_OPEN_ROLES = ["iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:AcquireRole"];

/**
 * Ways to sign in that AWS trusts by itself: identity providers, certificate authorities, delegations to partners, the root of member accounts, Identity Center.
 * Deleting a provider counts: whoever makes it again under its name is trusted by every role that trusted the old one.
 */
const TO_SIGN_IN_OTHERWISE = [
  "iam:Create*Provider",
  "iam:Update*Provider*",
  "iam:Delete*Provider",
  "iam:AddClientID*",
  "iam:CreateDelegationRequest",
  "iam:AssociateDelegationRequest",
  "iam:AcceptDelegationRequest",
  "iam:SendDelegationToken",
  "rolesanywhere:Create*",
  "rolesanywhere:Update*",
  "rolesanywhere:Enable*",
  "rolesanywhere:PutAttributeMapping",
  "sts:AssumeRoot",
  "sso:CreateAccountAssignment",
  "identitystore:Create*",
];

/** A role has no user name: the default of the variable names nobody, so its sessions give no credentials to anybody. */
const TO_GET_CREDENTIALS = [
  "iam:CreateAccessKey",
  "iam:UpdateAccessKey",
  "iam:CreateLoginProfile",
  "iam:UpdateLoginProfile",
  "iam:EnableMFADevice",
  "iam:ResyncMFADevice",
  "iam:DeactivateMFADevice",
  "iam:UploadSSHPublicKey",
  "iam:UpdateSSHPublicKey",
  "iam:UploadSigningCertificate",
  "iam:UpdateSigningCertificate",
  "iam:CreateServiceSpecificCredential",
  "iam:UpdateServiceSpecificCredential",
  "iam:ResetServiceSpecificCredential",
];

const OWN_USER = "$" + "{aws:username, '-'}";

function deny(sid: string, actions: readonly string[], resources: readonly string[]): Statement {
  return { sid, effect: "Deny", actions, resources, conditions: [] };
}
