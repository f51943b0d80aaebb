import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundaryDocument, boundaryPolicies } from "../../stacks/expiry.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import { documentObject, documentOf, printDocument, type Statement } from "../../stacks/iam/document.ts";
import { policySize, QUOTAS } from "../../stacks/iam/quotas.ts";
import { BOUNDARY_ROOM } from "../../stacks/kinds/boundary.ts";
import type { PermissionRecord } from "../../stacks/kinds/permissions.ts";
import { type Instant, instantOf } from "../../stacks/model/instant.ts";
import { boundaryName } from "../../stacks/model/lifecycle.ts";
import {
  accountOf,
  declaredOf,
  groupEntity,
  HOME,
  policyEntity,
  recordOf,
  roleEntity,
  settingsOf,
  userEntity,
} from "../support/builders.ts";

const POLICIES = "arn:aws:iam::000000000000:policy/tenure/";
const boundary = (name: string) => `${POLICIES}${name}` as Arn;
/** The holder's own name as a policy variable; a role has none, so the default stands. */
const OWN = `\${aws:username, '-'}`;
const instant = fc.date({ min: new Date("2000-01-01"), max: new Date("2999-01-01"), noInvalidDate: true }).map(instantOf);

/** Statements as records write them, as read. */
function statementsOf(statements: readonly object[]): readonly Statement[] {
  return (recordOf("permissions", "x", { statements }).fields as PermissionRecord).statements;
}

describe("stacks/expiry", () => {
  describe("boundaryDocument", () => {
    const bounded = (statements: readonly object[]) => accountOf("prod", [recordOf("permissions", "ci-limits", { statements })]);
    const merged = (statements: readonly object[]) => boundaryDocument("until-2027-03-31-ci-limits", bounded(statements));

    it("allows within the end what a declared policy allows, and still no way to change boundaries", () => {
      const { statements } = merged([
        { sid: "End", allow: "s3:*", on: "*" },
        { deny: "s3:DeleteBucket", on: "*" },
      ]);
      expect(statements).toEqual([
        { effect: "Allow", actions: ["s3:*"], resources: ["*"], conditions: [] },
        { effect: "Deny", actions: ["s3:DeleteBucket"], resources: ["*"], conditions: [] },
        {
          sid: "LockBoundaries",
          effect: "Deny",
          actions: [
            "iam:PutUserPermissionsBoundary",
            "iam:DeleteUserPermissionsBoundary",
            "iam:PutRolePermissionsBoundary",
            "iam:DeleteRolePermissionsBoundary",
          ],
          resources: ["*"],
          conditions: [],
        },
        ...boundaryDocument("until-2027-03-31-ci-limits", HOME).statements.slice(1),
      ]);
    });

    it("allows nothing where the declared policy is not there", () => {
      expect(boundaryDocument("until-2027-03-31-ci-limits", HOME).statements.filter(({ effect }) => effect === "Allow")).toEqual([]);
    });

    it("has room for every declared policy that reading accepts, in every partition", () => {
      const longest = (length: number) => [{ allow: "s3:*", on: [`arn:aws:s3:::${"a".repeat(length)}`] }];
      const sizeOf = (length: number) => policySize(printDocument(documentOf(...statementsOf(longest(length)))));
      const length = BOUNDARY_ROOM - sizeOf(0);
      expect(sizeOf(length)).toBe(BOUNDARY_ROOM);
      for (const partition of ["aws", "aws-cn", "aws-us-gov"]) {
        const name = boundaryName("2026-11-23T18:00:00Z" as Instant, "x".repeat(100));
        const records = new Map([
          ...accountOf("prod", [recordOf("permissions", "x".repeat(100), { statements: longest(length) })]).records,
        ]);
        expect(policySize(printDocument(boundaryDocument(name, { ...HOME, partition, records })))).toBeLessThanOrEqual(
          QUOTAS.managedPolicySize,
        );
      }
    });

    it("allows all but the lock until the end, and nothing from the end on (records.md, clarification 4)", () => {
      expect(documentObject(boundaryDocument("until-2027-03-31", HOME))).toEqual({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Within",
            Effect: "Allow",
            NotAction: [
              "iam:PutUserPermissionsBoundary",
              "iam:DeleteUserPermissionsBoundary",
              "iam:PutRolePermissionsBoundary",
              "iam:DeleteRolePermissionsBoundary",
            ],
            Resource: "*",
          },
          {
            Sid: "End",
            Effect: "Deny",
            Action: "*",
            Resource: "*",
            Condition: { DateGreaterThanEquals: { "aws:CurrentTime": "2027-03-31T00:00:00Z" } },
          },
          {
            Sid: "LockPolicies",
            Effect: "Deny",
            Action: [
              "iam:CreatePolicy",
              "iam:CreatePolicyVersion",
              "iam:SetDefaultPolicyVersion",
              "iam:DeletePolicy",
              "iam:DeletePolicyVersion",
              "iam:TagPolicy",
              "iam:UntagPolicy",
            ],
            Resource: "arn:aws:iam::000000000000:policy/tenure/*",
          },
          {
            Sid: "LockRoles",
            Effect: "Deny",
            Action: [
              "iam:PutRolePolicy",
              "iam:DeleteRolePolicy",
              "iam:AttachRolePolicy",
              "iam:DetachRolePolicy",
              "iam:DeleteRole",
              "iam:TagRole",
              "iam:UntagRole",
              "iam:PassRole",
            ],
            Resource: "arn:aws:iam::000000000000:role/tenure/*",
          },
          { Sid: "LockTrust", Effect: "Deny", Action: ["iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:AcquireRole"], Resource: "*" },
          {
            Sid: "LockSignIn",
            Effect: "Deny",
            Action: [
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
            ],
            Resource: "*",
          },
          {
            Sid: "OnlyBounded",
            Effect: "Deny",
            Action: ["iam:CreateUser", "iam:CreateRole"],
            Resource: "*",
            Condition: { ArnNotEquals: { "iam:PermissionsBoundary": "arn:aws:iam::000000000000:policy/tenure/until-2027-03-31" } },
          },
          {
            Sid: "OnlyOwnCredentials",
            Effect: "Deny",
            Action: [
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
            ],
            NotResource: [`arn:aws:iam::000000000000:user/${OWN}`, `arn:aws:iam::000000000000:user/*/${OWN}`],
          },
        ],
      });
    });

    it("denies everything to the disabled, as JSON to the letter", () => {
      expect(printDocument(boundaryDocument("disabled", HOME))).toBe(
        '{"Version":"2012-10-17","Statement":[{"Sid":"Disabled","Effect":"Deny","Action":"*","Resource":"*"}]}',
      );
    });

    it.each(["until-tomorrow", "", "until-2027-03-31-"])("denies everything under a name that states no end: %j", (name) => {
      expect(boundaryDocument(name, HOME)).toEqual(boundaryDocument("disabled", HOME));
    });

    it("speaks of the account and the partition that it stands in", () => {
      const text = printDocument(boundaryDocument("until-2027-03-31", { partition: "aws-cn", accountId: "123456789012" }));
      expect(text.match(/arn:[^"]*/g)?.every((arn) => arn.startsWith("arn:aws-cn:iam::123456789012:"))).toBe(true);
      expect(text).not.toContain("000000000000");
    });

    it("ends at the second that its name states, whatever the end", () => {
      fc.assert(
        fc.property(instant, (end) => {
          const { statements } = boundaryDocument(boundaryName(end), HOME);
          expect(statements[1]).toMatchObject({
            sid: "End",
            conditions: [{ operator: "DateGreaterThanEquals", key: "aws:CurrentTime", values: [end] }],
          });
        }),
      );
    });

    it("never allows anything but in its one broad statement, and denies in all others", () => {
      const { statements } = boundaryDocument("until-2027-03-31", HOME);
      expect(statements.map(({ sid, effect }) => `${effect} ${sid}`)).toEqual([
        "Allow Within",
        "Deny End",
        "Deny LockPolicies",
        "Deny LockRoles",
        "Deny LockTrust",
        "Deny LockSignIn",
        "Deny OnlyBounded",
        "Deny OnlyOwnCredentials",
      ]);
    });

    it("leaves 2,000 characters and more for a declared boundary under IAM's limit, with the longest names there are", () => {
      const home = { partition: "aws-us-gov", accountId: "999999999999" };
      const size = policySize(printDocument(boundaryDocument("until-99991231T235959Z", home)));
      expect(size).toBeLessThan(QUOTAS.managedPolicySize - 2_000);
    });
  });

  describe("boundaryPolicies", () => {
    const names = (entities: Parameters<typeof boundaryPolicies>[0]) =>
      boundaryPolicies(entities, accountOf("prod"), declaredOf()).map(({ name }) => name);

    it("has the one that denies everything even for an empty account", () => {
      expect(names([])).toEqual(["disabled"]);
    });

    it("has one for each end, however many identities end then", () => {
      const entities = [
        userEntity("a", { boundary: boundary("until-2027-03-31") }),
        roleEntity("b", { boundary: boundary("until-2027-03-31") }),
        roleEntity("c", { boundary: boundary("until-20261123T180000Z") }),
        userEntity("d", { boundary: boundary("disabled") }),
      ];
      expect(names(entities)).toEqual(["disabled", "until-20261123T180000Z", "until-2027-03-31"]);
    });

    it("has none for boundaries that are not ours, and none for what has no boundary", () => {
      const foreign = userEntity("a", { boundary: "arn:aws:iam::000000000000:policy/until-2027-03-31" as Arn });
      expect(names([foreign, userEntity("b"), groupEntity("c"), policyEntity("d")])).toEqual(["disabled"]);
    });

    it("is tagged as the account's own, with its end", () => {
      const declared = declaredOf({ settings: settingsOf({ tags: { owner: "acme:owner" } }) });
      const account = accountOf("prod", [], { owner: "team/cloud" });
      const [disabled, until] = boundaryPolicies([userEntity("a", { boundary: boundary("until-2027-03-31") })], account, declared);
      expect(disabled).toMatchObject({
        type: "policy",
        arn: boundary("disabled"),
        path: "/tenure/",
        tags: { "acme:owner": "team/cloud", "managed-by": "tenure", record: "prod/tenure/disabled" },
      });
      expect(disabled!.tags).not.toHaveProperty("expires");
      expect(until!.tags).toEqual({
        "acme:owner": "team/cloud",
        expires: "2027-03-31T00:00:00Z",
        "managed-by": "tenure",
        record: "prod/tenure/until-2027-03-31",
      });
    });
  });

  it("names every end so that no two share a boundary", () => {
    fc.assert(
      fc.property(fc.uniqueArray(instant, { maxLength: 10 }), (ends: Instant[]) => {
        const users = ends.map((end, index) => userEntity(`u${index}`, { boundary: boundary(boundaryName(end)) }));
        expect(boundaryPolicies(users, accountOf("prod"), declaredOf())).toHaveLength(ends.length + 1);
      }),
    );
  });
});
