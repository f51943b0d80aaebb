import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { comparison, exceptionText, expectedFinding, withoutLapsed } from "../../../support/findings.ts";
import { PART_NAMES, withGap } from "../../../support/observations.ts";
import { edit, personText, small } from "../../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const BY_PERSON = edit(EXPORTER, "team/payments", "person/w9");
const BY_TEAM = edit(EXPORTER, "team/payments", "team/ghosts");
const found = (message: string) =>
  expectedFinding({
    check: "orphaned",
    subject: "arn:aws:iam::000000000000:user/exporter",
    record: "service-accounts/exporter",
    severity: "high",
    message,
  });

describe("scripts/compare/checks/orphaned", () => {
  it("finds nothing while somebody answers for everything (in sync)", () => {
    expect(comparison(small()).findings).toEqual([]);
  });

  it("finds a record whose owner has left, and says it once", () => {
    expect(comparison(small(BY_PERSON)).findings).toEqual([found("nobody answers for service-accounts/exporter: person/w9 has left")]);
  });

  it("finds a record whose team has nobody left", () => {
    expect(comparison(small(BY_TEAM)).findings).toEqual([
      found("nobody answers for service-accounts/exporter: team/ghosts has no active member"),
    ]);
  });

  it("finds it from the end of the owner's last day on", () => {
    const files = {
      ...edit(EXPORTER, "team/payments", "person/w2"),
      "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments", ends: "2026-12-31" }),
    };
    const records = (asOf: string) =>
      comparison(small(files), undefined, asOf as Instant).findings.flatMap(({ check }) => (check === "orphaned" ? [check] : []));
    expect(records("2026-12-31T23:59:59Z")).toEqual([]);
    expect(records("2027-01-01T00:00:00Z")).toEqual(["orphaned"]);
  });

  it("counts somebody on leave: the answer may take a little longer", () => {
    const files = { ...BY_TEAM, "directory/people/w9.yaml": personText({ login: "g", id: 9, team: "ghosts", status: "leave" }) };
    expect(comparison(small(files)).findings).toEqual([]);
  });

  it("finds an agent whose sponsor has left, beside its owner", () => {
    const agent = (sponsor: string, owner: string) => ({
      "accounts/prod/agents/triage.yaml": `owner: ${owner}\npurpose: Triage of tickets\nexpires: 2027-01-31\nsponsor: ${sponsor}\ntrust: { service: bedrock.amazonaws.com }\nautonomy: { humanInLoop: true, mayDelegate: false }\nkill: { contact: team/payments, procedure: Set its record to disabled }\n`,
    });
    const found = (files: Record<string, string>) =>
      comparison(small(files)).findings.map(({ check, record, facet, message }) => [check, record, facet, message]);
    expect(found(agent("person/w1", "team/payments"))).toEqual([]);
    const sponsor = ["orphaned", "agents/triage", "sponsor", "nobody answers for agents/triage as its sponsor: person/w9 has left"];
    expect(found(agent("person/w9", "team/payments"))).toEqual([sponsor]);
    const away = { "directory/people/w9.yaml": personText({ login: "g", id: 9, team: "ghosts", status: "leave" }) };
    expect(found({ ...agent("person/w9", "team/payments"), ...away })).toEqual([
      [...sponsor.slice(0, 3), "nobody answers for agents/triage as its sponsor: person/w9 is on leave"],
    ]);
    expect(found(agent("person/w9", "person/w9"))).toEqual([
      ["orphaned", "agents/triage", null, "nobody answers for agents/triage: person/w9 has left"],
      sponsor,
    ]);
  });

  it("leaves a person's own access to the check leaver", () => {
    const left = { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }) };
    expect(comparison(small(left)).findings.map(({ check, record }) => [check, record])).toEqual([["leaver", "people/w1"]]);
  });

  it("is covered by an exception, and found again when that expired", () => {
    const compared = (expires: string) =>
      comparison(small({ ...BY_TEAM, "accounts/prod/exceptions/x.yaml": exceptionText("orphaned", "service-accounts/exporter", expires) }));
    expect(compared("2027-01-31")).toMatchObject({ findings: [], covered: [{ exception: "prod/exceptions/x" }] });
    expect(withoutLapsed(compared("2026-11-24"))).toMatchObject({ findings: [{ check: "orphaned" }], covered: [] });
  });

  it("is never unknown: it needs no part of the observation", () => {
    for (const name of PART_NAMES) {
      const { findings } = comparison(small(BY_TEAM), (observation) => withGap(observation, name));
      expect(findings.map(({ check }) => check)).toEqual(["orphaned"]);
    }
  });
});
