import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quoted, why } from "../../../../scripts/propose/sections/why.ts";
import { someFinding } from "../../../support/findings.ts";
import { changeOf, contextOf, livingMarkup } from "../../../support/proposals.ts";

describe("scripts/propose/sections/why", () => {
  it("says as of when, and each finding with how bad it is", () => {
    const change = changeOf({ because: [someFinding({ check: "leaver", severity: "critical", message: "w1 has left" }), someFinding()] });
    expect(why(contextOf(change))).toBe(
      [
        "### Why",
        "As of 2026-11-24T00:00:00Z:",
        "- **critical** `leaver`: w1 has left",
        "- **high** `expired`: service-accounts/exporter ended 1 Nov 2026 00:00:00 UTC (23 days ago)",
      ].join("\n"),
    );
  });

  it.each([
    ["a mention", "ask @acme/security now", "ask @\u200bacme/security now"],
    ["emphasis", "*bold* _too_", "\\*bold\\* \\_too\\_"],
    ["HTML", "<img src=x>", "\\<img src=x\\>"],
    ["a comment that hides the rest", "<!-- gone", "\\<!-- gone"],
    ["a link", "[click](https://x)", "\\[click\\](https://x)"],
    ["code", "`rm`", "\\`rm\\`"],
    ["a table cell", "a | b", "a \\| b"],
    ["a heading on a line of its own", "one\n# two\r\nthree", "one \\# two three"],
    ["a reference", "fixes #1", "fixes \\#1"],
    ["an entity that would be a mention", "&commat;acme &#64;acme", "\\&commat;acme \\&\\#64;acme"],
    ["struck-through words", "~~never~~ mind", "\\~\\~never\\~\\~ mind"],
    ["an escape that would free what follows", "\\*bold\\*", "\\\\\\*bold\\\\\\*"],
  ])("lets foreign text not work as %s", (_, text, expected) => {
    expect(quoted(text)).toBe(expected);
  });

  it("leaves no markup, mention or HTML alive, whatever anybody writes into AWS", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab@<>|*_`[]()\\#!-\n\r ~&") }), (text) => {
        expect(livingMarkup(quoted(text))).toEqual([]);
        expect(quoted(text)).not.toMatch(/[\r\n]/);
      }),
      { numRuns: 500, seed: 20_261_124 },
    );
  });
});
