import { describe, expect, it } from "vitest";
import { recordLimitEnd as rule } from "../../../../policies/rules/record/limit-end.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf, recordOf } from "../../../support/builders.ts";
import { says, saysOf, UNKNOWN, USER } from "../../judging.ts";

const access = (expires: string, fields: Record<string, unknown> = {}, kind = "people") => ({
  facet: "record" as const,
  account: "prod",
  record: recordOf(kind, "w7", { expires, owner: "person/w7", ...fields }),
});

/** An organisation in which w7 has this last day in this time zone. */
const leaving = (ends: string | null, timeZone = "Etc/UTC") => ({
  declared: declaredOf({
    people: [personOf("w1001"), personOf("w7", { type: ends === null ? "employee" : "seasonal", sponsor: "w1001", ends, timeZone })],
  }),
});

/** Where the last day is over, and one second later. */
const lastInstants: readonly [zone: string, ends: string, end: string, tooLate: string, said: string][] = [
  ["Etc/UTC", "2026-12-31", "2027-01-01T00:00:00Z", "2027-01-01T00:00:01Z", "works until 1 Jan 2027 00:00:00 UTC (in 39 days)"],
  ["Europe/Berlin", "2026-12-31", "2026-12-31T23:00:00Z", "2026-12-31T23:00:01Z", "works until 31 Dec 2026 23:00:00 UTC (in 38 days)"],
  ["America/New_York", "2026-12-31", "2027-01-01T05:00:00Z", "2027-01-01T05:00:01Z", "works until 1 Jan 2027 05:00:00 UTC (in 39 days)"],
  ["Pacific/Kiritimati", "2026-12-31", "2026-12-31T10:00:00Z", "2026-12-31T10:00:01Z", "works until 31 Dec 2026 10:00:00 UTC (in 38 days)"],
  ["Asia/Kathmandu", "2026-12-31", "2026-12-31T18:15:00Z", "2026-12-31T18:15:01Z", "works until 31 Dec 2026 18:15:00 UTC (in 38 days)"],
  // Clocks go forward on the day itself, so it is an hour short.
  ["Europe/Berlin", "2027-03-28", "2027-03-28T22:00:00Z", "2027-03-28T22:00:01Z", "works until 28 Mar 2027 22:00:00 UTC (in 125 days)"],
  // Clocks go back at the very end of the day, so its last hour comes twice.
  ["America/Santiago", "2027-04-03", "2027-04-04T04:00:00Z", "2027-04-04T04:00:01Z", "works until 4 Apr 2027 04:00:00 UTC (in 132 days)"],
  // Clocks go forward at the very end of the day: the first instant after it is 01:00 of the next.
  ["America/Santiago", "2027-09-04", "2027-09-05T04:00:00Z", "2027-09-05T04:00:01Z", "works until 5 Sep 2027 04:00:00 UTC (in 286 days)"],
];

describe("policies/rules/record/limit-end", () => {
  describe("compliant", () => {
    it.each(lastInstants)("lets access end together with the last day (%s, %s)", (timeZone, ends, end) => {
      expect(says(rule, access(end), leaving(ends, timeZone))).toEqual([]);
    });

    it("has nothing to say about a person without a last day", () => {
      expect(says(rule, access("2099-01-01"), leaving(null))).toEqual([]);
    });

    it("has nothing to say about access that ends earlier, or has ended", () => {
      expect(says(rule, access("2026-12-01"), leaving("2026-12-31"))).toEqual([]);
      expect(says(rule, access("2025-01-01"), leaving("2026-12-31"))).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each(lastInstants)("refuses one second more (%s, %s)", (timeZone, ends, _, tooLate, said) => {
      expect(says(rule, access(tooLate), leaving(ends, timeZone))).toEqual([`${said}, but the last day of person/w7 is ${ends}`]);
    });

    it("refuses a date that means the day after in the person's own time zone", () => {
      expect(says(rule, access("2027-01-01"), leaving("2026-12-31", "Europe/Berlin"))).toEqual([
        "works until 31 Dec 2026 23:59:59 UTC (in 39 days), but the last day of person/w7 is 2026-12-31",
      ]);
    });

    it("goes by whose user it is, not only by who is written down as its owner", () => {
      const said = ["works until 31 Jan 2027 23:59:59 UTC (in 70 days), but the last day of person/w7 is 2026-12-31"];
      expect(says(rule, access("2027-02-01", { owner: "person/w1001" }), leaving("2026-12-31"))).toEqual(said);
      const record = recordOf("people", "ada", { expires: "2027-02-01", owner: "person/w1001" });
      const ada = personOf("w7", { type: "seasonal", sponsor: "w1001", ends: "2026-12-31", aws: { prod: { user: "ada" } } });
      const declared = declaredOf({ people: [personOf("w1001"), ada] });
      expect(says(rule, { facet: "record", account: "prod", record }, { declared })).toEqual(said);
      expect(says(rule, { facet: "record", account: "dev", record }, { declared })).toEqual([]);
    });

    it("refuses an agent that outlives its sponsor, and a third party that outlives its contract", () => {
      const judged = (kind: string, fields: object) => ({
        facet: "record" as const,
        account: "prod",
        record: recordOf(kind, "x", { expires: "2027-02-01", ...fields }),
      });
      const agent = {
        sponsor: "person/w7",
        trust: { service: "bedrock.amazonaws.com" },
        autonomy: { humanInLoop: true, mayDelegate: false },
        kill: { contact: "team/platform", procedure: "Set its record to disabled" },
      };
      const vendor = { trust: { account: "999988887777", externalId: "tn-1" }, contract: { company: "Acme", ends: "2026-12-31" } };
      const said = "works until 31 Jan 2027 23:59:59 UTC (in 70 days), but the last day of";
      expect(says(rule, judged("agents", agent), leaving("2026-12-31"))).toEqual([`${said} person/w7 is 2026-12-31`]);
      expect(says(rule, judged("vendors", vendor), leaving(null))).toEqual([`${said} the contract is 2026-12-31`]);
      expect(says(rule, judged("vendors", { ...vendor, expires: "2027-01-01" }), leaving(null))).toEqual([]);
    });

    it("refuses access that goes on after the last day has passed", () => {
      const asOf = "2027-01-05T00:00:00Z" as Instant;
      expect(says(rule, access("2027-02-01"), { ...leaving("2026-12-31"), asOf })).toEqual([
        "works until 31 Jan 2027 23:59:59 UTC (in 27 days), but the last day of person/w7 is 2026-12-31",
      ]);
    });

    it("says so of access that has ended since, but too late", () => {
      const asOf = "2027-03-01T00:00:00Z" as Instant;
      expect(says(rule, access("2027-02-01"), { ...leaving("2026-12-31"), asOf })).toEqual([
        "ended 1 Feb 2027 00:00:00 UTC (28 days ago), but the last day of person/w7 is 2026-12-31",
      ]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about what a person only answers for", () => {
      expect(says(rule, access("2027-02-01", {}, "service-accounts"), leaving("2026-12-31"))).toEqual([]);
      expect(says(rule, access("2027-02-01", {}, "groups"), leaving("2026-12-31"))).toEqual([]);
    });

    it("leaves a person whom the directory does not know to reading, which refuses the record", () => {
      const record = recordOf("people", "w8", { expires: "2027-02-01" });
      expect(says(rule, { facet: "record", account: "prod", record }, leaving("2026-12-31"))).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, USER, { name: UNKNOWN.text, tags: UNKNOWN.object }, "people/w7")).toEqual([]);
    });
  });
});
