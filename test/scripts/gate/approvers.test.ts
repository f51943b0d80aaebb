import { describe, expect, it } from "vitest";
import { answerable, approversOf, isActive, type Need, printNeed } from "../../../scripts/gate/approvers.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { AS_OF, edit, SMALL, small } from "../../support/small-organisation.ts";

type Files = Record<string, string>;
const electorate = (files: Files, interested: readonly string[], asOf: Instant = AS_OF) => {
  const { directory, settings } = small(files);
  return { directory, settings, interested: new Map(interested.map((id) => [id, "wrote it"])), asOf };
};
const able = (need: Need, files: Files = {}, interested: readonly string[] = [], asOf?: Instant) =>
  approversOf(need, electorate(files, interested, asOf))
    .map(({ id }) => id)
    .sort();
const STANDS_IN = {
  "directory/teams/payments.yaml": "lead: w1\ndelegates: [{ for: w1, to: w5, from: 2026-12-20, until: 2027-01-06 }]\n",
};

describe("scripts/gate/approvers", () => {
  it("are the members of a team, or a person, or any of several", () => {
    expect([able(["team/payments"]), able(["person/w3"]), able(["team/payments", "team/security"])]).toEqual([
      ["w1", "w2"],
      ["w3"],
      ["w1", "w2", "w3", "w4"],
    ]);
  });

  it.each<[string, Files]>([
    ["on leave", edit("directory/people/w2.yaml", "status: active", "status: leave")],
    ["gone", edit("directory/people/w2.yaml", "ends: null", "ends: 2026-11-01")],
    ["not here yet", edit("directory/people/w2.yaml", "starts: 2020-01-01", "starts: 2026-12-01")],
    ["without an account on GitHub", edit("directory/people/w2.yaml", "github: { login: bob-k, id: 2 }", "github: null")],
  ])("are not those who are %s", (_, files) => {
    expect(able(["team/payments"], files)).toEqual(["w1"]);
  });

  it("are not those who are interested", () => {
    expect(able(["team/payments"], {}, ["w1"])).toEqual(["w2"]);
  });

  it.each<[string, Instant, readonly string[]]>([
    ["before", "2026-12-19T23:59:59Z" as Instant, ["w1", "w2"]],
    ["from the first moment of the first day", "2026-12-20T00:00:00Z" as Instant, ["w1", "w2", "w5"]],
    ["to the last moment of the last day", "2027-01-06T23:59:59Z" as Instant, ["w1", "w2", "w5"]],
    ["after", "2027-01-07T00:00:00Z" as Instant, ["w1", "w2"]],
  ])("have stand-ins on their days: %s", (_, asOf, expected) => {
    expect(able(["team/payments"], STANDS_IN, [], asOf)).toEqual(expected);
  });

  it("have no stand-in who is interested, nor for somebody who is", () => {
    const asOf = "2026-12-24T00:00:00Z" as Instant;
    expect(able(["team/payments"], STANDS_IN, ["w5"], asOf)).toEqual(["w1", "w2"]);
    expect(able(["team/payments"], STANDS_IN, ["w1"], asOf)).toEqual(["w2"]);
    expect(able(["person/w1"], STANDS_IN, [], asOf)).toEqual(["w1", "w5"]);
  });

  describe("when nobody may, are", () => {
    const instead = (need: Need, interested: readonly string[], files: Files = {}) => answerable(need, electorate(files, interested));
    it.each<[string, Need, readonly string[], Need]>([
      ["the manager of the person", ["person/w2"], ["w2"], ["person/w1"]],
      ["the manager of the lead of the team", ["team/platform"], ["w5"], ["person/w1"]],
      ["the next manager who may", ["person/w4"], ["w4", "w3"], ["person/w1"]],
      ["security where there is no manager", ["person/w1"], ["w1"], ["team/security"]],
      ["platform where security may not either", ["person/w1"], ["w1", "w3", "w4"], ["team/platform"]],
      ["still nobody where nobody is left", ["person/w1"], ["w1", "w2", "w3", "w4", "w5"], ["person/w1"]],
    ])("%s", (_, need, interested, expected) => {
      expect(instead(need, interested)).toEqual(expected);
    });

    it("nobody else while one of several may", () => {
      expect(instead(["person/w2", "team/security"], ["w2"])).toEqual(["person/w2", "team/security"]);
    });

    it("not looked for in a circle", () => {
      const circle = { ...edit("directory/people/w5.yaml", "status: active", "status: leave") };
      expect(instead(["team/platform"], ["w1"], circle)).toEqual(["team/security"]);
    });
  });

  it("know who works here at a moment", () => {
    const w9 = small().directory.people.get("w9")!;
    expect(isActive(w9, AS_OF)).toBe(false);
    expect(SMALL["directory/people/w9.yaml"]).toContain("left");
  });

  it("are written with a bar between those of whom one suffices", () => {
    expect(printNeed(["team/a", "team/b"])).toBe("team/a | team/b");
  });
});
