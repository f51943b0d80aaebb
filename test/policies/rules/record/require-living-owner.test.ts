import { describe, expect, it } from "vitest";
import { recordRequireLivingOwner as rule } from "../../../../policies/rules/record/require-living-owner.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf, recordOf, teamOf } from "../../../support/builders.ts";
import { says, saysOf, UNKNOWN, USER } from "../../judging.ts";

const DECLARED = declaredOf({
  people: [
    personOf("w1"),
    personOf("w2", { status: "left" }),
    personOf("w3", { status: "leave" }),
    personOf("w4", { team: "mixed", ends: "2026-12-31", timeZone: "Europe/Berlin" }),
    personOf("w5", { team: "mixed", status: "left" }),
    personOf("w6", { team: "ghosts", status: "left" }),
    personOf("w7", { team: "ghosts", ends: "2026-11-22" }),
  ],
  teams: [teamOf("platform"), teamOf("mixed", { lead: "w5" }), teamOf("ghosts", { lead: "w6" }), teamOf("empty")],
});

const owned = (owner: string, kind = "service-accounts") => ({
  facet: "record" as const,
  account: "prod",
  record: recordOf(kind, "exporter", { owner }),
});
const saidOf = (owner: string, asOf?: string) =>
  says(rule, owned(owner), { declared: DECLARED, ...(asOf === undefined ? {} : { asOf: asOf as Instant }) });

describe("policies/rules/record/require-living-owner", () => {
  describe("compliant", () => {
    it("has nothing to say about a person who works here, on leave too", () => {
      expect(saidOf("person/w1")).toEqual([]);
      expect(saidOf("person/w3")).toEqual([]);
    });

    it("has nothing to say about a team as long as one member works here, even when its lead has left", () => {
      expect(saidOf("team/platform")).toEqual([]);
      expect(saidOf("team/mixed")).toEqual([]);
    });

    it("lets a person answer until the last second of the last day, in the person's own time zone", () => {
      expect(saidOf("person/w4", "2026-12-31T22:59:59Z")).toEqual([]);
      expect(saidOf("team/mixed", "2026-12-31T22:59:59Z")).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses a person who has left", () => {
      expect(saidOf("person/w2")).toEqual(["owner person/w2 cannot answer: person/w2 has left"]);
    });

    it("refuses a person from the very end of the last day, whatever the status still says", () => {
      expect(saidOf("person/w4", "2026-12-31T23:00:00Z")).toEqual(["owner person/w4 cannot answer: person/w4 has left"]);
      expect(saidOf("person/w7")).toEqual(["owner person/w7 cannot answer: person/w7 has left"]);
    });

    it("refuses a team of which nobody is left, or that never had anybody", () => {
      expect(saidOf("team/ghosts")).toEqual(["owner team/ghosts cannot answer: team/ghosts has no active member"]);
      expect(saidOf("team/empty")).toEqual(["owner team/empty cannot answer: team/empty has no active member"]);
      expect(saidOf("team/mixed", "2026-12-31T23:00:00Z")).toEqual(["owner team/mixed cannot answer: team/mixed has no active member"]);
    });

    it("refuses an owner whom the directory does not know; a team is no person, and case counts", () => {
      expect(saidOf("person/w99")).toEqual(["owner person/w99 is not in the directory"]);
      expect(saidOf("team/w1")).toEqual(["owner team/w1 is not in the directory"]);
      expect(saidOf("person/W1")).toEqual(["owner person/W1 is not in the directory"]);
    });

    it.each(["people", "roles", "groups", "permissions", "workloads"])("asks it of %s as well", (kind) => {
      const fields: Record<string, Record<string, unknown>> = {
        permissions: { statements: [{ allow: "s3:GetObject", on: "arn:aws:s3:::x/*" }] },
        workloads: { trust: { service: "lambda.amazonaws.com" } },
        roles: { trust: { people: ["person/w1"] } },
      };
      const record = recordOf(kind, "x", { owner: "person/w2", ...fields[kind] });
      expect(says(rule, { facet: "record", account: "prod", record }, { declared: DECLARED })).toEqual([
        "owner person/w2 cannot answer: person/w2 has left",
      ]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about resources: whose they are stands in the record", () => {
      expect(
        saysOf(rule, USER, { name: "exporter", tags: { owner: "person/w2" } }, "service-accounts/exporter", { declared: DECLARED }),
      ).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it("reads records alone, so that nothing can be unknown to it", () => {
      expect(saysOf(rule, USER, { name: UNKNOWN.text, tags: UNKNOWN.object }, "service-accounts/exporter")).toEqual([]);
    });
  });
});
