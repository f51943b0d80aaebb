import { describe, expect, it } from "vitest";
import { recordRequireCustodians as rule } from "../../../../policies/rules/record/require-custodians.ts";
import { declaredOf, personOf, recordOf } from "../../../support/builders.ts";
import { says, saysOf, UNKNOWN, USER } from "../../judging.ts";

const DECLARED = declaredOf({
  people: [personOf("w1"), personOf("w2", { status: "leave" }), personOf("w3", { status: "left" }), personOf("w4")],
});
const said = (...custodians: readonly string[]) => {
  const role = { permissions: ["arn:aws:iam::aws:policy/AdministratorAccess"] };
  const record = recordOf("break-glass", "glass-1", { custodians: custodians.map((id) => `person/${id}`), role });
  return says(rule, { facet: "record", account: "prod", record }, { declared: DECLARED });
};

describe("policies/rules/record/require-custodians", () => {
  describe("compliant", () => {
    it("has nothing to say about two people who work here, more of them, or one on leave", () => {
      expect([said("w1", "w4"), said("w1", "w4", "w3"), said("w1", "w2")]).toEqual([[], [], []]);
    });
  });

  describe("violating", () => {
    it("refuses custodians of whom fewer than two are left, and names who is gone", () => {
      expect(said("w1", "w3")).toEqual(["1 of its custodians work here, expected 2; gone: person/w3"]);
      expect(said("w3", "w9")).toEqual(["0 of its custodians work here, expected 2; gone: person/w3, person/w9"]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about other kinds", () => {
      const record = recordOf("service-accounts", "x");
      expect(says(rule, { facet: "record", account: "prod", record }, { declared: DECLARED })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, USER, { name: UNKNOWN.text, tags: UNKNOWN.object }, "break-glass/glass-1")).toEqual([]);
    });
  });
});
