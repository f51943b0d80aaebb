import { describe, expect, it } from "vitest";
import type { Role } from "../../../stacks/iam/entity.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { OwnerRef } from "../../../stacks/model/ref.ts";
import { declaredOf, END, personOf, recordOf, roleEntity, teamOf } from "../../support/builders.ts";
import { AS_OF } from "../../support/small-organisation.ts";
import { DECLARED, entitiesOf, PROD, recognise } from "./translation.ts";

const AGENT = {
  sponsor: "person/w1001",
  trust: { service: "bedrock-agentcore.amazonaws.com" },
  autonomy: { humanInLoop: true, mayDelegate: false },
  kill: { contact: "team/platform", procedure: "npm run disable -- agents/triage --now" },
};
const role = (fields: object = {}) => entitiesOf(recordOf("agents", "triage", { ...AGENT, ...fields }))[0] as Role;
const problems = (fields: object) =>
  KINDS.agents!.record.safeParse({
    owner: "team/platform",
    purpose: "Triage of tickets",
    expires: "2027-01-01",
    ...AGENT,
    ...fields,
  }).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);

describe("stacks/kinds/agents", () => {
  it("is a workload's role that is denied to hand its task on", () => {
    const { autonomy: _a, sponsor: _s, kill: _k, ...workload } = AGENT;
    const [same] = entitiesOf(recordOf("workloads", "triage", workload));
    const { inline, tags, ...rest } = role();
    expect(rest).toEqual((({ inline: _i, tags: _t, ...others }) => others)(same as Role));
    expect(tags.record).toBe("prod/agents/triage");
    expect(inline).toEqual({
      "tenure-onward": {
        version: "2012-10-17",
        statements: [
          {
            sid: "NotOnward",
            effect: "Deny",
            actions: [
              "sts:AssumeRole",
              "sts:AssumeRoot",
              "iam:PassRole",
              "bedrock:InvokeAgent",
              "bedrock:InvokeInlineAgent",
              "bedrock-agentcore:InvokeAgentRuntime",
            ],
            resources: ["*"],
            conditions: [],
          },
        ],
      },
    });
  });

  it("may hand its task on where the record says so", () => {
    expect(role({ autonomy: { humanInLoop: true, mayDelegate: true } }).inline).toEqual({});
  });

  it.each([
    ["a team for a sponsor", { sponsor: "team/platform" }, ['sponsor: expected person/<id>, got "team/platform"']],
    ["no sponsor", { sponsor: undefined }, [expect.stringMatching(/^sponsor: /)]],
    ["no autonomy", { autonomy: undefined }, [expect.stringMatching(/^autonomy: /)]],
    ["no way to stop it", { kill: { contact: "team/platform" } }, [expect.stringMatching(/^kill\.procedure: /)]],
    [
      "a policy of its own in the place of ours",
      { legacy: { inline: { "tenure-onward": { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } } } } },
      ['legacy.inline: expected another name than tenure-onward, which "autonomy" writes'],
    ],
  ])("refuses %s", (_what, fields, expected) => {
    expect(problems(fields)).toEqual(expected);
  });

  it("refers to its sponsor and to whoever stops it", () => {
    const { fields } = recordOf("agents", "triage", AGENT);
    expect(KINDS.agents!.references(fields)).toEqual([
      { path: ["sponsor"], owner: "person/w1001" },
      { path: ["kill", "contact"], owner: "team/platform" },
    ]);
  });

  it("knows a role of an agents' service without a tag, and no other", () => {
    const found = { ...role(), tags: {} };
    expect(recognise("agents", [found])).toMatchObject([
      { kind: "agents", name: "triage", fields: { autonomy: AGENT.autonomy && { humanInLoop: false, mayDelegate: false } } },
    ]);
    expect(recognise("agents", [roleEntity("lambda")])).toEqual([]);
    expect(recognise("agents", [{ ...role(), tags: { record: "prod/workloads/triage" } }])).toEqual([]);
  });

  it("takes a changed policy against delegation for one of its own, not for ours", () => {
    const [found] = recognise("agents", [{ ...role(), inline: { "tenure-onward": roleEntity("x").trust } }]);
    expect(found?.fields).toMatchObject({ autonomy: { mayDelegate: true }, legacy: { inline: { "tenure-onward": {} } } });
  });

  describe("until somebody has found out", () => {
    const meanwhile = (owner: OwnerRef, people = [personOf("w1001"), personOf("w1002")]) => {
      const declared = declaredOf({ people, teams: [teamOf("platform", { lead: "w1002" })] });
      return KINDS.agents!.meanwhile!({ owner, expires: END, asOf: AS_OF }, { ref: "agents/x", name: "x", account: PROD }, declared);
    };

    it("is sponsored by the lead of whoever answers for it, and stopped by them", () => {
      expect(meanwhile("team/platform")).toEqual({
        sponsor: "person/w1002",
        kill: { contact: "team/platform", procedure: 'npm run disable -- agents/x --reason "…", then merge and deploy' },
      });
      expect(meanwhile("person/w1001")).toMatchObject({ sponsor: "person/w1001" });
    });

    it("is sponsored by another member when the lead has left, and by nobody when all have", () => {
      const left = personOf("w1002", { status: "left" });
      expect(meanwhile("team/platform", [personOf("w1001"), left])).toMatchObject({ sponsor: "person/w1001" });
      expect(meanwhile("team/platform", [left])).not.toHaveProperty("sponsor");
      expect(meanwhile("team/platform", [personOf("w1001", { status: "leave" })])).not.toHaveProperty("sponsor");
    });
  });

  it("does not outlive its sponsor", () => {
    const seasonal = personOf("w1001", { type: "seasonal", sponsor: "w1002", ends: "2026-12-31" });
    const declared = { ...DECLARED, directory: { ...DECLARED.directory, people: new Map([["w1001", seasonal]]) } };
    const { fields, ref, name } = recordOf("agents", "triage", AGENT);
    expect(KINDS.agents!.notAfter!(fields, { ref, name, account: PROD }, declared)).toEqual([
      { end: "2027-01-01T00:00:00Z", because: "the last day of person/w1001 is 2026-12-31" },
    ]);
  });
});
