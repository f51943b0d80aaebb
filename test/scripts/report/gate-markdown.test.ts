import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../../scripts/gate/verdict.ts";
import { commentMarkdown, gateMarkdown as whole } from "../../../scripts/report/gate-markdown.ts";
import { livingMarkup } from "../../support/proposals.ts";
import { approvalsWith, verdict, violationOf } from "../../support/verdicts.ts";

/** Nothing is needed, so that only the verdicts speak. */
const NONE = approvalsWith({ required: [], missing: [] });
const gateMarkdown = (verdicts: readonly Verdict[], approvals = NONE) => whole(verdicts, approvals);
const first = (...verdicts: Parameters<typeof verdict>[0][]) => gateMarkdown(verdicts.map((more) => verdict(more))).split("\n")[0];
/** The section that says nothing when nothing is needed. */
const END = "\n\n### Approvals\n";

describe("scripts/report/gate-markdown", () => {
  it.each([
    [
      "the author repairs, when it is blocked",
      [{ verdict: "blocked" }, { verdict: "incomplete" }] as const,
      "**Next step:** the author repairs what is listed below; each line says how.",
    ],
    [
      "security looks, when something could not be judged",
      [{}, { verdict: "incomplete" }] as const,
      "**Next step:** security looks at what could not be judged; it does not count as passed.",
    ],
    [
      "security and the author, when something was found beside what could not be judged",
      [{ verdict: "incomplete", violations: [violationOf()] }] as const,
      "**Next step:** security looks at what could not be judged; it does not count as passed. The author repairs what is listed below meanwhile.",
    ],
    ["nobody, when all is well", [{}] as const, "**Next step:** none for approvers; it may be merged once the checks pass."],
  ])("begins with the next step: %s", (_, verdicts, line) => {
    expect(first(...verdicts)).toBe(line);
  });

  it.each([
    [
      "whoever may approve",
      approvalsWith({ missing: ["team/payments", "team/web"], mayApprove: { "team/payments": ["ada-l", "bob-k"], "team/web": ["mei-l"] } }),
      "**Next step:** ada-l or bob-k (team/payments) and mei-l (team/web) approves.",
    ],
    [
      "a team, where it has many",
      approvalsWith({ mayApprove: { "team/payments": ["a", "b", "c", "d", "e"] } }),
      "**Next step:** team/payments approves.",
    ],
    [
      "nobody, where nobody may",
      approvalsWith(),
      "**Next step:** team/payments (nobody there may: the directory names no active account that is not interested) approves.",
    ],
    ["the author, when nothing counts", approvalsWith({ obstacles: ["x @y"] }), "**Next step:** the author: x @\u200by."],
  ])("names in the next step %s", (_, approvals, line) => {
    expect(gateMarkdown([verdict()], approvals).split("\n")[0]).toBe(line);
  });

  it("lists approvals: given, missing, and what does not count", () => {
    const approvals = approvalsWith({
      required: ["team/a", "team/b"],
      given: [{ need: "team/a", by: "person/w1" }],
      missing: ["team/b"],
      refused: [{ login: "x", because: "is a bot" }],
    });
    expect(gateMarkdown([verdict()], approvals).split("### Approvals\n")[1]).toBe(
      "- team/a: approved by person/w1\n- team/b: **missing**\n- the approval of x does not count: x is a bot\n",
    );
  });

  describe("as a comment", () => {
    const gate = { conclusion: "failure", summary: "**Next step:** the author repairs.\n\n### prod: blocked\n" };
    const approvals = { conclusion: "action_required", summary: "**Next step:** ada approves.\n\n### Approvals\n- missing\n" };

    it("is put together from what was published, with the author's step before that of the approvers", () => {
      expect(commentMarkdown(gate, approvals)).toBe(
        "**Next step:** the author repairs.\n\n### prod: blocked\n\n### Approvals\n- missing\n",
      );
      expect(commentMarkdown({ ...gate, conclusion: "success" }, approvals)).toMatch(/^\*\*Next step:\*\* ada approves\.\n\n### prod/);
    });

    it("says that the gate is at work before it has published, and nothing before anything was", () => {
      expect(commentMarkdown(undefined, approvals)).toMatch(
        /^\*\*Next step:\*\* none yet; the gate is judging the change\.\n\n### Approvals/,
      );
      expect(commentMarkdown(undefined, undefined)).toBeUndefined();
    });
  });

  it("shows a stack with its plan, its risk and each violation in a row", () => {
    const violations = [
      violationOf({ severity: "critical" }),
      violationOf({ level: "advisory", standing: true, file: null, line: null, subject: "user/x", message: "user/x: old" }),
    ];
    expect(
      gateMarkdown([verdict({ verdict: "blocked", violations, risk: "high", riskBecause: ["it removes records"] })]).split(END)[0],
    ).toBe(
      [
        "**Next step:** the author repairs what is listed below; each line says how.",
        "",
        "### prod: blocked",
        "2 to update, 41 the same. Risk high: it removes records.",
        "",
        "| | rule | where | what |",
        "| --- | --- | --- | --- |",
        "| **critical** | record-limit-lifetime | `accounts/prod/people/w1.yaml:3` | people/w1: too long. Choose an earlier `expires` in accounts/prod/people/w1.yaml. |",
        "| standing | record-limit-lifetime | `user/x` | user/x: old |",
      ].join("\n"),
    );
  });

  it("says who gains or loses what, and counts what nobody would read", () => {
    const effects = Array.from({ length: 32 }, (_, index) => `\`groups/g${index}\` in prod is <new>`);
    const lines = gateMarkdown([verdict({ effects })])
      .split(END)[0]!
      .split("\n");
    expect([lines[4], lines.at(-1), lines.length]).toEqual(["", "- and 2 more", 36]);
    expect(lines[5]).toBe("- `groups/g0` in prod is &lt;new>");
  });

  it("lists what could not be judged", () => {
    expect(gateMarkdown([verdict({ verdict: "incomplete", notEvaluated: ["rule-x: a | b <c>\nd"] })]).split(END)[0]).toMatch(
      /\n- not judged: rule-x: a \\\| b &lt;c> d$/,
    );
  });

  it("keeps foreign text in its cell", () => {
    const text = gateMarkdown([verdict({ verdict: "blocked", violations: [violationOf({ message: "a | b\n| c | <img src=x> \\| d" })] })]);
    const row = text.split("\n").find((line) => line.startsWith("| **high**"))!;
    // Pipes that are not escaped: the five of a row with four cells.
    expect(row.replace(/\\./g, "").match(/\|/g)).toHaveLength(5);
    expect(text).not.toContain("<img");
  });

  it("mentions nobody whom a record's name happens to name", () => {
    const text = gateMarkdown([
      verdict({
        verdict: "blocked",
        violations: [violationOf({ subject: "service-accounts/@octocat", message: "service-accounts/@octocat: too long" })],
      }),
    ]);
    expect(text.replace(/`[^`]*`/g, "")).not.toMatch(/@[A-Za-z0-9]/);
  });

  it("keeps any text of anybody in its cell, as text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab@<>|*_`[]()\\#!-\n\r ~&;") }), (foreign) => {
        const violations = [violationOf({ message: foreign, subject: foreign, rule: foreign, file: null, line: null })];
        const text = gateMarkdown([verdict({ verdict: "incomplete", violations, notEvaluated: [foreign] })]);
        const row = text.split("\n").find((line) => line.startsWith("| **high**"))!;
        expect(row.replace(/\\./g, "").match(/\|/g)).toHaveLength(5);
        const [, cells, unjudged] = /^\| \*\*high\*\* (\|.*\|)\n- not judged: (.*)$/m.exec(text)!;
        for (const part of [...cells!.replace(/\\./g, "").split("|"), unjudged!]) expect(livingMarkup(part.trim())).toEqual([]);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });
});
