import { describe, expect, it } from "vitest";
import { gateJson } from "../../../scripts/report/gate-json.ts";
import { approvalsWith, verdict } from "../../support/verdicts.ts";

const ROUTING = { risk: "high" as const, approvals: approvalsWith() };

describe("scripts/report/gate-json", () => {
  it("is the verdict of the one stack that was asked for", () => {
    expect(gateJson([verdict()], ROUTING, "prod")).toEqual(verdict());
  });

  it.each([
    [[], "pass"],
    [[verdict(), verdict({ verdict: "blocked" })], "blocked"],
    [[verdict({ verdict: "incomplete" }), verdict({ verdict: "blocked" })], "incomplete"],
  ])("is the worst of all with each, and who approves even where no stack is touched", (verdicts, worst) => {
    expect(gateJson(verdicts, ROUTING, undefined)).toEqual({
      schema: "tenure/gate/1",
      verdict: worst,
      ...ROUTING,
      stacks: verdicts,
    });
  });
});
