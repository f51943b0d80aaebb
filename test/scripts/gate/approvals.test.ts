import { describe, expect, it } from "vitest";
import { approvalsOf } from "../../../scripts/gate/approvals.ts";
import type { Risk } from "../../../scripts/gate/risk.ts";
import { change } from "../../support/changes.ts";
import { exceptionText } from "../../support/findings.ts";
import { AS_OF, edit, SMALL } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RENEWED = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30");
const READERS = edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2027-10-30");
type Files = Record<string, string | null>;
type Situation = { risk?: Risk; reduces?: boolean; code?: boolean };
const table = (rows: string) => ({ "settings.yaml": `${SMALL["settings.yaml"]}approvals: ${rows}\n` });

function required(to: Files, { risk = "standard", reduces = false, code = false }: Situation = {}, from: Files = {}) {
  return approvalsOf(change(from, to), { risk, reduces, code }, undefined, AS_OF).required;
}

describe("scripts/gate/approvals", () => {
  it("needs whoever answers for the record, and shows that nobody has approved", () => {
    expect(approvalsOf(change({}, RENEWED), { risk: "standard", reduces: false, code: false }, undefined, AS_OF)).toEqual({
      required: ["team/payments"],
      given: [],
      missing: ["team/payments"],
      refused: [],
      obstacles: [],
      mayApprove: { "team/payments": ["ada-l", "bob-k"] },
    });
  });

  it.each([
    ["code, whatever else", { code: true, risk: "high", reduces: true } as const, ["team/security"]],
    ["a reduction", { reduces: true }, ["team/payments | team/security"]],
    [
      "a reduction of high risk: the row about reductions comes first",
      { reduces: true, risk: "high" } as const,
      ["team/payments | team/security"],
    ],
    ["a high risk", { risk: "high" } as const, ["team/payments", "team/security"]],
    ["anything else", {}, ["team/payments"]],
  ])("by default needs for %s", (_, situation, expected) => {
    expect(required(RENEWED, situation)).toEqual(expected);
  });

  it("needs the owners before and after: nobody takes a record, or gets rid of it, alone", () => {
    expect(required(edit(EXPORTER, "team/payments", "team/platform"))).toEqual(["team/payments", "team/platform"]);
  });

  it("needs the owner of each record, each once, sorted", () => {
    expect(required({ ...RENEWED, ...READERS })).toEqual(["team/payments", "team/platform"]);
    expect(required({ ...RENEWED, ...READERS }, { reduces: true })).toEqual([
      "team/payments | team/security",
      "team/platform | team/security",
    ]);
  });

  it("needs the manager of the person whose access it is: nobody answers for their own", () => {
    const w2 = { "accounts/prod/people/w2.yaml": SMALL["accounts/prod/people/w1.yaml"]!.replace("person/w1", "person/w2") };
    expect(required(w2)).toEqual(["person/w1"]);
  });

  describe("a grant", () => {
    const grant = (ends = "2026-11-24T10:00:00Z") => ({
      "accounts/prod/grants/g1.yaml": `who: person/w2\nrole: admin\nreason: INC-1 restore of a table\nstarts: 2026-11-24T08:00:00Z\nends: ${ends}\n`,
    });
    const ADMIN = "accounts/prod/roles/admin.yaml";

    it("needs whoever answers for its template and whom the template names, not the one who gets it", () => {
      expect(required(grant())).toEqual(["team/platform", "team/security"]);
    });

    it("needs whom base names, whatever the same change makes of the template", () => {
      const own = edit(ADMIN, "approvers: [team/security]", "approvers: [team/platform]");
      expect(required({ ...grant(), ...own })).toEqual(["team/platform", "team/security"]);
    });

    it("needs either side for an end before its time or its removal", () => {
      const either = ["team/platform | team/security"];
      expect(required(grant("2026-11-24T09:00:00Z"), { reduces: true }, grant())).toEqual(either);
      expect(required({}, { reduces: true }, grant())).toEqual(either);
    });
  });

  it("needs security where there is no manager", () => {
    expect(required(edit("accounts/prod/people/w1.yaml", "2027-03-31", "2027-04-30"))).toEqual(["team/security"]);
  });

  it("needs either side for stopping somebody's access, which leaves them nothing", () => {
    const off = `${SMALL["accounts/prod/people/w1.yaml"]}state: disabled\ndisabled: { since: 2026-11-24, reason: x, ref: x }\n`;
    expect(required({ "accounts/prod/people/w1.yaml": off }, { reduces: true })).toEqual(["person/w1 | team/security"]);
  });

  it("needs the owner of what is removed, and of what is new", () => {
    expect(required({ [EXPORTER]: null })).toEqual(["team/payments"]);
    expect(required({ "accounts/prod/groups/new.yaml": "owner: team/security\npurpose: New\nexpires: 2027-03-31\n" })).toEqual([
      "team/security",
    ]);
  });

  it("needs the platform team where no record says who", () => {
    expect(required({ "directory/teams/new.yaml": "lead: w2\n" })).toEqual(["team/platform"]);
  });

  it("needs the owner of the record that an exception is for", () => {
    expect(required({ "accounts/prod/exceptions/x.yaml": exceptionText("changed", "service-accounts/exporter") })).toEqual([
      "team/payments",
    ]);
  });

  describe("follows the table of base", () => {
    it("and not the one of the change", () => {
      expect(required({ ...RENEWED, ...table("[ { when: {}, need: [ team/payments ] } ]") }, { risk: "high" })).toEqual([
        "team/payments",
        "team/security",
      ]);
    });

    it.each([
      [
        "the first row that matches",
        "[ { when: { risk: high }, need: [ team/platform ] }, { when: { risk: high }, need: [ team/security ] } ]",
        { risk: "high" },
        ["team/platform"],
      ],
      [
        "all conditions of a row together",
        "[ { when: { risk: high, reduces: true }, need: [ team/platform ] }, { when: {}, need: [ owner ] } ]",
        { risk: "high" },
        ["team/payments"],
      ],
      ["a row about what is not high", "[ { when: { risk: standard }, need: [ team/platform ] } ]", {}, ["team/platform"]],
      ["a row about what is no reduction", "[ { when: { reduces: false }, need: [ team/platform ] } ]", {}, ["team/platform"]],
      ["a row about data", "[ { when: { path: data }, need: [ team/platform ] } ]", {}, ["team/platform"]],
      ["security when no row matches", "[ { when: { path: code }, need: [ team/platform ] } ]", {}, ["team/security"]],
      [
        "several needs",
        "[ { when: {}, need: [ owner, team/platform, team/security ] } ]",
        {},
        ["team/payments", "team/platform", "team/security"],
      ],
      ["a need that two words ask for, once", "[ { when: {}, need: [ owner, team/payments ] } ]", {}, ["team/payments"]],
      [
        "three alternatives",
        "[ { when: {}, need: [ owner | team/platform | team/security ] } ]",
        {},
        ["team/payments | team/platform | team/security"],
      ],
      ["an alternative that is the owner, said once", "[ { when: {}, need: [ owner | team/payments ] } ]", {}, ["team/payments"]],
    ] as const)("%s", (_, rows, situation, expected) => {
      expect(required(RENEWED, situation, table(rows))).toEqual(expected);
    });

    it("takes alternatives in either order for the same", () => {
      const either = (need: string) =>
        required(RENEWED, {}, table(`[ { when: {}, need: [ ${need} ] } ]`))[0]!
          .split(" | ")
          .sort();
      expect(either("team/security | owner")).toEqual(either("owner | team/security"));
    });
  });

  describe("of people", () => {
    const moved = (id: string, files: Files = {}) =>
      required(edit(`directory/people/${id}.yaml`, "ends: null", "ends: 2027-01-31", { ...SMALL, ...files }), { risk: "high" }, files);

    it("needs whoever answers for the person and security: the manager, and where that is the same person the next one", () => {
      expect(moved("w2")).toEqual(["person/w1", "team/security"]);
      expect(moved("w4")).toEqual(["person/w3", "team/security"]);
    });

    it("needs the sponsor of a contractor, as base names them", () => {
      const contractor = SMALL["directory/people/w2.yaml"]!.replace("employee", "contractor").replace("ends: null", "ends: 2026-12-31");
      const base = { "directory/people/w2.yaml": `${contractor}sponsor: w5\n` };
      const longer = { "directory/people/w2.yaml": `${contractor.replace("2026-12-31", "2027-12-31")}sponsor: w1\n` };
      expect(required(longer, { risk: "high" }, base)).toEqual(["person/w5", "team/security"]);
    });

    it("needs the manager whom the change names for somebody new", () => {
      const person = "team: web\nmanager: w5\ntype: employee\nstarts: 2026-12-01\nstatus: active\n".replace("web", "payments");
      expect(required({ "directory/people/w20.yaml": person }, { risk: "high" })).toEqual(["person/w5", "team/security"]);
    });
  });
});
