import { describe, expect, it } from "vitest";
import { trustRequireExternalId as rule } from "../../../../policies/rules/trust/require-external-id.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError, variable } from "../../judging.ts";

const FOREIGN = "999988887777";
const REFUSED = [`trusts the foreign account ${FOREIGN} without an ExternalId`];
const saidOf = (...statements: readonly unknown[]) => says(rule, trustFacet(statements));

/** The foreign account, under this condition. */
const when = (operator: string, value: unknown, key = "sts:ExternalId") =>
  saidOf(assume({ AWS: FOREIGN }, { [operator]: { [key]: value } }));

describe("policies/rules/trust/require-external-id", () => {
  describe("compliant", () => {
    it.each(["tn-7f3a9c", "ab", ["tn-7f3a9c", "tn-000000"], "a".repeat(1_224)])(
      "takes an ExternalId that is asked for exactly: %j",
      (value) => {
        expect(when("StringEquals", value)).toEqual([]);
      },
    );

    it("takes operators and keys in any case", () => {
      expect(when("stringEquals", "tn-7f3a9c", "STS:externalid")).toEqual([]);
    });

    it.each([
      { AWS: "000000000000" },
      { AWS: "arn:aws:iam::111111111111:root" },
      { AWS: ["arn:aws:iam::000000000000:role/ci", "arn:aws-cn:iam::111111111111:user/ada"] },
      { AWS: "arn:aws:sts::000000000000:assumed-role/ci/session" },
    ])("has nothing to say about accounts that are declared: %o", (principal) => {
      expect(saidOf(assume(principal))).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      FOREIGN,
      [FOREIGN],
      `arn:aws:iam::${FOREIGN}:root`,
      `arn:aws-cn:iam::${FOREIGN}:root`,
      `arn:aws-us-gov:iam::${FOREIGN}:role/team/x`,
      `arn:aws:iam::${FOREIGN}:user/ada`,
      `arn:aws:sts::${FOREIGN}:assumed-role/ci/session`,
      `arn:aws:sts::${FOREIGN}:federated-user/ada`,
      ["000000000000", `arn:aws:iam::${FOREIGN}:root`],
      [FOREIGN, `arn:aws:iam::${FOREIGN}:role/x`],
    ])("knows a foreign account however it is written, and names it once: %j", (value) => {
      expect(saidOf(assume({ AWS: value }))).toEqual(REFUSED);
    });

    it("names every foreign account", () => {
      expect(saidOf(assume({ AWS: [FOREIGN, "000000000000", "123456789012"] }))).toEqual([
        ...REFUSED,
        "trusts the foreign account 123456789012 without an ExternalId",
      ]);
    });

    it.each([
      ["StringLike", "tn-*"],
      ["StringLike", "*"],
      ["StringNotEquals", "tn-7f3a9c"],
      ["StringEqualsIfExists", "tn-7f3a9c"],
      ["ForAllValues:StringEquals", "tn-7f3a9c"],
      ["Null", "false"],
      ["StringEquals", ""],
      ["StringEquals", "x"],
      ["StringEquals", ["tn-7f3a9c", "x"]],
    ])("does not take less for asking: %s %j", (operator, value) => {
      expect(when(operator, value)).toEqual(REFUSED);
    });

    it.each([variable("sts:ExternalId"), `tn-${variable("aws:PrincipalAccount")}`])(
      "does not take what the caller says of itself for an ExternalId of ours: %s",
      (value) => {
        expect(when("StringEquals", value)).toEqual(REFUSED);
      },
    );

    it.each(["aws:PrincipalTag/ExternalId", "sts:ExternalIds", "externalid", "aws:RequestTag/x"])(
      "does not take another key for it: %s",
      (key) => {
        expect(when("StringEquals", "tn-7f3a9c", key)).toEqual(REFUSED);
      },
    );

    it("judges each statement by itself: an ExternalId in one does not guard another", () => {
      const guarded = assume({ AWS: FOREIGN }, { StringEquals: { "sts:ExternalId": "tn-7f3a9c" } });
      expect(saidOf(guarded, assume({ AWS: FOREIGN }))).toEqual(REFUSED);
    });

    it("does not count a denial beside it", () => {
      const deny = { ...assume({ AWS: FOREIGN }, { StringNotEquals: { "sts:ExternalId": "tn-7f3a9c" } }), Effect: "Deny" };
      expect(saidOf(assume({ AWS: FOREIGN }), deny)).toEqual(REFUSED);
    });

    it.each([
      ["StringEquals", "aws:PrincipalAccount", FOREIGN],
      ["StringEquals", "AWS:principalaccount", ["000000000000", FOREIGN]],
      ["ArnEquals", "aws:PrincipalArn", `arn:aws:iam::${FOREIGN}:role/x`],
      ["ArnLike", "aws:PrincipalArn", `arn:aws-cn:iam::${FOREIGN}:role/*`],
    ])("knows an account that a condition names behind everybody: %s %s %j", (operator, key, value) => {
      expect(saidOf(assume("*", { [operator]: { [key]: value } }))).toEqual(REFUSED);
    });

    it("sees it in the resource", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([assume({ AWS: FOREIGN })]) })).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it.each([
      { Service: "lambda.amazonaws.com" },
      { Federated: "arn:aws:iam::000000000000:saml-provider/okta" },
      { AWS: "AROAEXAMPLEOFADELETEDROLE" },
    ])("has nothing to say about principals that are no accounts: %o", (principal) => {
      expect(saidOf(assume(principal))).toEqual([]);
    });

    it("leaves everybody to the rule on wildcards", () => {
      expect(saidOf(assume("*"), assume({ AWS: "*" }))).toEqual([]);
    });

    it("has nothing to say about a denial", () => {
      expect(saidOf({ ...assume({ AWS: FOREIGN }), Effect: "Deny" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [assume({ AWS: [FOREIGN, UNKNOWN.text] })] } },
      { assumeRolePolicy: documentText([assume({ AWS: FOREIGN })]), name: UNKNOWN.text },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
