import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundaryDocument } from "../../stacks/expiry.ts";
import { closedContext } from "../../stacks/iam/context.ts";
import { documentOf } from "../../stacks/iam/document.ts";
import { ESCALATIONS, type Escalation, type How } from "../../stacks/iam/escalation.ts";
import { type Decision, evaluate } from "../../stacks/iam/evaluate.ts";
import { HOME } from "../support/builders.ts";

/**
 * Whether an administrator can outlive its end, by our own evaluator of AWS's published logic. The emulator does not know the key `iam:PermissionsBoundary`,
 * and for what AWS would really answer there is no witness here: what these tests say rests on AWS's documentation.
 */

const NAME = "until-2027-03-31";
const END = Date.parse("2027-03-31T00:00:00Z");
const ADMINISTRATOR = documentOf({ effect: "Allow", actions: ["*"], resources: ["*"], conditions: [] });
const iam = (resource: string) => `arn:aws:iam::${HOME.accountId}:${resource}`;
const OWN_BOUNDARY = iam(`policy/tenure/${NAME}`);
const MINE = iam("user/ada");
const OTHER = iam("user/bob");

type Keys = Readonly<Record<string, string | readonly string[]>>;
/** A user and a session of a role as their requests say who they are (IAM User Guide, "Where you can use policy variables"). */
const USER: Keys = { "aws:username": "ada", "aws:PrincipalArn": MINE };
const SESSION: Keys = { "aws:PrincipalArn": iam("role/admin"), "aws:userid": "AROAEXAMPLE:ada" };

/** What an administrator under a boundary may do, at a moment. */
function decide(action: string, resource: string, keys: Keys = {}, options: { who?: Keys; at?: number; name?: string } = {}): Decision {
  const { who = USER, at = END - 1_000, name = NAME } = options;
  const now = { "aws:CurrentTime": new Date(at).toISOString().replace(".000Z", "Z"), "aws:EpochTime": String(Math.floor(at / 1_000)) };
  const permitted = {
    policies: [{ name: "administrator", document: ADMINISTRATOR }],
    boundary: { name, document: boundaryDocument(name, HOME) },
  };
  return evaluate(permitted, { action, resource, context: closedContext({ ...who, ...now, ...keys }) }).decision;
}

/** What an action of IAM is asked about, where it is somebody else's. */
const SOMEBODY_ELSES: readonly (readonly [action: RegExp, resource: string])[] = [
  [/^iam:.*(SAMLProvider)/, iam("saml-provider/corp")],
  [/^iam:.*(OpenIDConnectProvider)/, iam("oidc-provider/token.actions.githubusercontent.com")],
  [/^iam:.*(PolicyVersion)$/, OWN_BOUNDARY],
  [/^iam:.*Role/, iam("role/other")],
  [/^iam:.*Group/, iam("group/admins")],
  [/^iam:/, OTHER],
];
const resourceFor = (action: string) => SOMEBODY_ELSES.find(([pattern]) => pattern.test(action))?.[1] ?? "*";
const of = (...hows: readonly How[]) =>
  ESCALATIONS.filter(({ how }) => hows.includes(how)).map((one): [string, Escalation] => [one.name, one]);

describe("test/scenarios/lock: an administrator before its end", () => {
  describe.each([
    ["a user", USER],
    ["a session of a role", SESSION],
  ])("as %s", (_, who) => {
    it.each(of("boundary", "identity"))("cannot take the published way %s", (_name, { actions }) => {
      expect(actions.map((action) => decide(action, resourceFor(action), {}, { who }))).toContain("denied");
    });

    it.each([
      [
        "edit the policy that ends it",
        ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion", "iam:DeletePolicy"],
        OWN_BOUNDARY,
      ],
      [
        "edit another such policy",
        ["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:DeletePolicy"],
        iam("policy/tenure/disabled"),
      ],
      ["make a later one before the pipeline does", ["iam:CreatePolicy", "iam:TagPolicy"], iam("policy/tenure/until-2099-01-01")],
      ["change its own boundary", ["iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], MINE],
      [
        "change a grant's role",
        ["iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:DeleteRole", "iam:TagRole"],
        iam("role/tenure/grants/admin-x"),
      ],
      ["hand a grant's role to a service", ["iam:PassRole"], iam("role/tenure/grants/admin-x")],
      ["open a role, or lengthen its sessions", ["iam:UpdateAssumeRolePolicy", "iam:UpdateRole"], iam("role/other")],
      ["take a role from a template, whose boundary is the template's", ["iam:AcquireRole"], iam("role/new")],
      [
        "make a provider again that roles trust by its name",
        ["iam:DeleteSAMLProvider", "iam:CreateSAMLProvider"],
        iam("saml-provider/corp"),
      ],
      [
        "let an OIDC provider speak for others",
        ["iam:DeleteOpenIDConnectProvider", "iam:UpdateOpenIDConnectProviderThumbprint"],
        iam("oidc-provider/x"),
      ],
      [
        "trust another authority for certificates",
        ["rolesanywhere:CreateTrustAnchor", "rolesanywhere:UpdateTrustAnchor", "rolesanywhere:EnableTrustAnchor"],
        "*",
      ],
      ["delegate to a partner", ["iam:CreateDelegationRequest", "iam:AcceptDelegationRequest", "iam:SendDelegationToken"], "*"],
      [
        "come in through Identity Center",
        ["sso:CreateAccountAssignment", "identitystore:CreateUser", "identitystore:CreateGroupMembership"],
        "*",
      ],
      ["become root of a member account", ["sts:AssumeRoot"], "*"],
    ])("cannot %s", (_what, actions, resource) => {
      expect(actions.map((action) => decide(action, resource, {}, { who }))).toEqual(actions.map(() => "denied"));
    });

    it.each([
      ["without a boundary", {}, "denied"],
      ["under a later one", { "iam:PermissionsBoundary": iam("policy/tenure/until-2099-01-01") }, "denied"],
      ["under one of the same name elsewhere", { "iam:PermissionsBoundary": iam(`policy/${NAME}`) }, "denied"],
      ["under the one that denies everything", { "iam:PermissionsBoundary": iam("policy/tenure/disabled") }, "denied"],
      ["under its own", { "iam:PermissionsBoundary": OWN_BOUNDARY }, "allowed"],
    ])("makes no users and roles %s: %s", (_what, keys, expected) => {
      expect([decide("iam:CreateUser", iam("user/new"), keys, { who }), decide("iam:CreateRole", iam("role/new"), keys, { who })]).toEqual([
        expected,
        expected,
      ]);
    });
  });

  const CREDENTIALS = [
    ...["iam:CreateAccessKey", "iam:UpdateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"],
    ...["iam:EnableMFADevice", "iam:ResyncMFADevice", "iam:DeactivateMFADevice"],
    ...["iam:UploadSSHPublicKey", "iam:UpdateSSHPublicKey", "iam:UploadSigningCertificate", "iam:UpdateSigningCertificate"],
    ...["iam:CreateServiceSpecificCredential", "iam:UpdateServiceSpecificCredential", "iam:ResetServiceSpecificCredential"],
  ];

  it.each(CREDENTIALS)("%s is for one's own user only, on whatever path, and for no session of a role", (action) => {
    expect([MINE, iam("user/people/ada")].map((resource) => decide(action, resource))).toEqual(["allowed", "allowed"]);
    expect([OTHER, iam("user/people/bob"), iam("user/ada/bob"), iam("user/adam")].map((resource) => decide(action, resource))).toEqual(
      Array.from({ length: 4 }, () => "denied"),
    );
    expect([MINE, OTHER].map((resource) => decide(action, resource, {}, { who: SESSION }))).toEqual(["denied", "denied"]);
  });

  // What a boundary cannot close, said openly (.github/decisions/0010): what runs with another role ends with that role's end.
  it.each(of("permissions", "pass", "takeover"))(
    "%s stays open to it: nothing of it is the administrator's own after the end",
    (_name, { actions }) => {
      const elsewhere = (action: string) => (/PolicyVersion$/.test(action) ? iam("policy/ledger-write") : resourceFor(action));
      expect(actions.map((action) => decide(action, elsewhere(action)))).toEqual(actions.map(() => "allowed"));
      expect(actions.map((action) => decide(action, elsewhere(action), {}, { at: END }))).toEqual(actions.map(() => "denied"));
    },
  );

  it.each([
    ["s3:GetObject", "arn:aws:s3:::ledger/2026/a"],
    ["ec2:RunInstances", "*"],
    ["iam:GetUser", OTHER],
    ["iam:ListRoles", "*"],
    ["iam:DeleteAccessKey", OTHER],
    ["iam:DeleteLoginProfile", OTHER],
    ["iam:RemoveClientIDFromOpenIDConnectProvider", iam("oidc-provider/x")],
    ["iam:GetSAMLProvider", iam("saml-provider/corp")],
    ["iam:GetPolicyVersion", OWN_BOUNDARY],
    ["iam:CreatePolicy", iam("policy/ledger-write")],
    ["iam:CreateServiceLinkedRole", iam("role/aws-service-role/x")],
    ["iam:PassRole", iam("role/worker")],
    ["sts:AssumeRole", iam("role/other")],
    ["sts:GetSessionToken", "*"],
    ["rolesanywhere:ListProfiles", "*"],
    ["sso:ListInstances", "*"],
  ])("is not kept from its work: %s on %s", (action, resource) => {
    expect([decide(action, resource), decide(action, resource, {}, { who: SESSION })]).toEqual(["allowed", "allowed"]);
  });
});

describe("test/scenarios/lock: the end", () => {
  const action = fc.oneof(
    fc.constantFrom(...new Set(ESCALATIONS.flatMap(({ actions }) => actions))),
    fc.constantFrom("s3:GetObject", "sts:AssumeRole", "ec2:DescribeInstances", "iam:ChangePassword", "a:B"),
  );
  const resource = fc.constantFrom("*", MINE, OTHER, OWN_BOUNDARY, "arn:aws:s3:::ledger/a", iam("role/other"));
  /** Whatever a caller can say of itself: session tags, MFA, where it comes from, what it claims to create. */
  const keys = fc.constantFrom<Keys>(
    {},
    { "aws:PrincipalTag/expires": "2099-01-01T00:00:00Z", "aws:PrincipalTag/owner": "team/security" },
    { "aws:MultiFactorAuthPresent": "true", "aws:SourceIp": "203.0.113.7" },
    { "iam:PermissionsBoundary": OWN_BOUNDARY },
    { "aws:TokenIssueTime": "2027-03-30T23:00:00Z", "aws:RequestTag/expires": "2099-01-01" },
  );
  const who = fc.constantFrom(USER, SESSION);

  it("denies everything to everybody from the second of the end on, whatever they say", () => {
    const late = fc.integer({ min: 0, max: 400_000_000 }).map((seconds) => END + seconds * 1_000);
    fc.assert(
      fc.property(action, resource, keys, who, late, (act, on, more, caller, at) => {
        expect(decide(act, on, more, { who: caller, at })).toBe("denied");
      }),
    );
  });

  it("decides at the second: what is allowed a second before is denied at it", () => {
    expect([-1, 0, 1].map((seconds) => decide("s3:GetObject", "arn:aws:s3:::ledger/a", {}, { at: END + seconds * 1_000 }))).toEqual([
      "allowed",
      "denied",
      "denied",
    ]);
  });

  it("has come for the disabled at every moment", () => {
    const any = fc.integer({ min: -400_000_000, max: 400_000_000 }).map((seconds) => END + seconds * 1_000);
    fc.assert(
      fc.property(action, resource, keys, who, any, (act, on, more, caller, at) => {
        expect(decide(act, on, more, { who: caller, at, name: "disabled" })).toBe("denied");
      }),
    );
  });

  it("is unknown, not allowed, where the time is not known; what the lock denies needs no clock", () => {
    const permitted = {
      policies: [{ name: "administrator", document: ADMINISTRATOR }],
      boundary: { name: NAME, document: boundaryDocument(NAME, HOME) },
    };
    const unknown = () => "unknown" as const;
    expect(evaluate(permitted, { action: "s3:GetObject", resource: "*", context: unknown }).decision).toBe("unknown");
    expect(evaluate(permitted, { action: "iam:UpdateAssumeRolePolicy", resource: "*", context: unknown }).decision).toBe("denied");
  });
});
