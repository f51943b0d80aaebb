import { parseHTML } from "linkedom";
import { describe, expect, it } from "vitest";
import type { Figures } from "../../../../scripts/report/figures/figures.ts";
import { cspHash } from "../../../../scripts/report/page/markup.ts";
import { demoFigures, pageOf } from "../../../support/report.ts";
import { small } from "../../../support/small-organisation.ts";

const FIGURES = demoFigures(small());
const PAGE = pageOf(FIGURES);
const EVIL = '</script><img src=x onerror="document.title=1"><!--';

describe("scripts/report/page/page", () => {
  it("is the same bytes for the same figures", () => {
    expect(pageOf(demoFigures(small()))).toBe(PAGE);
  });

  it("lets nothing run and nothing load but its own script and style", () => {
    const { document } = parseHTML(PAGE);
    const text = (selector: string) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent ?? "");
    const [style] = text("style");
    const [script] = text("script:not([type])");
    expect(document.querySelector('meta[http-equiv="Content-Security-Policy"]')!.getAttribute("content")).toBe(
      `default-src 'none'; style-src ${cspHash(style!)}; script-src ${cspHash(script!)}; base-uri 'none'; form-action 'none'`,
    );
    expect([text("style").length, text("script:not([type])").length]).toEqual([1, 1]);
    expect(PAGE).not.toMatch(/ style="| on[a-z]+="|(src|href)="(https?:|\/\/)|@import|url\(/);
  });

  it("shows what a record says as text, whatever it says", () => {
    const records = FIGURES.records.map((row) => ({ ...row, purpose: EVIL }));
    const { document } = parseHTML(pageOf({ ...FIGURES, records }));
    expect(document.querySelectorAll("img")).toHaveLength(0);
    expect(document.querySelectorAll("script")).toHaveLength(2);
    expect(document.querySelector("#record-table tbody td:last-child")!.textContent).toBe(EVIL);
    expect(JSON.parse(document.querySelector("#record-data")!.textContent!).rows[0][5]).toBe(EVIL);
  });

  it("has the first records as rows, the soonest end first, and all of them as data", () => {
    const [first] = FIGURES.records;
    const records = Array.from(
      { length: 120 },
      (_, index) => ({ ...first!, record: `people/p${index}`, expires: `2027-01-01T00:0${index % 10}:00Z` }) as Figures["records"][number],
    );
    const { document } = parseHTML(pageOf({ ...FIGURES, records }));
    const rows = [...document.querySelectorAll("#record-table tbody th")].map(({ textContent }) => textContent);
    expect([rows.length, ...rows.slice(0, 2), document.querySelector("#shown")!.textContent]).toEqual([
      50,
      "people/p0",
      "people/p10",
      "1 to 50 of 120 records",
    ]);
    const { words, rows: packed } = JSON.parse(document.querySelector("#record-data")!.textContent!);
    expect([packed.length, packed[1][0], words[packed[1][2]], packed[1][6]]).toEqual([
      120,
      "people/p10",
      first!.owner,
      "2027-01-01T00:00:00Z",
    ]);
  });

  it("says so where there are no records", () => {
    const { document } = parseHTML(pageOf({ ...FIGURES, records: [] }));
    expect(document.querySelector("#shown")!.textContent).toBe("No records");
  });
});
