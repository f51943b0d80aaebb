import { describe, expect, it } from "vitest";
import { attachmentNoFullAdmin as rule } from "../../../../policies/rules/attachment/no-full-admin.ts";
import type { Arn } from "../../../../stacks/iam/arn.ts";
import { accountOf, declaredOf, personOf, recordOf } from "../../../support/builders.ts";
import { facetOwner, ROLE, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

const attached = (...arns: readonly Arn[]) => ({
  ...facetOwner("group", "operators", "prod/groups/operators"),
  facet: "attachment" as const,
  attached: arns,
  inline: [],
});

describe("policies/rules/attachment/no-full-admin", () => {
  describe("compliant", () => {
    it("has nothing to say about policies that make nobody an administrator", () => {
      expect(says(rule, attached(READ_ONLY, "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"))).toEqual([]);
    });

    it("leaves policies of the account to the rule on documents, whatever they are called", () => {
      expect(says(rule, attached("arn:aws:iam::000000000000:policy/AdministratorAccess"))).toEqual([]);
    });

    it("does not take a longer name for the administrator's", () => {
      expect(
        says(rule, attached("arn:aws:iam::aws:policy/AdministratorAccess-Amplify", "arn:aws:iam::aws:policy/NotPowerUserAccess")),
      ).toEqual([]);
    });
  });

  describe("not applicable: access for hours", () => {
    const requestable = { by: ["team/platform"], maxDuration: "4h", approvers: ["team/security"] };
    const window = { starts: "2026-11-23T14:00:00Z", ends: "2026-11-23T15:00:00Z" };
    const custodians = ["person/w1001", "person/w1002"];
    const declared = declaredOf({
      people: [personOf("w1001"), personOf("w1002")],
      accounts: [
        accountOf("prod", [
          recordOf("roles", "admin", { permissions: [ADMINISTRATOR], requestable }),
          recordOf("grants", "g", { who: "person/w1001", role: "admin", reason: "INC-1 restore of a table", ...window }),
          recordOf("break-glass", "glass-1", { custodians, role: { permissions: [ADMINISTRATOR] } }),
        ]),
      ],
    });
    const role = (name: string, path: string, record: string) => ({
      ...attached(ADMINISTRATOR),
      ...facetOwner("role", name, record),
      path,
    });

    it("has nothing to say about a grant, which is for hours, and about break-glass", () => {
      expect(says(rule, role("admin-g", "/tenure/grants/", "prod/grants/g"), { declared })).toEqual([]);
      expect(says(rule, role("glass-1", "/tenure/break-glass/", "prod/break-glass/glass-1"), { declared })).toEqual([]);
    });

    it("sees it in the attachment alone, which does not show the path of its role", () => {
      const type = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
      expect(saysOf(rule, type, { role: "glass-1", policyArn: ADMINISTRATOR }, "break-glass/glass-1", { declared })).toEqual([]);
      expect(saysOf(rule, type, { role: "admin-g", policyArn: ADMINISTRATOR }, "grants/g", { declared })).toEqual([]);
    });

    it("believes no tag and no path without the record", () => {
      const expected = [`${ADMINISTRATOR} makes its holder an administrator`];
      expect(says(rule, role("other", "/tenure/grants/", "prod/grants/g"), { declared })).toEqual(expected);
      expect(says(rule, role("admin-g", "/", "prod/grants/g"), { declared })).toEqual(expected);
      expect(says(rule, role("admin-h", "/tenure/grants/", "prod/grants/h"), { declared })).toEqual(expected);
    });
  });

  describe("violating", () => {
    it.each(["AdministratorAccess", "IAMFullAccess", "PowerUserAccess"])("refuses %s in every partition", (name) => {
      for (const partition of ["aws", "aws-cn", "aws-us-gov"]) {
        const arn: Arn = `arn:${partition}:iam::aws:policy/${name}`;
        expect(says(rule, attached(arn))).toEqual([`${arn} makes its holder an administrator`]);
      }
    });

    it("names each of several, and only those", () => {
      expect(says(rule, attached(ADMINISTRATOR, READ_ONLY, "arn:aws:iam::aws:policy/IAMFullAccess"))).toEqual([
        `${ADMINISTRATOR} makes its holder an administrator`,
        "arn:aws:iam::aws:policy/IAMFullAccess makes its holder an administrator",
      ]);
    });

    it.each([
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "ada", policyArn: ADMINISTRATOR }],
      ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "deploy-web", policyArn: ADMINISTRATOR }],
      ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { group: "operators", policyArn: ADMINISTRATOR }],
      ["aws:iam/policyAttachment:PolicyAttachment", { users: ["ada"], policyArn: ADMINISTRATOR }],
      ["aws:iam/policyAttachment:PolicyAttachment", { roles: ["deploy-web"], policyArn: ADMINISTRATOR }],
      ["aws:iam/policyAttachment:PolicyAttachment", { groups: ["operators"], policyArn: ADMINISTRATOR }],
      [ROLE, { name: "deploy-web", managedPolicyArns: [READ_ONLY, ADMINISTRATOR] }],
      ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", { roleName: "deploy-web", policyArns: [ADMINISTRATOR] }],
      ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", { userName: "ada", policyArns: [ADMINISTRATOR] }],
      ["aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive", { groupName: "operators", policyArns: [ADMINISTRATOR] }],
    ])("sees it through every resource that attaches policies: %s %o", (type, props) => {
      expect(saysOf(rule, type, props)).toEqual([`${ADMINISTRATOR} makes its holder an administrator`]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about inline policies, which have a document of their own", () => {
      expect(says(rule, { ...attached(), inline: ["AdministratorAccess"] })).toEqual([]);
    });

    it("has nothing to say about resources that attach nothing", () => {
      expect(saysOf(rule, "aws:iam/group:Group", { name: "AdministratorAccess" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "ada", policyArn: UNKNOWN.text }],
      ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: UNKNOWN.text, policyArn: READ_ONLY }],
      ["aws:iam/groupPolicyAttachment:GroupPolicyAttachment", { group: "operators", policyArn: UNKNOWN.text }],
      ["aws:iam/policyAttachment:PolicyAttachment", { users: ["ada", UNKNOWN.text], policyArn: READ_ONLY }],
      ["aws:iam/policyAttachment:PolicyAttachment", { users: UNKNOWN.list, policyArn: READ_ONLY }],
    ])("lets what is not known surface: %s %o", (type, props) => {
      expect(() => saysOf(rule, type, props)).toThrow(UnknownValueError);
    });
  });
});
