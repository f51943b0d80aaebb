import { describe, expect, it } from "vitest";
import {
  activeMembers,
  endOfPerson,
  hasLeft,
  knownOwners,
  person,
  resolveOwner,
  startOfPerson,
  successorTeam,
} from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { declaredOf, personOf, teamOf } from "../../support/builders.ts";

const asOf = "2026-11-23T12:00:00Z" as Instant;
const contractor = { type: "contractor", sponsor: "w1001" };

describe("stacks/model/directory", () => {
  describe("a person's end", () => {
    it("is open without a last day", () => {
      expect(startOfPerson(personOf("w1", { starts: "2027-03-29", timeZone: "Europe/Berlin" }))).toBe("2027-03-28T22:00:00Z");
      expect(endOfPerson(personOf("w1"))).toBeNull();
    });

    it("comes after the last day, in the person's own time zone", () => {
      expect(endOfPerson(personOf("w1", { ...contractor, ends: "2027-03-31" }))).toBe("2027-04-01T00:00:00Z");
      expect(endOfPerson(personOf("w1", { ...contractor, ends: "2027-03-31", timeZone: "Europe/Berlin" }))).toBe("2027-03-31T22:00:00Z");
    });
  });

  describe("hasLeft", () => {
    it.each([
      ["an employee without an end", {}, false],
      ["somebody on leave", { status: "leave" }, false],
      ["somebody who said so", { status: "left" }, true],
      ["somebody whose last day is today", { ends: "2026-11-23" }, false],
      ["somebody whose last day was yesterday, though nobody said so", { ends: "2026-11-22" }, true],
      ["somebody whose last day is over where they live", { ends: "2026-11-23", timeZone: "Pacific/Kiritimati" }, true],
      ["somebody whose last day has just begun where they live", { ends: "2026-11-23", timeZone: "Pacific/Pago_Pago" }, false],
      ["somebody whose system writes 9999-12-31 for never", { ends: "9999-12-31" }, false],
    ])("judges %s", (_who, fields, left) => {
      expect(hasLeft(personOf("w1", fields), asOf)).toBe(left);
    });

    it("turns at the second", () => {
      const leaving = personOf("w1", { ends: "2026-11-22" });
      expect(hasLeft(leaving, "2026-11-22T23:59:59Z" as Instant)).toBe(false);
      expect(hasLeft(leaving, "2026-11-23T00:00:00Z" as Instant)).toBe(true);
    });
  });

  describe("resolveOwner", () => {
    const { directory } = declaredOf({
      people: [
        personOf("w1"),
        personOf("w2", { team: "web", status: "left" }),
        personOf("w3", { team: "data", status: "leave" }),
        personOf("w4", { team: "data", ends: "2026-11-01" }),
      ],
      teams: [teamOf("platform"), teamOf("web"), teamOf("data"), teamOf("empty")],
    });
    const answers = (owner: string) => {
      const resolved = resolveOwner(directory, owner, asOf);
      return resolved.state === "answers" ? resolved.people.map(({ id }) => id) : resolved;
    };

    it("names the person, or the members of the team who are here", () => {
      expect(answers("person/w1")).toEqual(["w1"]);
      expect(answers("team/platform")).toEqual(["w1"]);
      expect(answers("team/data")).toEqual(["w3"]);
    });

    it("says who is gone, and why", () => {
      expect(answers("person/w2")).toEqual({ state: "gone", why: "person/w2 has left" });
      expect(answers("team/web")).toEqual({ state: "gone", why: "team/web has no active member" });
      expect(answers("team/empty")).toEqual({ state: "gone", why: "team/empty has no active member" });
    });

    it.each(["person/w9", "team/w1", "person/platform", "w1", "", "robot/w1", "team/", "team/platform "])("does not know %j", (owner) => {
      expect(answers(owner)).toEqual({ state: "unknown" });
    });

    it("lists members by their team and nothing else", () => {
      expect(activeMembers(directory, "data", asOf).map(({ id }) => id)).toEqual(["w3"]);
      expect(activeMembers(directory, "nobody", asOf)).toEqual([]);
    });

    it("lists all owners that could be meant", () => {
      expect(knownOwners(directory)).toEqual([
        "team/platform",
        "team/web",
        "team/data",
        "team/empty",
        "person/w1",
        "person/w2",
        "person/w3",
        "person/w4",
      ]);
    });
  });

  describe("successorTeam", () => {
    const line = [
      personOf("top", { team: "board" }),
      personOf("middle", { team: "web", manager: "top", status: "left" }),
      personOf("low", { team: "data", manager: "middle" }),
      personOf("lost", { manager: "nobody" }),
      personOf("loop-a", { manager: "loop-b", status: "left" }),
      personOf("loop-b", { manager: "loop-a", status: "left" }),
    ];
    const { directory } = declaredOf({ people: line });
    const successor = (id: string) => successorTeam(directory, directory.people.get(id)!, asOf);

    it("is the team of the first manager up the line who is still here", () => {
      expect(successor("low")).toBe("team/board");
      expect(successor("middle")).toBe("team/board");
    });

    it("is nobody where the line ends, breaks or loops", () => {
      expect(["top", "lost", "loop-a"].map(successor)).toEqual([undefined, undefined, undefined]);
    });
  });

  describe("person", () => {
    const written = { team: "web", manager: null, starts: "2024-02-01", status: "active" };

    it("asks everybody but employees for a sponsor and a last day", () => {
      expect(person.safeParse({ ...written, type: "employee" }).success).toBe(true);
      for (const type of ["contractor", "seasonal", "external"]) {
        expect(person.safeParse({ ...written, type }).success).toBe(false);
        expect(person.safeParse({ ...written, type, sponsor: "w1" }).success).toBe(false);
        expect(person.safeParse({ ...written, type, ends: "2027-01-01" }).success).toBe(false);
        expect(person.safeParse({ ...written, type, sponsor: "w1", ends: "2027-01-01" }).success).toBe(true);
      }
    });

    it("has no place for personal data", () => {
      expect(person.safeParse({ ...written, type: "employee", name: "Ada" }).success).toBe(false);
      expect(person.safeParse({ ...written, type: "employee", email: "ada@example.org" }).success).toBe(false);
    });

    it("acts in an account as a user or as a session of a role", () => {
      const aws = (principal: unknown) => person.safeParse({ ...written, type: "employee", aws: { prod: principal } }).success;
      expect([{ user: "w1" }, { role: "arn:aws:iam::000000000000:role/x", session: "w1" }].map(aws)).toEqual([true, true]);
      expect([{}, { role: "arn:aws:iam::000000000000:role/x" }, { user: "w1", session: "w1" }].map(aws)).toEqual([false, false, false]);
    });
  });
});
