import { describe, expect, it } from "vitest";
import { reviewersOf } from "../../../scripts/propose/reviewers.ts";
import { decided } from "../../support/decisions.ts";
import { addEntity, strangeUser } from "../../support/observations.ts";
import { changeOf } from "../../support/proposals.ts";
import { AS_OF, edit, PROD, personText, small, smallTree } from "../../support/small-organisation.ts";

const ask = (record: Parameters<typeof changeOf>[0], files: Record<string, string | null> = {}) =>
  reviewersOf(changeOf(record), small(files), AS_OF).asked;
const left = (login: string, id: number, team: string) => personText({ login, id, team, manager: "w1", status: "left" });

describe("scripts/propose/reviewers", () => {
  it("asks the lead of the owning team, then security's lead", () => {
    expect(ask({})).toEqual(["ada-l", "sec-s"]);
  });

  it("asks the person who owns a record of software", () => {
    expect(ask({}, edit("accounts/prod/service-accounts/exporter.yaml", "team/payments", "person/w2"))).toEqual(["bob-k", "sec-s"]);
  });

  it("asks somebody else of a team whose lead has left", () => {
    expect(ask({}, { "directory/people/w1.yaml": left("ada-l", 1, "payments").replace("manager: w1", "manager: null") })).toEqual([
      "bob-k",
      "sec-s",
    ]);
  });

  it("asks security alone when nobody of the owners is left", () => {
    expect(ask({}, edit("accounts/prod/service-accounts/exporter.yaml", "team/payments", "team/ghosts"))).toEqual(["sec-s", "sue-t"]);
  });

  it("asks at most two, and nobody twice", () => {
    const owned = edit("accounts/prod/service-accounts/exporter.yaml", "team/payments", "team/security");
    expect(ask({}, owned)).toEqual(["sec-s", "sue-t"]);
  });

  it("passes over people without an account on GitHub", () => {
    expect(
      ask(
        {},
        { "directory/people/w1.yaml": "github: null\nteam: payments\nmanager: null\ntype: employee\nstarts: 2020-01-01\nstatus: active\n" },
      ),
    ).toEqual(["sec-s", "sue-t"]);
  });

  describe("never asks the person whose access it is", () => {
    const W2 = { "accounts/prod/people/w2.yaml": "owner: person/w2\npurpose: Console\nexpires: 2027-03-31\n" };
    const W3 = { "accounts/prod/people/w3.yaml": "owner: person/w3\npurpose: Console\nexpires: 2027-03-31\n" };

    it("but their manager", () => {
      expect(ask({ record: "people/w2" }, W2)).toEqual(["ada-l", "sec-s"]);
    });

    it("but the manager's manager, when the manager has left", () => {
      const files = {
        ...W2,
        "directory/people/w5.yaml": personText({ login: "pia-p", id: 5, team: "platform" }),
        "directory/people/w1.yaml": left("ada-l", 1, "payments").replace("manager: w1", "manager: w5"),
        "directory/people/w3.yaml": personText({ login: "sec-s", id: 3, team: "security" }),
      };
      expect(ask({ record: "people/w2" }, files)).toEqual(["pia-p", "sec-s"]);
    });

    it("but the rest of security, for somebody of security", () => {
      expect(ask({ record: "people/w3" }, W3)).toEqual(["ada-l", "sue-t"]);
    });

    it("also when their user is only now taken into the records", () => {
      const { declared, decision } = decided(smallTree(), (observation) => addEntity(observation, strangeUser(PROD, "w3")));
      expect(decision.changes[0]!.record).toBe("people/w3");
      expect(reviewersOf(decision.changes[0]!, declared, AS_OF).asked).not.toContain("sec-s");
    });
  });

  it("never asks nobody: when all of security is concerned or gone, somebody else who can answer is asked", () => {
    const files = {
      "directory/people/w3.yaml": personText({ login: "sec-s", id: 3, team: "security" }),
      "directory/people/w4.yaml": personText({ login: "sue-t", id: 4, team: "security", status: "left" }),
      "accounts/prod/people/w3.yaml": "owner: person/w3\npurpose: Console\nexpires: 2027-03-31\n",
    };
    const asked = ask({ record: "people/w3" }, files);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked).not.toContain("sec-s");
  });
});
