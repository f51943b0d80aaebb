import { describe, expect, it } from "vitest";
import { openPullsText } from "../../../scripts/report/open-pulls-text.ts";
import { approvalsWith } from "../../support/verdicts.ts";

describe("scripts/report/open-pulls-text", () => {
  it("says for each pull request who is missing, who has approved, and what is wrong", () => {
    const refused = [{ login: "x", because: "is a bot" }];
    expect(
      openPullsText([
        { number: 1, risk: "high", approvals: approvalsWith({ mayApprove: { "team/payments": ["ada"] }, refused, obstacles: ["y"] }) },
        { number: 2, risk: "standard", approvals: approvalsWith({ missing: [], given: [{ need: "team/payments", by: "person/w1" }] }) },
        { number: 3, problem: "a.yaml:1: unknown key" },
      ]).split("\n"),
    ).toEqual([
      "#1  risk high; needs the approval of ada (team/payments)",
      "    no approval counts: y",
      "    the approval of x does not count: x is a bot",
      "#2  risk standard; approved by person/w1",
      "#3  a.yaml:1: unknown key",
    ]);
    expect(openPullsText([])).toBe("no pull request is open");
  });
});
