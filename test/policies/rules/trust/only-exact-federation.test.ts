import { describe, expect, it } from "vitest";
import { trustOnlyExactFederation as rule } from "../../../../policies/rules/trust/only-exact-federation.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError, variable } from "../../judging.ts";

const ISSUER = "oidc.example.org/jobs";
const OIDC = { Federated: `arn:aws:iam::000000000000:oidc-provider/${ISSUER}` };
const SAML = { Federated: "arn:aws:iam::000000000000:saml-provider/okta" };
const AUDIENCE = `does not ask ${ISSUER} for an audience (${ISSUER}:aud)`;
const SUBJECT = `does not ask ${ISSUER} for one subject (${ISSUER}:sub)`;
const saidOf = (principal: unknown, condition?: Record<string, Record<string, unknown>>) =>
  says(rule, trustFacet([assume(principal, condition)]));
const withSubject = (operator: string, value: unknown) =>
  saidOf(OIDC, { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" }, [operator]: { [`${ISSUER}:sub`]: value } });

describe("policies/rules/trust/only-exact-federation", () => {
  describe("compliant", () => {
    it("takes audience and subject that are named exactly", () => {
      expect(withSubject("StringLike", "job-7")).toEqual([]);
      expect(saidOf(OIDC, { stringequals: { [`${ISSUER.toUpperCase()}:AUD`]: "x", [`${ISSUER}:sub`]: ["a", "b"] } })).toEqual([]);
    });

    it("takes the audience of SAML", () => {
      expect(saidOf(SAML, { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } })).toEqual([]);
    });
  });

  describe("violating", () => {
    it("says what is not asked for", () => {
      expect(saidOf(OIDC)).toEqual([AUDIENCE, SUBJECT]);
      expect(saidOf(OIDC, { StringEquals: { [`${ISSUER}:sub`]: "job-7" } })).toEqual([AUDIENCE]);
      expect(saidOf(SAML)).toEqual([`does not ask ${SAML.Federated} for an audience (SAML:aud)`]);
      expect(saidOf({ Federated: "accounts.google.com" })).toEqual([
        "does not ask accounts.google.com for an audience (accounts.google.com:aud)",
        "does not ask accounts.google.com for one subject (accounts.google.com:sub)",
      ]);
    });

    it.each([
      ["StringLike", "job-*"],
      ["StringLike", "job-?"],
      ["StringLike", ["job-7", "*"]],
      ["StringNotEquals", "job-7"],
      ["StringEqualsIfExists", "job-7"],
      ["ForAllValues:StringEquals", "job-7"],
      ["StringLike", variable("aws:username")],
    ])("does not take less for one subject: %s %j", (operator, value) => {
      expect(withSubject(operator, value)).toEqual([SUBJECT]);
    });

    it("sees it in the resource", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([assume(OIDC)]) })).toEqual([AUDIENCE, SUBJECT]);
    });
  });

  describe("not applicable", () => {
    it("leaves GitHub to its own rule, and has nothing to say about others and denials", () => {
      expect(saidOf({ Federated: "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com" })).toEqual([]);
      expect(saidOf({ Service: "lambda.amazonaws.com" })).toEqual([]);
      expect(says(rule, trustFacet([{ ...assume(OIDC), Effect: "Deny" }]))).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ ...assume(OIDC), Principal: UNKNOWN.object }] } },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
