import { describe, expect, it } from "vitest";
import { gateCheck, invalidCheck } from "../../../scripts/report/gate-check.ts";
import { verdict, violationOf } from "../../support/verdicts.ts";

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
    ).toEqual({ conclusion, title, summary: "text", annotations: [] });
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
      summary: "**Next step:** the author repairs the 1 error; `npm run validate` lists them.",
      annotations: [{ path: "stacks/settings.yaml", line: 2, level: "failure", title: "invalid record", message: "unknown key" }],
    });
    expect(invalidCheck([...problems, ...problems], "").title).toBe("2 errors in the records");
  });
});
