import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gateMarkdown } from "../../../scripts/report/gate-markdown.ts";
import { livingMarkup } from "../../support/proposals.ts";
import { verdict, violationOf } from "../../support/verdicts.ts";

const first = (...verdicts: Parameters<typeof verdict>[0][]) => gateMarkdown(verdicts.map((more) => verdict(more))).split("\n")[0];

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
    [
      "the approvers, when it passes",
      [{}, { approvals: { required: [], given: [], missing: ["team/payments", "team/web"] } }] as const,
      "**Next step:** team/payments and team/web approves.",
    ],
    ["nobody, when nothing is touched", [] as const, "**Next step:** none; the change touches no account."],
  ])("begins with the next step: %s", (_, verdicts, line) => {
    expect(first(...verdicts)).toBe(line);
  });

  it("shows a stack with its plan, its risk and each violation in a row", () => {
    const violations = [
      violationOf({ severity: "critical" }),
      violationOf({ level: "advisory", standing: true, file: null, line: null, subject: "user/x", message: "user/x: old" }),
    ];
    expect(gateMarkdown([verdict({ verdict: "blocked", violations, risk: "high", riskBecause: ["it removes records"] })])).toBe(
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
        "",
      ].join("\n"),
    );
  });

  it("lists what could not be judged", () => {
    expect(gateMarkdown([verdict({ verdict: "incomplete", notEvaluated: ["rule-x: a | b <c>\nd"] })])).toMatch(
      /\n- not judged: rule-x: a \\\| b &lt;c> d\n$/,
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
        const [, cells, unjudged] = /^\| \*\*high\*\* (\|.*\|)\n- not judged: (.*)\n$/m.exec(text)!;
        for (const part of [...cells!.replace(/\\./g, "").split("|"), unjudged!]) expect(livingMarkup(part.trim())).toEqual([]);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });
});
