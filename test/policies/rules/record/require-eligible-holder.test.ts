import { describe, expect, it } from "vitest";
import { recordRequireEligibleHolder as rule } from "../../../../policies/rules/record/require-eligible-holder.ts";
import { accountOf, declaredOf, personOf, recordOf } from "../../../support/builders.ts";
import { ROLE, says, saysOf, UNKNOWN } from "../../judging.ts";

const said = (who: string, by: readonly string[]) => {
  const template = recordOf("roles", "admin", { requestable: { by, maxDuration: "4h", approvers: ["team/security"] } });
  const declared = declaredOf({
    accounts: [accountOf("prod", [template])],
    people: [personOf("w1"), personOf("w2", { team: "payments" })],
  });
  const window = { starts: "2026-11-23T14:00:00Z", ends: "2026-11-23T15:00:00Z" };
  const record = recordOf("grants", "g", { who, role: "admin", reason: "INC-1 restore of a table", ...window });
  return says(rule, { facet: "record", account: "prod", record }, { declared });
};

describe("policies/rules/record/require-eligible-holder", () => {
  describe("compliant", () => {
    it("has nothing to say about somebody who is listed, by name or by team", () => {
      expect(said("person/w1", ["person/w1"])).toEqual([]);
      expect(said("person/w1", ["team/payments", "team/platform"])).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses everybody else", () => {
      const message = (who: string) => [`${who} may not have roles/admin, which is for team/platform`];
      expect(said("person/w2", ["team/platform"])).toEqual(message("person/w2"));
      expect(said("person/w9", ["team/platform"])).toEqual(message("person/w9"));
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about other kinds", () => {
      expect(says(rule, { facet: "record", account: "prod", record: recordOf("service-accounts", "x") })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, ROLE, { name: UNKNOWN.text, tags: UNKNOWN.object }, "grants/g")).toEqual([]);
    });
  });
});
