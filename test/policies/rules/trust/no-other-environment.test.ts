import { describe, expect, it } from "vitest";
import { trustNoOtherEnvironment as rule } from "../../../../policies/rules/trust/no-other-environment.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError } from "../../judging.ts";

const DEV = "111111111111";
const REFUSED = ["is in production and lets in dev, which is non-production"];
const saidOf = (principal: unknown, condition?: Record<string, Record<string, unknown>>) =>
  says(rule, trustFacet([assume(principal, condition)]));

describe("policies/rules/trust/no-other-environment", () => {
  describe("compliant", () => {
    it("has nothing to say about the same environment", () => {
      expect(saidOf({ AWS: ["000000000000", "arn:aws:iam::000000000000:role/ci"] })).toEqual([]);
      const ofDev = { ...trustFacet([assume({ AWS: DEV })]), record: "dev/workloads/deploy-web" };
      expect(says(rule, ofDev)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      DEV,
      `arn:aws:iam::${DEV}:root`,
      `arn:aws:iam::${DEV}:role/ci`,
      `arn:aws:sts::${DEV}:assumed-role/ci/x`,
      ["000000000000", DEV],
    ])("knows the account however it is written, and names it once: %j", (value) => {
      expect(saidOf({ AWS: value })).toEqual(REFUSED);
    });

    it("says it of development that lets in production", () => {
      const ofDev = { ...trustFacet([assume({ AWS: "000000000000" })]), record: "dev/workloads/deploy-web" };
      expect(says(rule, ofDev)).toEqual(["is in non-production and lets in prod, which is production"]);
    });

    it("is not content with an ExternalId, and knows an account that a condition names", () => {
      expect(saidOf({ AWS: DEV }, { StringEquals: { "sts:ExternalId": "tn-7f3a9c" } })).toEqual(REFUSED);
      expect(saidOf("*", { StringEquals: { "aws:PrincipalAccount": DEV } })).toEqual(REFUSED);
      expect(saidOf("*", { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${DEV}:role/*` } })).toEqual(REFUSED);
    });

    it("sees it in the resource of a record", () => {
      const assumeRolePolicy = documentText([assume({ AWS: DEV })]);
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy }, "workloads/web")).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about foreign accounts, about services, and about denials", () => {
      expect(saidOf({ AWS: "999988887777" })).toEqual([]);
      expect(saidOf({ Service: "lambda.amazonaws.com" })).toEqual([]);
      expect(says(rule, trustFacet([{ ...assume({ AWS: DEV }), Effect: "Deny" }]))).toEqual([]);
    });

    it("cannot say which environment a role is of that no record declares", () => {
      expect(says(rule, { ...trustFacet([assume({ AWS: DEV })]), record: undefined })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ ...assume({ AWS: DEV }), Principal: UNKNOWN.object }] } },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
