import { describe, expect, it } from "vitest";
import { trustLimitTagSession as rule } from "../../../../policies/rules/trust/limit-tag-session.ts";
import { assume, documentText, POLICY, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError, variable } from "../../judging.ts";

const CI = { AWS: "arn:aws:iam::000000000000:role/ci" };
const REFUSED = ["lets whoever assumes it choose any tags for the session (sts:TagSession)"];
const tagging = (action: unknown, condition?: Record<string, Record<string, unknown>>, principal: unknown = CI) =>
  says(rule, trustFacet([{ ...assume(principal, condition), Action: action }]));
const under = (operator: string, key: string, value: unknown) =>
  tagging(["sts:AssumeRole", "sts:TagSession"], { [operator]: { [key]: value } });

describe("policies/rules/trust/limit-tag-session", () => {
  describe("compliant", () => {
    it.each([
      ["StringEquals", "aws:RequestTag/team", "web"],
      ["stringequals", "AWS:requestTAG/team", ["web", "ops"]],
      ["ForAllValues:StringEquals", "aws:TagKeys", ["team", "cost"]],
    ])("takes tags that are named: %s %s %j", (operator, key, value) => {
      expect(under(operator, key, value)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each(["sts:TagSession", "sts:*", "STS:tagsession", "sts:Tag*", "*"])("sees that tags may be chosen freely: %s", (action) => {
      expect(tagging(action)).toEqual(REFUSED);
    });

    it.each([
      ["StringLike", "aws:RequestTag/team", "*"],
      ["StringEquals", "aws:RequestTag/team", variable("aws:username")],
      ["ForAnyValue:StringEquals", "aws:TagKeys", "team"],
      ["StringEquals", "aws:TagKeys", "team"],
      ["ForAllValues:StringEquals", "aws:TagKeys", "te*"],
      ["StringEquals", "aws:PrincipalTag/team", "web"],
    ])("does not take less for naming them: %s %s %j", (operator, key, value) => {
      expect(under(operator, key, value)).toEqual(REFUSED);
    });

    it("sees it of a federation too, and in the resource", () => {
      expect(tagging("sts:TagSession", undefined, { Federated: "arn:aws:iam::000000000000:saml-provider/okta" })).toEqual(REFUSED);
      const assumeRolePolicy = documentText([{ ...assume(CI), Action: "sts:TagSession" }]);
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy })).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say without sts:TagSession, about a denial of it, about services, and about policies", () => {
      expect(tagging("sts:AssumeRole")).toEqual([]);
      expect(says(rule, trustFacet([{ ...assume(CI), Effect: "Deny", Action: "sts:TagSession" }]))).toEqual([]);
      expect(tagging(["sts:AssumeRole", "sts:TagSession"], undefined, { Service: "pods.eks.amazonaws.com" })).toEqual([]);
      expect(
        saysOf(rule, POLICY, { name: "p", policy: documentText([{ Effect: "Allow", Action: "sts:TagSession", Resource: "*" }]) }),
      ).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ ...assume(CI), Principal: UNKNOWN.object }] } },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
