import { describe, expect, it } from "vitest";
import { exampleRecord } from "../../../../policies/example.ts";
import { recordLimitLifetime as rule } from "../../../../policies/rules/record/limit-lifetime.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import type { RecordRef } from "../../../../stacks/model/ref.ts";
import { declaredOf, settingsOf } from "../../../support/builders.ts";
import { says, saysOf, UNKNOWN, USER } from "../../judging.ts";

const ending = (ref: RecordRef, expires: string, fields: Record<string, unknown> = {}) =>
  exampleRecord(ref, { expires: expires as Instant, ...fields });

/** 180 and 365 days after the moment of judging, which is midnight of 23 November 2026. */
const HALF_A_YEAR = "2027-05-22T00:00:0";
const A_YEAR = "2027-11-23T00:00:0";
const BY_YEAR = ["service-accounts/x", "workloads/x", "roles/x", "groups/x", "permissions/x"] as const;

describe("policies/rules/record/limit-lifetime", () => {
  describe("compliant", () => {
    it("has nothing to say about an end exactly as far away as the kind allows", () => {
      expect(says(rule, ending("people/w1042", `${HALF_A_YEAR}0Z`))).toEqual([]);
      for (const ref of BY_YEAR) expect(says(rule, ending(ref, `${A_YEAR}0Z`))).toEqual([]);
    });

    it("has nothing to say about an end that has passed", () => {
      expect(says(rule, ending("people/w1042", "2026-11-23T00:00:00Z"))).toEqual([]);
      expect(says(rule, ending("people/w1042", "2001-01-01T00:00:00Z"))).toEqual([]);
    });

    it("counts anew each time: what was too far away comes nearer", () => {
      const judged = ending("people/w1042", `${HALF_A_YEAR}1Z`);
      expect(says(rule, judged, { asOf: "2026-11-23T00:00:01Z" as Instant })).toEqual([]);
    });
  });

  describe("violating", () => {
    it("counts a grant from its own start, however early it is asked for", () => {
      const grant = (ends: string) => ending("grants/g", ends, { starts: "2026-12-23T08:00:00Z" as Instant });
      expect(says(rule, grant("2026-12-23T20:00:00Z"))).toEqual([]);
      expect(says(rule, grant("2026-12-23T20:00:01Z"))).toEqual(["lasts 43201s from 2026-12-23T08:00:00Z, where a grant may last 12h"]);
    });

    it("refuses one second more for people", () => {
      expect(says(rule, ending("people/w1042", `${HALF_A_YEAR}1Z`))).toEqual([
        "works until 22 May 2027 00:00:00 UTC (in 180 days): 181 days, where people may last 180 days",
      ]);
    });

    it.each(BY_YEAR)("refuses one second more for %s", (ref) => {
      expect(says(rule, ending(ref, `${A_YEAR}1Z`))).toEqual([
        `works until 23 Nov 2027 00:00:00 UTC (in 365 days): 366 days, where ${ref.split("/")[0]} may last 365 days`,
      ]);
    });

    it("refuses an end that means never", () => {
      expect(says(rule, ending("workloads/x", "9999-12-31T23:59:59Z"))).toEqual([
        "works until 31 Dec 9999 23:59:58 UTC (in 2912116 days): 2912117 days, where workloads may last 365 days",
      ]);
    });

    it("goes by the organisation's own limit", () => {
      const declared = declaredOf({ settings: settingsOf({ lifetimes: { groups: "30d" } }) });
      expect(says(rule, ending("groups/x", "2026-12-23T00:00:00Z"), { declared })).toEqual([]);
      expect(says(rule, ending("groups/x", "2026-12-24T00:00:00Z"), { declared })).toEqual([
        "works until 23 Dec 2026 23:59:59 UTC (in 31 days): 31 days, where groups may last 30 days",
      ]);
    });

    it("does not spare a template, nor what is disabled: both are records that somebody has to renew", () => {
      const said = ["works until 31 Dec 2027 23:59:59 UTC (in 404 days): 404 days, where roles may last 365 days"];
      expect(says(rule, ending("roles/admin", "2028-01-01T00:00:00Z", { requestable: {} }))).toEqual(said);
      expect(says(rule, ending("roles/admin", "2028-01-01T00:00:00Z", { state: "disabled" }))).toEqual(said);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about kinds that know no longest lifetime", () => {
      expect(says(rule, ending("tenure/until-2099-01-01", "2099-01-01T00:00:00Z"))).toEqual([]);
    });

    it("has nothing to say about resources", () => {
      expect(saysOf(rule, USER, { name: "w1042", tags: { expires: "2099-01-01T00:00:00Z" } }, "people/w1042")).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, USER, { name: UNKNOWN.text, tags: UNKNOWN.object }, "people/w1042")).toEqual([]);
    });
  });
});
