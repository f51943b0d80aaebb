import { describe, expect, it } from "vitest";
import { sessionLimitDuration as rule } from "../../../../policies/rules/session/limit-duration.ts";
import { declaredOf, settingsOf } from "../../../support/builders.ts";
import { facetOwner, ROLE, says, saysOf, UNKNOWN, UnknownValueError, USER } from "../../judging.ts";

const session = (maxSessionDuration: number) => ({
  ...facetOwner("role", "deploy-web", "prod/workloads/deploy-web"),
  facet: "session" as const,
  maxSessionDuration,
});
const twoHours = { declared: declaredOf({ settings: settingsOf({ residualSession: "2h" }) }) };

describe("policies/rules/session/limit-duration", () => {
  describe("compliant", () => {
    it("has nothing to say up to exactly what the organisation allows", () => {
      expect(says(rule, session(900))).toEqual([]);
      expect(says(rule, session(3_600))).toEqual([]);
      expect(says(rule, session(7_200), twoHours)).toEqual([]);
    });

    it("takes a role that states nothing for one hour, as AWS does", () => {
      expect(saysOf(rule, ROLE, { name: "deploy-web" })).toEqual([]);
      expect(saysOf(rule, ROLE, { name: "deploy-web", maxSessionDuration: null })).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses one second more", () => {
      expect(says(rule, session(3_601))).toEqual(["its sessions last 3601 seconds, where 3600 are allowed"]);
      expect(says(rule, session(7_201), twoHours)).toEqual(["its sessions last 7201 seconds, where 7200 are allowed"]);
    });

    it("refuses the default when the organisation allows less", () => {
      const declared = declaredOf({ settings: settingsOf({ residualSession: "30m" }) });
      expect(saysOf(rule, ROLE, { name: "deploy-web" }, "workloads/deploy-web", { declared })).toEqual([
        "its sessions last 3600 seconds, where 1800 are allowed",
      ]);
    });

    it("reads numbers that travel as text, and refuses what is none", () => {
      expect(saysOf(rule, ROLE, { name: "deploy-web", maxSessionDuration: "43200" })).toEqual([
        "its sessions last 43200 seconds, where 3600 are allowed",
      ]);
      expect(saysOf(rule, ROLE, { name: "deploy-web", maxSessionDuration: "forever" })).toEqual([
        "its sessions last NaN seconds, where 3600 are allowed",
      ]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about users, whose sessions no setting limits", () => {
      expect(saysOf(rule, USER, { name: "ada", maxSessionDuration: 43_200 })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ maxSessionDuration: UNKNOWN.number }, { name: UNKNOWN.text, maxSessionDuration: 3_600 }])(
      "lets what is not known surface: %o",
      (unknown) => {
        expect(() => saysOf(rule, ROLE, { name: "deploy-web", ...unknown })).toThrow(UnknownValueError);
      },
    );
  });
});
