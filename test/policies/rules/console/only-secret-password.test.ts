import { describe, expect, it } from "vitest";
import { EXAMPLE_DECLARED } from "../../../../policies/example.ts";
import { FACETS } from "../../../../policies/facets.ts";
import { consoleOnlySecretPassword as rule } from "../../../../policies/rules/console/only-secret-password.ts";
import { facetOwner, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const PROFILE = "aws:iam/userLoginProfile:UserLoginProfile";
const REFUSED = ["its first password would stand in the state in plain text"];
const shown = (props: Record<string, unknown>, additionalSecretOutputs: readonly string[] = []) =>
  FACETS.console[PROFILE]!(
    { type: PROFILE, name: "people/w1042#console", props, opts: { additionalSecretOutputs } },
    { account: "prod", declared: EXAMPLE_DECLARED },
  ).flatMap((judged) => says(rule, judged));

describe("policies/rules/console/only-secret-password", () => {
  describe("compliant", () => {
    it("takes a password that is marked as a secret, or encrypted for a key", () => {
      expect(shown({ user: "w1042" }, ["password"])).toEqual([]);
      expect(shown({ user: "w1042", pgpKey: "keybase:somebody" })).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses one that is not, whatever else is a secret", () => {
      expect(shown({ user: "w1042" })).toEqual(REFUSED);
      expect(shown({ user: "w1042", pgpKey: "" }, ["encryptedPassword"])).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about a password in AWS: it does not show in which state it stands", () => {
      expect(says(rule, { ...facetOwner("user", "w1042", "prod/people/w1042"), facet: "console", console: true })).toEqual([]);
    });

    it("has nothing to say where options are not shown", () => {
      expect(saysOf(rule, PROFILE, { user: "w1042" }, "people/w1042#console")).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("lets a user who is not known surface", () => {
      expect(() => saysOf(rule, PROFILE, { user: UNKNOWN.text }, "people/w1042#console")).toThrow(UnknownValueError);
    });
  });
});
