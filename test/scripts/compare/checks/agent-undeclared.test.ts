import { describe, expect, it } from "vitest";
import type { Arn } from "../../../../stacks/iam/arn.ts";
import { withPartOutside } from "../../../support/elsewhere.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { small } from "../../../support/small-organisation.ts";

const AGENT = {
  "accounts/prod/agents/triage.yaml":
    'owner: team/payments\nsponsor: person/w1\npurpose: Reads tickets\nexpires: 2026-12-31\ntrust: { service: bedrock-agentcore.amazonaws.com }\nautonomy: { humanInLoop: true, mayDelegate: false }\nkill: { contact: team/payments, procedure: "npm run disable -- agents/triage" }\n',
};
const RUNTIME = "arn:aws:bedrock-agentcore:us-east-1:000000000000:runtime/a" as Arn;
const found = (role: string) => {
  const runtime = { arn: RUNTIME, name: "a", region: "us-east-1", status: "READY", identity: null };
  const disturb = withPartOutside("agents", {
    runtimes: [{ ...runtime, role: `arn:aws:iam::000000000000:role/${role}` as Arn }],
    identities: [],
  });
  return comparison(small(AGENT), disturb).findings.filter(({ check }) => check === "agent-undeclared");
};

describe("scripts/compare/checks/agent-undeclared", () => {
  it("finds nothing in an agent whose role is a declared agent's (in sync)", () => {
    expect(found("triage")).toEqual([]);
  });

  it("finds an agent whose role nobody declares", () => {
    expect(found("strange")).toEqual([
      expectedFinding({
        ...{ check: "agent-undeclared", subject: RUNTIME, facet: "runtime", severity: "high" },
        message: "the agent a in us-east-1 runs as arn:aws:iam::000000000000:role/strange, which no record declares: it has no sponsor",
      }),
    ]);
  });

  it("finds an agent that runs as software without a sponsor", () => {
    expect(found("worker")).toMatchObject([
      { record: "workloads/worker", message: expect.stringMatching(/which workloads\/worker declares as something else than an agent/) },
    ]);
  });
});
