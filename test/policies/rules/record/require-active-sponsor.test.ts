import { describe, expect, it } from "vitest";
import { recordRequireActiveSponsor as rule } from "../../../../policies/rules/record/require-active-sponsor.ts";
import { declaredOf, personOf, recordOf } from "../../../support/builders.ts";
import { ROLE, says, saysOf, UNKNOWN } from "../../judging.ts";

const DECLARED = declaredOf({
  people: [
    personOf("w1"),
    personOf("w2", { status: "left" }),
    personOf("w3", { status: "leave" }),
    personOf("w4", { type: "seasonal", sponsor: "w1", ends: "2026-11-22" }),
  ],
});
const AGENT = {
  trust: { service: "bedrock-agentcore.amazonaws.com" },
  autonomy: { humanInLoop: true, mayDelegate: false },
  kill: { contact: "team/platform", procedure: "npm run disable -- agents/x --now" },
};
const DISABLED = { state: "disabled", disabled: { since: "2026-11-01", reason: "stopped", ref: "#1" } };
const said = (sponsor: string, fields: object = {}) =>
  says(
    rule,
    { facet: "record", account: "prod", record: recordOf("agents", "x", { ...AGENT, sponsor, ...fields }) },
    { declared: DECLARED },
  );

describe("policies/rules/record/require-active-sponsor", () => {
  describe("compliant", () => {
    it("has nothing to say about somebody who works here now", () => {
      expect(said("person/w1")).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      ["person/w2", "sponsor person/w2 has left"],
      ["person/w3", "sponsor person/w3 is away (leave) and cannot watch over it"],
      ["person/w4", "sponsor person/w4 has left"],
      ["person/w9", "sponsor person/w9 is not in the directory"],
    ])("refuses %s", (sponsor, message) => {
      expect(said(sponsor)).toEqual([message]);
    });
  });

  describe("not applicable", () => {
    it("lets an agent that is stopped wait for a new sponsor", () => {
      expect(said("person/w2", DISABLED)).toEqual([]);
    });

    it("has nothing to say about what has no sponsor", () => {
      const record = recordOf("service-accounts", "x");
      expect(says(rule, { facet: "record", account: "prod", record }, { declared: DECLARED })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, ROLE, { name: UNKNOWN.text, tags: UNKNOWN.object }, "agents/x")).toEqual([]);
    });
  });
});
