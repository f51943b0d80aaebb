import { describe, expect, it } from "vitest";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { elsewhereAccount, withAccounts, withGitHub } from "../../../support/elsewhere.ts";
import { comparison, exceptionText, expectedFinding } from "../../../support/findings.ts";
import { personText, SMALL, small } from "../../../support/small-organisation.ts";

const W1 = "accounts/prod/people/w1.yaml";
const named = (more = "") => ({ [W1]: `${SMALL[W1]}applications: { ticketing: a1 }\n${more}` });
const left = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) };
const leavers = (files: Record<string, string | null>, disturb: (observation: Observation) => Observation) =>
  comparison(small(files), disturb).findings.filter(({ check }) => check === "application-leaver");
const seen = withAccounts({ ticketing: [elsewhereAccount("a1", { admin: true }), elsewhereAccount("a2")] });
const FOUND = expectedFinding({
  check: "application-leaver",
  subject: "application/ticketing#a1",
  record: "people/w1",
  severity: "critical",
  message: "ticketing account a1, an administrator, is active and belongs to person/w1 by prod/people/w1, and person/w1 has left",
});

describe("scripts/compare/checks/application-leaver", () => {
  it("finds nothing while its person is here (in sync), or while nothing was asked", () => {
    expect(leavers(named(), seen)).toEqual([]);
    expect(leavers({ ...named(), ...left }, (observation) => observation)).toEqual([]);
  });

  it("finds the account of somebody who has left, as critical, and none that is not active", () => {
    expect(leavers({ ...named(), ...left }, seen)).toEqual([FOUND]);
    expect(leavers({ ...named(), ...left }, withAccounts({ ticketing: [elsewhereAccount("a1", { active: false })] }))).toEqual([]);
  });

  it.each([
    [
      "disabled",
      named("state: disabled\ndisabled: { since: 2026-11-20, reason: on a long leave, ref: x }\n"),
      "people/w1",
      /people\/w1 is disabled$/,
    ],
    ["over", { [W1]: named()[W1]!.replace("2027-03-31", "2026-11-20") }, "people/w1", /people\/w1 ended 20 Nov 2026/],
    [
      "gone",
      {
        [W1]: null,
        "accounts/prod/retired/people/w1.yaml": `${named()[W1]}retired: { at: 2026-11-20, reason: single sign-on, ref: "#5" }\n`,
      },
      null,
      /people\/w1 was retired$/,
    ],
  ])("finds the account whose record is %s", (_, files, record, message) => {
    expect(leavers(files, seen)).toMatchObject([{ severity: "high", record, message: expect.stringMatching(message) }]);
  });

  it("leaves an account alone that somebody else has taken over", () => {
    const directory = { "directory/people/w2.yaml": `${SMALL["directory/people/w2.yaml"]}applications: { ticketing: a1 }\n` };
    expect(leavers({ ...named(), ...left, ...directory }, seen)).toEqual([]);
  });

  it("knows people on GitHub by their numbers: a login can be somebody else's", () => {
    const accounts = [elsewhereAccount("9", { handle: "renamed" }), elsewhereAccount("1", { handle: "gone-g" })];
    expect(leavers({}, withGitHub(accounts))).toMatchObject([
      {
        ...{ subject: "application/github#9", record: null, severity: "critical" },
        message: "github account 9 (renamed) is active and belongs to person/w9 by the directory, and person/w9 has left",
      },
    ]);
  });

  it("believes what an application says of the person where nobody else says anything", () => {
    const own = withAccounts({ ticketing: [elsewhereAccount("x", { person: "w9" }), elsewhereAccount("a1", { person: "w9" })] });
    expect(leavers(named(), own).map(({ subject }) => subject)).toEqual(["application/ticketing#x"]);
  });

  it("is unknown about an application that could not be read, or an account that nobody understands, and about no other", () => {
    const except = [
      { source: "applications", operation: "Users", reason: "503", retry: true, subject: "application/wiki" as const },
      { source: "applications", operation: "guard", reason: '"?"', retry: false, subject: "application/ticketing#a1" as const },
    ];
    const files = { ...named(), ...left };
    const disturb = withAccounts({ ticketing: [elsewhereAccount("a1"), elsewhereAccount("a9", { person: "w9" })] }, except);
    expect(leavers(files, disturb).map(({ subject }) => subject)).toEqual(["application/ticketing#a9"]);
    const { unknown } = comparison(small(files), disturb);
    expect(unknown.filter(({ check }) => check === "application-leaver").map(({ gap }) => gap)).toEqual(except);
  });

  it("is covered by an exception of the record", () => {
    const files = { ...named(), ...left, "accounts/prod/exceptions/x.yaml": exceptionText("application-leaver", "people/w1") };
    expect(comparison(small(files), seen).covered).toMatchObject([{ finding: FOUND, exception: "prod/exceptions/x" }]);
  });
});
