import { describe, expect, it } from "vitest";
import { excuse, gateText, planText } from "../../../scripts/report/gate-text.ts";
import { approvalsWith, verdict, violationOf } from "../../support/verdicts.ts";

const lines = (...text: string[]) => text.join("\n");

describe("scripts/report/gate-text", () => {
  it("says that nothing is touched", () => {
    expect(gateText([], "stacks")).toBe("PASS  the change touches no account");
  });

  it("says pass, the plan, the risk and who approves", () => {
    expect(gateText([verdict()], "stacks")).toBe(
      lines("PASS  prod: 2 to update, 41 the same", "  risk standard; needs the approval of team/payments"),
    );
  });

  it("says what blocks, with a place that a terminal makes a link of", () => {
    expect(
      gateText(
        [
          verdict({
            verdict: "blocked",
            violations: [violationOf()],
            risk: "high",
            riskBecause: ["it removes records", "it adds or changes an exception"],
          }),
        ],
        "stacks",
      ),
    ).toBe(
      lines(
        "BLOCKED  prod: 2 to update, 41 the same",
        "  high  stacks/accounts/prod/people/w1.yaml:3  record-limit-lifetime",
        "    people/w1: too long. Choose an earlier `expires` in accounts/prod/people/w1.yaml.",
        "  risk high (it removes records; it adds or changes an exception); needs the approval of team/payments",
      ),
    );
  });

  it("says what could not be judged", () => {
    expect(gateText([verdict({ verdict: "incomplete", notEvaluated: ["rule-x: not known"] })], "stacks")).toBe(
      lines(
        "INCOMPLETE  prod: 2 to update, 41 the same",
        "  not judged  rule-x: not known",
        "  risk standard; needs the approval of team/payments",
      ),
    );
  });

  it("shows apart what does not count, and why", () => {
    const violations = [
      violationOf({ level: "advisory", standing: true, message: "people/w1: old" }),
      violationOf({ level: "advisory", exception: "prod/exceptions/x", message: "people/w1: allowed" }),
      violationOf({ level: "advisory", message: "people/w1: said" }),
    ];
    expect(gateText([verdict({ violations })], "stacks")).toBe(
      lines(
        "PASS  prod: 2 to update, 41 the same",
        "  3 that do not count against this change:",
        "    standing  record-limit-lifetime  people/w1: old",
        "    excepted by prod/exceptions/x  record-limit-lifetime  people/w1: allowed",
        "    advisory  record-limit-lifetime  people/w1: said",
        "  risk standard; needs the approval of team/payments",
      ),
    );
  });

  it("shows a violation without a place, and several stacks apart", () => {
    const other = verdict({
      stack: "dev",
      verdict: "blocked",
      violations: [violationOf({ file: null, line: null, message: "user/x: no tag" })],
      approvals: approvalsWith({ required: ["a", "b"], missing: [] }),
    });
    expect(gateText([verdict(), other], "stacks").split("\n\n")[1]).toBe(
      lines(
        "BLOCKED  dev: 2 to update, 41 the same",
        "  high  record-limit-lifetime",
        "    user/x: no tag",
        "  risk standard; needs the approval of a and b",
      ),
    );
  });

  it("says who has approved, who is missing, and whose approval does not count", () => {
    const approvals = approvalsWith({
      required: ["team/payments", "team/security"],
      given: [{ need: "team/payments", by: "person/w1" }],
      missing: ["team/security"],
      refused: [{ login: "sue-t", because: "opened the pull request" }],
      obstacles: ["somebody is unknown"],
      mayApprove: { "team/security": ["sec-s"] },
    });
    expect(gateText([verdict({ approvals })], "stacks")).toBe(
      lines(
        "PASS  prod: 2 to update, 41 the same",
        "  risk standard; needs the approval of team/payments and team/security",
        "  approved by person/w1 (team/payments)",
        "  still needs sec-s (team/security)",
        "  no approval counts: somebody is unknown",
        "  the approval of sue-t does not count: sue-t opened the pull request",
      ),
    );
  });

  it("says who gains or loses what", () => {
    expect(gateText([verdict({ effects: ["`people/w1` in prod leaves the group readers"] })], "stacks").split("\n")[1]).toBe(
      "  people/w1 in prod leaves the group readers",
    );
  });

  it("says nobody when nobody has to approve", () => {
    expect(gateText([verdict({ approvals: approvalsWith({ required: [], missing: [] }) })], "stacks")).toMatch(
      /needs the approval of nobody$/,
    );
  });

  it.each([
    [
      { create: 1, update: 2, replace: 3, delete: 4, import: 5, same: 6 },
      "1 to create, 2 to update, 3 to replace, 4 to delete, 5 to import, 6 the same",
    ],
    [{ create: 0, update: 0, replace: 0, delete: 0, import: 0, same: 6 }, "6 the same"],
    [{ create: 0, update: 0, replace: 0, delete: 0, import: 0, same: 0 }, "nothing to do"],
  ])("puts a plan into words: %j", (plan, words) => {
    expect(planText(plan)).toBe(words);
  });

  it("takes an exception for the reason even where something stands", () => {
    expect(excuse(violationOf({ level: "advisory", standing: true, exception: "x" }))).toBe("excepted by x");
  });
});
