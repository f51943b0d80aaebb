import { describe, expect, it } from "vitest";
import { handOver } from "../../../../scripts/decide/responses/hand-over.ts";
import { situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { edit, personText, small } from "../../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const left = (login: string, id: number, team: string, manager?: string) =>
  personText({ login, id, team, status: "left", ...(manager === undefined ? {} : { manager }) });
const answerFor = (files: Record<string, string>) => handOver(someFinding({ check: "orphaned" }), situationOf(small(files)));
const to = (owner: string) => ({ action: "hand-over", edits: [{ change: EXPORTER, steps: [{ set: ["owner"], to: owner }] }] });

describe("scripts/decide/responses/hand-over", () => {
  it("gives a leaver's record to the team of their manager", () => {
    expect(answerFor(edit(EXPORTER, "team/payments", "person/w9"))).toEqual(to("team/payments"));
  });

  it("goes up the line past managers who left too", () => {
    const files = { ...edit(EXPORTER, "team/payments", "person/w9"), "directory/people/w2.yaml": left("bob-k", 2, "ghosts", "w3") };
    expect(answerFor(files)).toEqual(to("team/security"));
  });

  it("gives the record of an empty team to the account's owner", () => {
    expect(answerFor(edit(EXPORTER, "team/payments", "team/ghosts"))).toEqual(to("team/platform"));
  });

  it("gives it to security when the account's owner cannot answer either", () => {
    const files = { ...edit(EXPORTER, "team/payments", "team/ghosts"), "directory/people/w5.yaml": left("pia-p", 5, "platform") };
    expect(answerFor(files)).toEqual(to("team/security"));
  });

  it("does not give it to a team that cannot answer: when nobody can, it says so", () => {
    const files = {
      ...edit(EXPORTER, "team/payments", "team/ghosts"),
      "directory/people/w5.yaml": left("pia-p", 5, "platform"),
      "directory/people/w3.yaml": left("sec-s", 3, "security"),
      "directory/people/w4.yaml": left("sue-t", 4, "security"),
    };
    expect(answerFor(files)).toEqual({
      nothing: "nobody is left who could take it over: not the manager's team, not the account's owner, not security",
    });
  });

  describe("an agent without a sponsor", () => {
    const AGENT = "accounts/prod/agents/triage.yaml";
    const agent = (owner: string, more = "") =>
      `owner: ${owner}\npurpose: Triage of tickets\nexpires: 2027-01-31\nsponsor: person/w9\ntrust: { service: bedrock.amazonaws.com }\nautonomy: { humanInLoop: true, mayDelegate: false }\nkill: { contact: team/payments, procedure: Set its record to disabled }\n${more}`;
    const answer = (text: string) =>
      handOver(someFinding({ check: "orphaned", record: "agents/triage", facet: "sponsor" }), situationOf(small({ [AGENT]: text })));

    it("is given to the lead of its owners", () => {
      expect(answer(agent("team/payments"))).toEqual({
        action: "hand-over",
        edits: [{ change: AGENT, steps: [{ set: ["sponsor"], to: "person/w1" }] }],
      });
    });

    it("is stopped when none of its owners is left", () => {
      expect(answer(agent("team/ghosts"))).toMatchObject({
        action: "disable",
        edits: [
          {
            change: AGENT,
            steps: [
              { set: ["state"], to: "disabled" },
              { set: ["disabled"], to: { reason: "nobody is left who could sponsor agents/triage" } },
            ],
          },
        ],
      });
    });

    it("stays stopped", () => {
      const stopped = "state: disabled\ndisabled: { since: 2026-11-01, reason: stopped, ref: x }\n";
      expect(answer(agent("team/ghosts", stopped))).toEqual({
        nothing: "nobody of its owners is left who could sponsor it; it is disabled already",
      });
    });
  });
});
