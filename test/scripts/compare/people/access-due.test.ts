import { describe, expect, it } from "vitest";
import { accessDue, accountsGiven, EARLIER, isHere, recordsHeldBy } from "../../../../scripts/compare/people/access-due.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { personOf } from "../../../support/builders.ts";
import { TEMPLATES } from "../../../support/people.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

const DECLARED = small(TEMPLATES);
const joiner = (fields: object = {}) => personOf("w20", { team: "payments", manager: "w1", starts: "2026-11-20", ...fields });
const USER = "owner: person/w20\npurpose: Access to the ledger\nexpires: 2027-03-31\n";
const stopped = (since: string, reason = "has left") =>
  `${USER}state: disabled\ndisabled: { since: ${since}, reason: ${reason}, ref: x }\n`;

describe("scripts/compare/people/access-due", () => {
  it("is due from the first moment of the first day, in the person's time zone", () => {
    const person = joiner({ starts: "2026-11-24", timeZone: "Europe/Berlin" });
    expect(accessDue(person, DECLARED, "2026-11-23T22:59:59Z" as Instant)).toEqual([]);
    expect(accessDue(person, DECLARED, "2026-11-23T23:00:00Z" as Instant)).toEqual(["prod"]);
  });

  it.each([
    ["of a team that gets nothing", { team: "platform" }],
    ["of a team of which nothing is said", { team: "security" }],
    ["on leave", { status: "leave" }],
    ["who has left", { status: "left" }],
    ["whose last day is over", { ends: "2026-11-23" }],
    ["who began long ago", { starts: "2026-10-01" }],
  ])("is not due to somebody %s", (_, fields) => {
    expect(accessDue(joiner(fields), DECLARED, AS_OF)).toEqual([]);
  });

  it("is due once: not to somebody who has a user already, by whatever name", () => {
    for (const path of ["w20", "other"])
      expect(
        accessDue(
          joiner(),
          small({ ...TEMPLATES, "directory/people/w20.yaml": PERSON, [`accounts/prod/people/${path}.yaml`]: USER }),
          AS_OF,
        ),
      ).toEqual([]);
  });

  it("counts what was stopped since they began, and nothing of an earlier time", () => {
    const held = (text: string) =>
      recordsHeldBy(
        joiner(),
        small({ ...TEMPLATES, "directory/people/w20.yaml": PERSON, "accounts/prod/people/w20.yaml": text }).accounts.get("prod")!,
      ).length;
    expect([held(stopped("2026-11-22")), held(stopped("2026-11-10")), held(stopped("2026-11-22", EARLIER))]).toEqual([1, 0, 0]);
  });

  it("knows who is here, and where a team gets something", () => {
    expect([isHere(joiner(), AS_OF), isHere(joiner({ starts: "2026-11-25" }), AS_OF)]).toEqual([true, false]);
    expect(accountsGiven(joiner(), DECLARED)).toEqual(["prod"]);
  });
});

const PERSON = "team: payments\nmanager: w1\ntype: employee\nstarts: 2026-11-20\nstatus: active\n";
