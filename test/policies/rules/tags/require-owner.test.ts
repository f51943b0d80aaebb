import { describe, expect, it } from "vitest";
import { tagsRequireOwner as rule } from "../../../../policies/rules/tags/require-owner.ts";
import { declaredOf, settingsOf } from "../../../support/builders.ts";
import { POLICY, ROLE, says, saysOf, tagsFacet, UNKNOWN, UnknownValueError, USER } from "../../judging.ts";

const MISSING = ['has no tag "owner"'];

describe("policies/rules/tags/require-owner", () => {
  describe("compliant", () => {
    it.each(["user", "role", "policy"] as const)("has nothing to say about a %s that names its owner", (type) => {
      expect(says(rule, tagsFacet({ owner: "team/payments" }, { type }))).toEqual([]);
      expect(says(rule, tagsFacet({ owner: "person/w1042" }, { type }))).toEqual([]);
    });

    it("leaves it to the rule on records whether the owner still answers", () => {
      expect(says(rule, tagsFacet({ owner: "person/w1001" }))).toEqual([]);
    });

    it.each(["user", "role"] as const)("finds the tag of a %s in whatever case AWS keeps it", (type) => {
      expect(says(rule, tagsFacet({ OwNeR: "team/payments" }, { type }))).toEqual([]);
    });

    it("asks for the tag by the organisation's own name", () => {
      const declared = declaredOf({ settings: settingsOf({ tags: { owner: "tenure:owner" } }) });
      expect(says(rule, tagsFacet({ "tenure:owner": "team/payments" }), { declared })).toEqual([]);
      expect(says(rule, tagsFacet({ owner: "team/payments" }), { declared })).toEqual(['has no tag "tenure:owner"']);
    });
  });

  describe("violating", () => {
    it.each(["user", "role", "policy"] as const)("refuses a %s without the tag, or with an empty one", (type) => {
      expect(says(rule, tagsFacet({}, { type }))).toEqual(MISSING);
      expect(says(rule, tagsFacet({ owner: "" }, { type }))).toEqual(MISSING);
      expect(says(rule, tagsFacet({ owners: "team/payments", Name: "x" }, { type }))).toEqual(MISSING);
    });

    it("refuses a policy whose tag differs in case: there AWS tells them apart", () => {
      expect(says(rule, tagsFacet({ Owner: "team/payments" }, { type: "policy" }))).toEqual(MISSING);
    });

    it("goes by the tag that is written as asked when two differ in case", () => {
      expect(says(rule, tagsFacet({ owner: "", Owner: "team/payments" }))).toEqual(MISSING);
    });

    it.each([" ", "nobody", "payments", "team/", "team/ ", "Team/payments", "prod/team/payments"])(
      "refuses a value that names nobody, without repeating it: %j",
      (value) => {
        expect(says(rule, tagsFacet({ owner: value }))).toEqual(['tag "owner" names nobody, expected team/<id> or person/<id>']);
      },
    );

    it.each([USER, ROLE, POLICY])("sees it in the resource, the boundary that denies everything included: %s", (type) => {
      expect(saysOf(rule, type, { name: "x" })).toEqual(MISSING);
      expect(saysOf(rule, type, { name: "disabled", path: "/tenure/", tags: { expires: "2027-03-31" } })).toEqual(MISSING);
      expect(saysOf(rule, type, { name: "x", tagsAll: { owner: "team/payments" } })).toEqual(MISSING);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about resources that IAM cannot tag", () => {
      expect(saysOf(rule, "aws:iam/group:Group", { name: "x" })).toEqual([]);
      expect(saysOf(rule, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "x", policyArn: "y" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ tags: UNKNOWN.object }, { tags: { owner: UNKNOWN.text } }, { tags: { owner: "team/payments" }, name: UNKNOWN.text }])(
      "lets what is not known surface: %o",
      (unknown) => {
        for (const type of [USER, ROLE, POLICY]) expect(() => saysOf(rule, type, { name: "x", ...unknown })).toThrow(UnknownValueError);
      },
    );
  });
});
