import { describe, expect, it } from "vitest";
import { merged } from "../../../support/decisions.ts";
import { decidedAbout } from "../../../support/people.ts";
import { SMALL } from "../../../support/small-organisation.ts";

const P = "accounts/prod";
const LEFT = { w1: { status: "left" as const } };
const AGENT = `owner: team/payments\nsponsor: person/w1\npurpose: Drafts replies to customers\nexpires: 2027-02-01\ntrust: { service: bedrock-agentcore.amazonaws.com }\npermissions: [ledger-write]\nautonomy: { humanInLoop: true, mayDelegate: false }\nkill: { contact: team/payments, procedure: "npm run disable -- agents/triage" }\n`;
const ofPerson = (path: string, id: string) => SMALL[path]!.replace(/owner: \S+/, `owner: person/${id}`);

describe("scripts/decide/people/departure", () => {
  it("disables a leaver's own access, hands on what they own, names another sponsor and another lead", () => {
    const files = {
      [`${P}/agents/triage.yaml`]: AGENT,
      [`${P}/workloads/worker.yaml`]: ofPerson(`${P}/workloads/worker.yaml`, "w2"),
      "directory/teams/payments.yaml": "lead: w2\n",
      [`${P}/people/w2.yaml`]: SMALL[`${P}/people/w1.yaml`]!.replace("person/w1", "person/w2"),
      [`${P}/agents/two.yaml`]: AGENT.replace("sponsor: person/w1", "sponsor: person/w2"),
    };
    const { only, tree } = decidedAbout({ w2: { status: "left" } }, files);
    const { accounts, directory } = merged(tree, only.edits);
    const fields = (ref: string) => accounts.get("prod")!.records.get(ref as never)!.fields as unknown as Record<string, unknown>;
    expect(fields("people/w2")).toMatchObject({ state: "disabled", expires: "2026-11-25T00:00:00Z", disabled: { ref: "people/w2" } });
    expect(fields("workloads/worker")).toMatchObject({ owner: "team/payments", expires: "2027-06-30T00:00:00Z" });
    expect([fields("agents/two").sponsor, fields("agents/triage").sponsor]).toEqual(["person/w1", "person/w1"]);
    expect(directory.teams.get("payments")?.lead).toBe("w1");
    expect(only.notes).toContain(
      "team/payments loses its lead: person/w1, the nearest manager up the line, leads it until somebody else is named",
    );
    expect(only.notes).toContain("to certify again: prod/roles/support names them in trust.people");
  });

  it("says where a team is left without a lead and nobody stands above", () => {
    expect(decidedAbout(LEFT).only.notes).toContain(
      "team/payments is left without a lead, and nobody stands above person/w1: name one in directory/teams/payments.yaml",
    );
  });

  it("says who is the last that can approve for a team", () => {
    expect(decidedAbout({ w5: { status: "left" } }).only.notes).toContain(
      "person/w5 is the last of team/platform who can approve: put somebody else into it first",
    );
    expect(decidedAbout({ w4: { status: "left" } }).only.notes).toEqual([]);
  });

  it("does not stop the last administrator of an account, and says so", () => {
    const root = `${SMALL[`${P}/people/w1.yaml`]!}legacy: { attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] }\n`;
    const { only, tree } = decidedAbout(LEFT, { [`${P}/people/w1.yaml`]: root });
    const { accounts, directory } = merged(tree, only.edits);
    expect(directory.people.get("w1")?.status).toBe("left");
    expect(accounts.get("prod")!.records.get("people/w1")!.fields.state).toBeUndefined();
    expect(only.notes.find((note) => note.includes("nobody else can administer prod"))).toMatch(/^prod\/people\/w1 is left as it is/);
  });

  it("names another sponsor before one goes, so that the agent does not end with them", () => {
    const { only, tree } = decidedAbout({ w1: { ends: "2026-12-31" } }, { [`${P}/agents/triage.yaml`]: AGENT });
    const agent = merged(tree, only.edits).accounts.get("prod")!.records.get("agents/triage")!.fields;
    expect(agent).toMatchObject({ sponsor: "person/w2", expires: "2027-02-01T00:00:00Z" });
  });

  it("leaves to drift what is found already: a last day that is over has its own pull request there", () => {
    const files = { "directory/people/w1.yaml": SMALL["directory/people/w1.yaml"]!.replace("ends: null", "ends: 2026-11-20") };
    expect(decidedAbout(LEFT, files).only.edits.map((one) => "change" in one && one.change)).toEqual(["directory/people/w1.yaml"]);
  });

  it("pauses access while somebody is away, and gives back that and nothing else", () => {
    const { only, tree } = decidedAbout({ w1: { status: "leave" } });
    const paused = merged(tree, only.edits);
    expect(paused.accounts.get("prod")!.records.get("people/w1")!.fields).toMatchObject({
      state: "disabled",
      disabled: { reason: "person/w1 is on leave", ref: "people/w1" },
    });
    const away = SMALL["directory/people/w1.yaml"]!.replace("status: active", "status: leave");
    const stopped = (reason: string) => ({
      "directory/people/w1.yaml": away,
      [`${P}/people/w1.yaml`]: `${SMALL[`${P}/people/w1.yaml`]}state: disabled\ndisabled: { since: 2026-11-01, reason: ${reason}, ref: x }\n`,
    });
    const back = decidedAbout({ w1: { status: "active" } }, stopped("person/w1 is on leave"));
    expect(merged(back.tree, back.only.edits).accounts.get("prod")!.records.get("people/w1")!.fields.state).toBeUndefined();
    const other = decidedAbout({ w1: { status: "active" } }, stopped("looked suspicious"));
    expect(merged(other.tree, other.only.edits).accounts.get("prod")!.records.get("people/w1")!.fields.state).toBe("disabled");
    expect(other.only.notes).toEqual(["prod/people/w1 stays stopped: looked suspicious"]);
  });

  it("stops what somebody had before they left when they come back, if nobody had yet", () => {
    const back = { status: "active" as const, starts: "2026-12-01", department: "payments", manager: "w1" };
    const files = { [`${P}/people/w9.yaml`]: SMALL[`${P}/people/w1.yaml`]!.replace("person/w1", "person/w9") };
    const { only, tree } = decidedAbout({ w9: back }, files);
    expect(only.action).toBe("readmit");
    expect(merged(tree, only.edits).accounts.get("prod")!.records.get("people/w9")!.fields.state).toBe("disabled");
  });
});
