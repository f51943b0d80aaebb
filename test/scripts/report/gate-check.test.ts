import { describe, expect, it } from "vitest";
import { approvalsCheck, gateCheck, invalidCheck } from "../../../scripts/report/gate-check.ts";
import { approvalsWith, verdict, violationOf } from "../../support/verdicts.ts";

describe("scripts/report/gate-check", () => {
  it.each([
    ["success, passed", [{}, {}], "success", "passed"],
    ["success for a change that touches nothing", [], "success", "passed"],
    [
      "failure, with how many accounts are blocked",
      [{ verdict: "blocked" }, {}, { verdict: "incomplete" }],
      "failure",
      "blocked in 1 of 3 accounts",
    ],
    [
      "failure for what could not be judged: that is no success",
      [{}, { verdict: "incomplete" }],
      "failure",
      "could not judge 1 of 2 accounts",
    ],
  ] as const)("%s", (_, verdicts, conclusion, title) => {
    expect(
      gateCheck(
        verdicts.map((more) => verdict(more)),
        "stacks/",
        "text",
      ),
    ).toMatchObject({ conclusion, title, text: "text", annotations: [] });
  });

  it("has the verdict as its summary, without the approvals: these change while it stays", () => {
    const { summary } = gateCheck([verdict({ verdict: "blocked" })], "stacks/", "");
    expect(summary).toMatch(/^\*\*Next step:\*\* the author repairs .*\n\n### prod: blocked\n/);
    expect(summary).not.toContain("Approvals");
  });

  it.each([
    [
      "waits for approvals, which is nobody's fault",
      approvalsWith({ mayApprove: { "team/payments": ["ada-l"] } }),
      { conclusion: "action_required", title: "needs the approval of team/payments" },
      "**Next step:** ada-l (team/payments) approves.\n\n### Approvals\n- team/payments: **missing**\n",
    ],
    [
      "passes when nobody is missing, and says who approved",
      approvalsWith({ given: [{ need: "team/payments", by: "person/w2" }], missing: [] }),
      { conclusion: "success", title: "approved by person/w2" },
      "**Next step:** none for approvers; it may be merged once the checks pass.\n\n### Approvals\n- team/payments: approved by person/w2\n",
    ],
    [
      "says why no approval counts",
      approvalsWith({ obstacles: ["nobody knows x"] }),
      { conclusion: "action_required", title: "no approval counts yet" },
      "**Next step:** the author: nobody knows x.\n\n### Approvals\n- team/payments: **missing**\n- nothing counts yet: nobody knows x\n",
    ],
  ])("of approvals %s", (_, approvals, expected, summary) => {
    expect(approvalsCheck(approvals, "{}")).toEqual({ ...expected, summary, text: "{}", annotations: [] });
  });

  it("remarks on each line that is wrong, by its path in the repository", () => {
    const violations = [violationOf(), violationOf({ level: "advisory", line: 7 }), violationOf({ file: null, line: null })];
    expect(gateCheck([verdict({ verdict: "blocked", violations })], "identities/stacks/", "").annotations).toEqual([
      {
        path: "identities/stacks/accounts/prod/people/w1.yaml",
        line: 3,
        level: "failure",
        title: "record-limit-lifetime",
        message: violationOf().message,
      },
      {
        path: "identities/stacks/accounts/prod/people/w1.yaml",
        line: 7,
        level: "notice",
        title: "record-limit-lifetime",
        message: violationOf().message,
      },
    ]);
  });

  it("is a failed check for records that cannot be read, with a remark on each error", () => {
    const problems = [{ file: "settings.yaml", line: 2, message: "unknown key" }];
    expect(invalidCheck(problems, "stacks/")).toEqual({
      conclusion: "failure",
      title: "1 error in the records",
      summary: "**Next step:** the author repairs the 1 error; `npm run validate` lists them.\n",
      annotations: [{ path: "stacks/settings.yaml", line: 2, level: "failure", title: "invalid record", message: "unknown key" }],
    });
    expect(invalidCheck([...problems, ...problems], "").title).toBe("2 errors in the records");
  });
});
