import { describe, expect, it } from "vitest";
import { trustNoWildcardPrincipal as rule } from "../../../../policies/rules/trust/no-wildcard-principal.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError, USER, variable } from "../../judging.ts";

const OPEN = ["trusts everybody (principal *)"];
const saidOf = (...statements: readonly unknown[]) => says(rule, trustFacet(statements));

/** Everybody, but only under this condition. */
const when = (operator: string, key: string, value: unknown) => saidOf(assume("*", { [operator]: { [key]: value } }));

describe("policies/rules/trust/no-wildcard-principal", () => {
  describe("compliant", () => {
    it.each([
      { AWS: "arn:aws:iam::000000000000:role/ci" },
      { AWS: ["000000000000", "arn:aws-cn:iam::000000000000:root"] },
      { AWS: "arn:aws:sts::000000000000:assumed-role/ci/session" },
      { Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] },
      { Federated: "arn:aws:iam::000000000000:saml-provider/okta" },
    ])("has nothing to say about principals that are named: %o", (principal) => {
      expect(saidOf(assume(principal))).toEqual([]);
    });

    it.each([
      ["StringEquals", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
      ["StringEquals", "AWS:principalorgid", ["o-a1b2c3d4e5", "o-f6g7h8i9j0"]],
      ["StringLike", "aws:PrincipalOrgID", "o-a1b2c3d4e5"],
      ["StringEquals", "aws:PrincipalAccount", "000000000000"],
      ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::000000000000:role/ci"],
      ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::000000000000:role/ci-*"],
      ["StringLike", "aws:PrincipalArn", "arn:aws-cn:iam::000000000000:role/*"],
      ["StringEquals", "aws:SourceAccount", "000000000000"],
    ])("takes a condition that says who may come for a name: %s %s %j", (operator, key, value) => {
      expect(when(operator, key, value)).toEqual([]);
    });

    it("has nothing to say about a denial of everybody, or of everybody but a few", () => {
      const deny = { Effect: "Deny", Action: "sts:AssumeRole" };
      const but = { ...deny, NotPrincipal: { AWS: "arn:aws:iam::000000000000:role/ci" } };
      expect(saidOf({ ...deny, Principal: "*" }, { ...deny, Principal: { AWS: "*" } }, but)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      "*",
      { AWS: "*" },
      { AWS: ["*"] },
      { AWS: ["arn:aws:iam::000000000000:role/ci", "*"] },
      { Service: "*" },
      { Federated: "*" },
      { Service: "lambda.amazonaws.com", AWS: "*" },
      { AWS: "arn:aws:iam::*:root" },
      { AWS: "arn:aws-cn:iam::*:role/ci" },
      { AWS: "arn:*:iam::*:root" },
      { AWS: "arn:aws:sts::*:assumed-role/ci/session" },
      { Federated: "arn:aws:iam::*:oidc-provider/token.actions.githubusercontent.com" },
    ])("refuses everybody, however it is written: %o", (principal) => {
      expect(saidOf(assume(principal))).toEqual(OPEN);
    });

    it("refuses everybody but a few, whatever the conditions", () => {
      const but = { Effect: "Allow", NotPrincipal: { AWS: "arn:aws:iam::000000000000:role/ci" }, Action: "sts:AssumeRole" };
      const narrow = { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } };
      const expected = ["trusts everybody but a few (NotPrincipal)"];
      expect(saidOf(but)).toEqual(expected);
      expect(saidOf({ ...but, Condition: narrow })).toEqual(expected);
    });

    it("says it for each statement that does, and finds it behind others and beside denials", () => {
      const named = assume({ AWS: "000000000000" });
      expect(saidOf(named, assume("*"), { Effect: "Deny", Principal: "*", Action: "sts:TagSession" }, assume({ AWS: "*" }))).toEqual([
        ...OPEN,
        ...OPEN,
      ]);
    });

    it.each([
      ["StringEquals", "sts:ExternalId", "tn-7f3a9c"],
      ["IpAddress", "aws:SourceIp", "203.0.113.0/24"],
      ["Bool", "aws:MultiFactorAuthPresent", "true"],
      ["StringEquals", "aws:PrincipalType", "User"],
      ["StringEquals", "aws:PrincipalTag/team", "payments"],
      ["DateLessThan", "aws:CurrentTime", "2027-03-31T00:00:00Z"],
    ])("does not take a condition on something else for a name: %s %s", (operator, key, value) => {
      expect(when(operator, key, value)).toEqual(OPEN);
    });

    it.each([
      "StringNotEquals",
      "StringNotLike",
      "StringEqualsIfExists",
      "StringLikeIfExists",
      "ForAllValues:StringEquals",
      "ForAllValues:StringLike",
      "Null",
    ])("does not take an operator that lets others in for a name: %s", (operator) => {
      expect(when(operator, "aws:PrincipalOrgID", operator === "Null" ? "false" : "o-a1b2c3d4e5")).toEqual(OPEN);
    });

    it.each([
      ["StringLike", "aws:PrincipalOrgID", "*"],
      ["StringLike", "aws:PrincipalOrgID", "o-*"],
      ["StringLike", "aws:PrincipalOrgID", ["o-a1b2c3d4e5", "?-*"]],
      ["StringLike", "aws:PrincipalAccount", "????????????"],
      ["StringLike", "aws:PrincipalAccount", "0*"],
      ["StringLike", "aws:SourceAccount", "?*"],
      ["StringLike", "aws:PrincipalArn", "arn:*"],
      ["StringLike", "aws:PrincipalArn", "arn:aws:iam::*:role/ci"],
      ["ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/*"],
      ["ArnLike", "aws:PrincipalArn", "arn:aws:*:*:00000000000?:role/ci"],
      ["ArnEquals", "aws:PrincipalArn", "arn:aws:iam::*:role/ci"],
      ["ArnEquals", "aws:PrincipalArn", "arn:*:*:*:*:*"],
    ])("does not take a pattern that other accounts match for a name: %s %s %j", (operator, key, value) => {
      expect(when(operator, key, value)).toEqual(OPEN);
    });

    it.each([
      ["StringEquals", "aws:PrincipalAccount", variable("aws:PrincipalAccount")],
      ["StringEquals", "aws:PrincipalOrgID", variable("aws:PrincipalOrgID")],
      ["ArnLike", "aws:PrincipalArn", variable("aws:PrincipalArn")],
      ["StringLike", "aws:PrincipalArn", `arn:aws:iam::${variable("aws:PrincipalAccount")}:role/ci`],
    ])("does not take what the caller says of itself for a name: %s %s %j", (operator, key, value) => {
      expect(when(operator, key, value)).toEqual(OPEN);
    });

    it("sees it in the resource, as text or as an object", () => {
      const statement = assume({ AWS: "*" });
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([statement]) })).toEqual(OPEN);
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: { Version: "2012-10-17", Statement: statement } })).toEqual(OPEN);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about resources that trust nobody", () => {
      expect(saysOf(rule, USER, { name: "ada", assumeRolePolicy: documentText([assume("*")]) })).toEqual([]);
      expect(saysOf(rule, "aws:iam/policy:Policy", { name: "p", policy: documentText([assume("*")]) })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [assume({ AWS: UNKNOWN.text })] } },
      { assumeRolePolicy: documentText([assume("*")]), name: UNKNOWN.text },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
