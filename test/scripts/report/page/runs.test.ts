import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import { runsPage } from "../../../../scripts/report/page/runs.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { demoFigures } from "../../../support/report.ts";
import { small } from "../../../support/small-organisation.ts";

const FIGURES = demoFigures(small());

describe("scripts/report/page/runs", () => {
  it("lists reports, the newest first, with their measures beside each other; a measure that one does not have stays empty", () => {
    const older = {
      ...FIGURES,
      asOf: "2026-11-23T06:00:00Z" as Instant,
      risk: [{ ...FIGURES.risk[0]!, state: "unknown" as const, value: null }],
    };
    const { document } = parseHTML(runsPage([older, FIGURES], "body{}", (asOf) => `runs/${asOf}.html`));
    const links = [...document.querySelectorAll("tbody a")].map((link) => [link.textContent, link.getAttribute("href")]);
    expect(links).toEqual([FIGURES, older].map(({ asOf }) => [asOf, `runs/${asOf}.html`]));
    const cells = [...document.querySelectorAll("tbody tr:last-child td")].map(({ textContent }) => textContent);
    expect(cells.slice(3)).toEqual(["not known", "", "", "", ""]);
  });

  it("says so where there is none", () => {
    expect(runsPage([], "", String)).toContain("No report is kept.");
  });
});
