import { describe, expect, it } from "vitest";
import { consoleNoServiceAccounts as rule } from "../../../../policies/rules/console/no-service-accounts.ts";
import { facetOwner, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const PROFILE = "aws:iam/userLoginProfile:UserLoginProfile";
const REFUSED = ["has a console password, and it is a service account"];

const console = (record: string | undefined, has = true) => ({
  ...facetOwner("user", "exporter", record),
  facet: "console" as const,
  console: has,
});

describe("policies/rules/console/no-service-accounts", () => {
  describe("compliant", () => {
    it("has nothing to say about a person with a password, nor about a service account without one", () => {
      expect(says(rule, console("prod/people/w1042"))).toEqual([]);
      expect(says(rule, console("prod/service-accounts/exporter", false))).toEqual([]);
    });

    it("knows whose password a resource is", () => {
      expect(saysOf(rule, PROFILE, { user: "w1042" }, "people/w1042#console")).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses a service account with a password, whatever its account or name", () => {
      expect(says(rule, console("prod/service-accounts/exporter"))).toEqual(REFUSED);
      expect(says(rule, console("dev/service-accounts/people"))).toEqual(REFUSED);
    });

    it("sees it in the resource", () => {
      expect(saysOf(rule, PROFILE, { user: "exporter" }, "service-accounts/exporter#console")).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about a user whom no record declares: that is a finding of its own", () => {
      expect(says(rule, console(undefined))).toEqual([]);
      expect(says(rule, console("service-accounts/exporter"))).toEqual([]);
      expect(saysOf(rule, PROFILE, { user: "exporter" })).toEqual([]);
    });

    it("is not misled by a name that only looks like the kind", () => {
      expect(says(rule, console("prod/people/service-accounts"))).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("lets a user who is not known surface", () => {
      expect(() => saysOf(rule, PROFILE, { user: UNKNOWN.text }, "service-accounts/exporter#console")).toThrow(UnknownValueError);
    });
  });
});
