import { ruleOf } from "../../policies/catalogue.ts";
import type { Said, Shown } from "./analyzer.ts";
import { ACCESS_KEY, assume, documentText, POLICY, ROLE, USER } from "./judging.ts";

/** Resources of the small organisation, sound and broken, and what the pack is to say of them. */

const HOME = "arn:aws:iam::000000000000:policy";

/** AWS's own policy for administrators. */
export const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** A user of the small organisation as its record makes it; nothing is wrong with it, nor with the following ones. */
export const exporter: Shown = {
  type: USER,
  name: "service-accounts/exporter",
  props: {
    name: "exporter",
    path: "/",
    tags: { owner: "team/payments", expires: "2027-03-31T00:00:00Z", record: "prod/service-accounts/exporter", "managed-by": "tenure" },
    permissionsBoundary: `${HOME}/tenure/until-2027-03-31`,
    forceDestroy: false,
  },
};

/** A role. */
export const worker: Shown = {
  type: ROLE,
  name: "workloads/worker",
  props: {
    name: "worker",
    assumeRolePolicy: documentText([assume({ Service: "lambda.amazonaws.com" })]),
    maxSessionDuration: 3_600,
    tags: { owner: "team/payments", expires: "2027-06-30T00:00:00Z", record: "prod/workloads/worker", "managed-by": "tenure" },
    permissionsBoundary: `${HOME}/tenure/until-2027-06-30`,
  },
};

/** A customer-managed policy. */
export const permission: Shown = {
  type: POLICY,
  name: "permissions/ledger-write",
  props: {
    name: "ledger-write",
    policy: documentText([{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::ledger/*" }]),
    tags: { owner: "team/payments", expires: "2027-09-30T00:00:00Z", record: "prod/permissions/ledger-write", "managed-by": "tenure" },
  },
};

/** The memberships of a user. */
export const membership: Shown = {
  type: "aws:iam/userGroupMembership:UserGroupMembership",
  name: "service-accounts/exporter#groups",
  props: { user: "exporter", groups: ["writers"] },
};

/** A policy attached to a group. */
export const attachment: Shown = {
  type: "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
  name: "groups/writers#attachment/ledger-write",
  props: { group: "writers", policyArn: `${HOME}/ledger-write` },
};

/** A group. */
export const group: Shown = { type: "aws:iam/group:Group", name: "groups/writers", props: { name: "writers" } };

/** A resource that no rule looks at. */
export const secretResource: Shown = {
  type: "aws:secretsmanager/secret:Secret",
  name: "service-accounts/exporter#secret/primary",
  props: { name: "tenure/x", tags: { slot: "primary" } },
};

/** An access key in a slot. */
export const key = (slot: string, props: Record<string, unknown> = {}): Shown => ({
  type: ACCESS_KEY,
  name: `service-accounts/exporter#key/${slot}`,
  props: { user: "exporter", ...props },
});

/** A console password. */
export const profile = (name: string): Shown => ({
  type: "aws:iam/userLoginProfile:UserLoginProfile",
  name: `${name}#console`,
  props: { user: "x" },
  secretOutputs: ["password"],
});

/** The same resource with other properties. */
export const changed = (shown: Shown, props: Record<string, unknown>): Shown => ({ ...shown, props: { ...shown.props, ...props } });

/** The same resource with tags beside its own or in their place. */
export const tagged = (shown: Shown, tags: Record<string, unknown>): Shown =>
  changed(shown, { tags: { ...(shown.props.tags as object), ...tags } });
const trusting = (statement: unknown): Shown => changed(worker, { assumeRolePolicy: documentText([statement]) });

/** What the pack is to say: the rule's own words about a subject, at this resource. */
export const expected = (policy: string, subject: string, what: string, urn: string, file = `accounts/prod/${subject}.yaml`): Said => ({
  policy,
  level: "mandatory",
  message: `${subject}: ${what}. ${ruleOf(policy)!.remediation.replace("{file}", file)}`,
  urn,
});

/** The same, as something that does not block. */
export const advisory = (said: Said): Said => ({ ...said, level: "advisory" });

/** For every rule that looks at one resource: a resource that breaks it alone, and what is said of it. */
export const VIOLATING: Readonly<Record<string, readonly [Shown, subject: string, what: string]>> = {
  "attachment-no-full-admin": [
    changed(attachment, { policyArn: ADMINISTRATOR }),
    "groups/writers",
    `${ADMINISTRATOR} makes its holder an administrator`,
  ],
  "attachment-no-user-policies": [
    {
      type: "aws:iam/userPolicyAttachment:UserPolicyAttachment",
      name: "service-accounts/exporter#attachment/ledger-write",
      props: { user: "exporter", policyArn: `${HOME}/ledger-write` },
    },
    "service-accounts/exporter",
    `policy ${HOME}/ledger-write is attached to the user itself`,
  ],
  "boundary-match-expires": [
    changed(exporter, { permissionsBoundary: `${HOME}/tenure/until-2029-03-31` }),
    "service-accounts/exporter",
    "its boundary ends it at 2029-03-31T00:00:00Z, its tag says 2027-03-31T00:00:00Z",
  ],
  "console-no-service-accounts": [
    profile("service-accounts/exporter"),
    "service-accounts/exporter",
    "has a console password, and it is a service account",
  ],
  "console-only-secret-password": [
    { ...profile("people/w1"), secretOutputs: [] },
    "people/w1",
    "its first password would stand in the state in plain text",
  ],
  "document-no-escalation": [
    changed(permission, { policy: documentText([{ Effect: "Allow", Action: "iam:AttachRolePolicy", Resource: "*" }]) }),
    "permissions/ledger-write",
    "it leads to more than it says: iam:AttachRolePolicy",
  ],
  "document-no-full-admin": [
    changed(permission, { policy: documentText([{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }]) }),
    "permissions/ledger-write",
    "it allows every action on every resource",
  ],
  "document-no-whole-service": [
    changed(permission, { policy: documentText([{ Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::ledger/*" }]) }),
    "permissions/ledger-write",
    "it allows every action of Amazon S3 (s3:*)",
  ],
  "document-only-known-actions": [
    changed(permission, { policy: documentText([{ Effect: "Allow", Action: "s3:GetObjct", Resource: "*" }]) }),
    "permissions/ledger-write",
    'AWS has no action "s3:GetObjct" (did you mean "s3:GetObject"?)',
  ],
  "session-limit-duration": [
    changed(worker, { maxSessionDuration: 43_200 }),
    "workloads/worker",
    "its sessions last 43200 seconds, where 3600 are allowed",
  ],
  "tags-no-personal-data": [tagged(worker, { Team: "ada@example.org" }), "workloads/worker", 'tag "Team" holds an e-mail address'],
  "tags-only-legal": [
    tagged(exporter, { Team: "O'Neil" }),
    "service-accounts/exporter",
    'value of tag "Team" holds characters that AWS refuses',
  ],
  "tags-require-expires": [
    tagged(permission, { expires: "never" }),
    "permissions/ledger-write",
    'tag "expires" is "never", expected an instant such as 2027-03-31T00:00:00Z',
  ],
  "tags-require-owner": [tagged(permission, { owner: "" }), "permissions/ledger-write", 'has no tag "owner"'],
  "trust-limit-tag-session": [
    trusting({ ...assume({ AWS: "000000000000" }), Action: ["sts:AssumeRole", "sts:TagSession"] }),
    "workloads/worker",
    "lets whoever assumes it choose any tags for the session (sts:TagSession)",
  ],
  "trust-no-other-environment": [
    trusting(assume({ AWS: "222222222222" })),
    "workloads/worker",
    "is in production and lets in dev, which is non-production",
  ],
  "trust-no-wildcard-principal": [trusting(assume({ AWS: "*" })), "workloads/worker", "trusts everybody (principal *)"],
  "trust-only-exact-federation": [
    trusting(assume({ Federated: "arn:aws:iam::000000000000:saml-provider/okta" })),
    "workloads/worker",
    "does not ask arn:aws:iam::000000000000:saml-provider/okta for an audience (SAML:aud)",
  ],
  "trust-only-exact-github": [
    trusting({
      ...assume(
        { Federated: "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com" },
        { StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" } },
      ),
      Action: "sts:AssumeRoleWithWebIdentity",
    }),
    "workloads/worker",
    "accepts every subject: any repository on GitHub can assume the role",
  ],
  "trust-only-one-workload": [
    trusting(assume({ Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] })),
    "workloads/worker",
    "is shared by ec2.amazonaws.com, lambda.amazonaws.com",
  ],
  "trust-require-contract": [
    trusting(assume({ AWS: "999988887777" }, { StringEquals: { "sts:ExternalId": "tn-7f3a9c" } })),
    "workloads/worker",
    "trusts the foreign account 999988887777, and no contract says whose it is and until when",
  ],
  "trust-require-external-id": [
    trusting(assume({ AWS: "999988887777" })),
    "workloads/worker",
    "trusts the foreign account 999988887777 without an ExternalId",
  ],
  "trust-require-source-account": [
    trusting(assume({ Service: "states.amazonaws.com" })),
    "workloads/worker",
    "trusts states.amazonaws.com for whichever account (no aws:SourceAccount of ours)",
  ],
};
