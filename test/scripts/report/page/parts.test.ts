import { describe, expect, it } from "vitest";
import { kindsChart } from "../../../../scripts/report/page/charts.ts";
import { badge, figure, section, table } from "../../../../scripts/report/page/parts.ts";

describe("scripts/report/page/parts", () => {
  it("names a section by its heading", () => {
    expect(section("ends", "What ends", "a", 1).markup).toBe(
      '<section id="ends" aria-labelledby="ends-title"><h2 id="ends-title">What ends</h2>a1</section>',
    );
  });

  it("makes tables that have a caption, headings of both kinds, and scroll by keyboard", () => {
    expect(table("Runs", ["", "count"], [["prod", 3]]).markup).toBe(
      '<div class="scroll" role="region" aria-label="Runs" tabindex="0"><table><caption>Runs</caption><thead><tr><td></td><th scope="col">count</th></tr></thead><tbody><tr><th scope="row">prod</th><td class="number">3</td></tr></tbody></table></div>',
    );
    expect(table("Runs", ["a"], [], "No run.").markup).toBe('<p class="nothing">No run.</p>');
  });

  it("has a sentence, a legend and a table beside each plot, and no plot of nothing", () => {
    const { markup } = figure(kindsChart([{ name: "people", total: 2, active: 1, disabled: 1, ended: 0 }]));
    expect(markup).toContain(
      "<figcaption><strong>Records by kind</strong><span>Kinds: 1; the largest is people with 2.</span></figcaption>",
    );
    for (const part of [
      '<ul class="legend">',
      '<div class="wide"><svg',
      '<div class="narrow"><svg',
      "<details><summary>Records by kind as a table</summary>",
    ])
      expect(markup).toContain(part);
    expect(figure(kindsChart([])).markup).not.toMatch(/<svg|legend/);
  });

  it("says in a word what its colour says", () => {
    expect(badge("over", "lapsed").markup).toBe('<span class="badge over">lapsed</span>');
  });
});
