import { describe, expect, it } from "vitest";
import { documentNoEscalation as rule } from "../../../../policies/rules/document/no-escalation.ts";
import { boundaryDocument } from "../../../../stacks/expiry.ts";
import { documentObject } from "../../../../stacks/iam/document.ts";
import { accountOf, declaredOf, recordOf } from "../../../support/builders.ts";
import { documentFacet, documentText, POLICY, ROLE, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const allow = (action: unknown, resource: unknown = "*") => ({ Effect: "Allow", Action: action, Resource: resource });
const said = (...statements: readonly unknown[]) => says(rule, documentFacet(statements));
const leads = (to: string) => [`it leads to more than it says: ${to}`];

const ATTACH = allow("iam:AttachRolePolicy");
const permission = recordOf("permissions", "ledger-write", { statements: [{ allow: "iam:AttachRolePolicy", on: "*" }] });
const template = recordOf("roles", "iam-admin", {
  permissions: ["ledger-write"],
  requestable: { by: ["team/platform"], maxDuration: "4h", approvers: ["team/security"] },
});
const glass = recordOf("break-glass", "glass", { custodians: ["person/w1", "person/w2"], role: { permissions: ["ledger-write"] } });
const group = recordOf("groups", "operators", { permissions: ["ledger-write"] });

/** What is said of the policy `ledger-write` beside these other records. */
const beside = (...others: readonly (typeof template)[]) => {
  const declared = declaredOf({ accounts: [accountOf("prod", [permission, ...others])] });
  return says(rule, documentFacet([ATTACH], { record: "prod/permissions/ledger-write" }), { declared });
};

describe("policies/rules/document/no-escalation", () => {
  describe("compliant", () => {
    it.each([
      [allow(["s3:*", "iam:Get*", "iam:List*"])],
      [allow("iam:PassRole", "arn:aws:iam::000000000000:role/web"), allow("ecs:RunTask"), allow("ecs:RegisterTaskDefinition")],
      [allow("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:000000000000:function:web")],
      [ATTACH, { Effect: "Deny", Action: "iam:*", Resource: "*" }],
      [{ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "arn:aws:s3:::ledger/*" }],
    ])("has nothing to say about what opens no way, or only to what is named: %o", (...statements) => {
      expect(said(...statements)).toEqual([]);
    });

    it("leaves it to templates and break-glass roles, when nobody else has it", () => {
      expect(beside(template)).toEqual([]);
      expect(beside(template, glass)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      [allow("IAM:ATTACHROLEPOLICY", "arn:aws:iam::000000000000:role/web"), "iam:AttachRolePolicy"],
      [allow("iam:Attach?olePolicy"), "iam:AttachRolePolicy"],
      [allow(["iam:PassRole", "ec2:RunInstances"]), "iam:PassRole to EC2"],
      [allow(["iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"]), "iam:CreatePolicyVersion, iam:SetDefaultPolicyVersion"],
    ])("names the ways: %o", (statement, ways) => {
      expect(said(statement)).toEqual(leads(ways));
    });

    it("counts those beyond three", () => {
      const [message, ...others] = said(allow("iam:Put*"));
      expect([message, others]).toEqual([expect.stringMatching(/^it leads .*: iam:PutUserPolicy, iam:PutGroupPolicy and \d more$/), []]);
    });

    it("sees what is left out by NotAction and NotResource", () => {
      expect(said({ Effect: "Allow", Action: "iam:AttachRolePolicy", NotResource: "arn:aws:iam::*:role/admin" })).toEqual(
        leads("iam:AttachRolePolicy"),
      );
    });

    it("is not content with a template when somebody has it for good, or with nobody at all", () => {
      expect(beside(template, group)).toEqual(leads("iam:AttachRolePolicy"));
      expect(beside()).toEqual(leads("iam:AttachRolePolicy"));
    });

    it("names an inline policy", () => {
      const document = documentText([ATTACH]);
      expect(saysOf(rule, "aws:iam/rolePolicy:RolePolicy", { role: "web", name: "more", policy: document })).toEqual([
        'inline policy "more" leads to more than it says: iam:AttachRolePolicy',
      ]);
    });
  });

  describe("not applicable", () => {
    it("leaves everything to the rule on administrators", () => {
      expect(said(allow("*"))).toEqual([]);
    });

    it("has nothing to say about trust policies, and about boundaries of ours", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([ATTACH]) })).toEqual([]);
      const boundary = documentObject(boundaryDocument("until-2027-03-31", { partition: "aws", accountId: "000000000000" }));
      const judged = documentFacet(boundary.Statement as [], { path: "/tenure/", record: "prod/tenure/until-2027-03-31" });
      expect(says(rule, { ...judged, name: "until-2027-03-31" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      [POLICY, { name: "p", policy: UNKNOWN.text }],
      [POLICY, { name: "p", policy: { Version: "2012-10-17", Statement: [allow(UNKNOWN.text)] } }],
    ])("lets what is not known surface: %s %o", (type, props) => {
      expect(() => saysOf(rule, type, props)).toThrow(UnknownValueError);
    });
  });
});
