import { describe, expect, it } from "vitest";
import { attachmentNoUserPolicies as rule } from "../../../../policies/rules/attachment/no-user-policies.ts";
import { facetOwner, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const DIRECTLY = `policy ${READ_ONLY} is attached to the user itself`;

const ofUser = (more: { attached?: readonly `arn:${string}`[]; inline?: readonly string[] }) => ({
  ...facetOwner("user", "ada", "prod/people/ada"),
  facet: "attachment" as const,
  attached: [],
  inline: [],
  ...more,
});

describe("policies/rules/attachment/no-user-policies", () => {
  describe("compliant", () => {
    it("has nothing to say about a user without policies", () => {
      expect(says(rule, ofUser({}))).toEqual([]);
    });
  });

  describe("violating", () => {
    it("names every policy that is attached, and after them every inline one", () => {
      const judged = ofUser({ attached: [READ_ONLY, "arn:aws-cn:iam::000000000000:policy/x"], inline: ["old", "older"] });
      expect(says(rule, judged)).toEqual([
        DIRECTLY,
        "policy arn:aws-cn:iam::000000000000:policy/x is attached to the user itself",
        'inline policy "old" stands on the user itself',
        'inline policy "older" stands on the user itself',
      ]);
    });

    it.each([
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "ada", policyArn: READ_ONLY }, [DIRECTLY]],
      ["aws:iam/userPolicy:UserPolicy", { user: "ada", name: "old", policy: "{}" }, ['inline policy "old" stands on the user itself']],
      ["aws:iam/userPolicy:UserPolicy", { user: "ada", namePrefix: "x" }, ['inline policy "some-resource" stands on the user itself']],
      ["aws:iam/policyAttachment:PolicyAttachment", { users: ["ada", "bob"], policyArn: READ_ONLY }, [DIRECTLY, DIRECTLY]],
      ["aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive", { userName: "ada", policyArns: [READ_ONLY] }, [DIRECTLY]],
    ])("sees it through every resource that gives a user policies: %s %o", (type, props, expected) => {
      expect(saysOf(rule, type, props)).toEqual(expected);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about groups and roles, which policies are for", () => {
      for (const type of ["group", "role"] as const)
        expect(says(rule, { ...ofUser({ attached: [READ_ONLY], inline: ["x"] }), type })).toEqual([]);
    });

    it("has nothing to say about the attachments of groups and roles", () => {
      const group = { group: "operators", policyArn: READ_ONLY };
      const role = { role: "deploy-web", policyArn: READ_ONLY };
      expect(saysOf(rule, "aws:iam/groupPolicyAttachment:GroupPolicyAttachment", group)).toEqual([]);
      expect(saysOf(rule, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", role)).toEqual([]);
      expect(saysOf(rule, "aws:iam/policyAttachment:PolicyAttachment", { ...group, groups: ["operators"], users: [] })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: UNKNOWN.text, policyArn: READ_ONLY }],
      ["aws:iam/userPolicyAttachment:UserPolicyAttachment", { user: "ada", policyArn: UNKNOWN.text }],
      ["aws:iam/userPolicy:UserPolicy", { user: UNKNOWN.text, name: "old" }],
      ["aws:iam/userPolicy:UserPolicy", { user: "ada", name: UNKNOWN.text }],
      ["aws:iam/policyAttachment:PolicyAttachment", { users: UNKNOWN.list, policyArn: READ_ONLY }],
    ])("lets what is not known surface: %s %o", (type, props) => {
      expect(() => saysOf(rule, type, props)).toThrow(UnknownValueError);
    });
  });
});
