import { type ArnHome, iamArn, parseIamArn } from "./iam/arn.ts";
import { documentOf, type PolicyDocument, type Statement } from "./iam/document.ts";
import { type Entity, isIdentity, type Policy } from "./iam/entity.ts";
import { sealedDocument } from "./kinds/break-glass.ts";
import type { Account, Declared } from "./model/declared.ts";
import type { Instant } from "./model/instant.ts";
import { BREAK_GLASS_BOUNDARY, DISABLED_BOUNDARY, endOfBoundaryName, MANAGED_BY, TENURE_PATH } from "./model/lifecycle.ts";
import { recordRef, recordTag, TENURE_KIND } from "./model/ref.ts";

/**
 * The boundary policies of an account: one for each end that an identity states, and the one that denies everything,
 * which is always there so that nobody has to create a policy in the hour when somebody must be stopped.
 */
export function boundaryPolicies(entities: readonly Entity[], account: Account, declared: Declared): readonly Policy[] {
  const names = new Set([DISABLED_BOUNDARY, ...entities.filter(isIdentity).flatMap((entity) => boundaryOf(entity.boundary) ?? [])]);
  return [...names].sort().map((name) => boundaryPolicy(name, account, declared));
}

/** The document of a boundary: everything but the lock until the end, nothing from the end on. It never grants anything. */
export function boundaryDocument(name: string, home: ArnHome): PolicyDocument {
  if (name === BREAK_GLASS_BOUNDARY) return sealedDocument(home);
  const end = endOfBoundaryName(name);
  return end === undefined ? documentOf(deny("Disabled", ["*"], ["*"])) : documentOf(within(), endsAt(end), ...lock(name, home));
}

function boundaryPolicy(name: string, account: Account, declared: Declared): Policy {
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

function endsAt(end: Instant): Statement {
  return { ...deny("End", ["*"], ["*"]), conditions: [{ operator: "DateGreaterThanEquals", key: "aws:CurrentTime", values: [end] }] };
}

/**
 * The lock: nobody outlives their end by administering themselves. Each statement closes one way out (records.md, "The boundary document" and clarification 4):
 * editing our policies, editing our roles, opening another role to oneself, making an identity that ends later or never,
 * and giving a credential to somebody else's identity. A role has no user name, so the default of the variable names nobody.
 */
function lock(name: string, home: ArnHome): readonly Statement[] {
  const own = iamArn(home, "policy", name, TENURE_PATH);
  return [
    deny(
      "LockPolicies",
      ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion"],
      [iamArn(home, "policy", "*", TENURE_PATH)],
    ),
    deny(
      "LockRoles",
      [
        "iam:PutRolePolicy",
        "iam:DeleteRolePolicy",
        "iam:AttachRolePolicy",
        "iam:DetachRolePolicy",
        "iam:DeleteRole",
        "iam:UpdateRole",
        "iam:TagRole",
        "iam:UntagRole",
      ],
      [iamArn(home, "role", "*", TENURE_PATH)],
    ),
    deny("LockTrust", ["iam:UpdateAssumeRolePolicy"], ["*"]),
    {
      ...deny("OnlyBounded", ["iam:CreateUser", "iam:CreateRole"], ["*"]),
      conditions: [{ operator: "ArnNotEquals", key: "iam:PermissionsBoundary", values: [own] }],
    },
    {
      sid: "OnlyOwnCredentials",
      effect: "Deny",
      actions: ["iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:CreateLoginProfile"],
      notResources: [iamArn(home, "user", OWN_USER), iamArn(home, "user", OWN_USER, "/*/")],
      conditions: [],
    },
  ];
}

const OWN_USER = "$" + "{aws:username, '-'}";

function deny(sid: string, actions: readonly string[], resources: readonly string[]): Statement {
  return { sid, effect: "Deny", actions, resources, conditions: [] };
}
