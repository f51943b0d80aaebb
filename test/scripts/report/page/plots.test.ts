import { describe, expect, it } from "vitest";
import { columnsPlot, type Drawing, daysPlot, rowsPlot } from "../../../../scripts/report/page/plots.ts";

const SERIES = [
  { name: "records", colour: "--first" },
  { name: "keys", colour: "--second" },
];
const POINTS = [
  { place: "<b>a</b>", series: "records", value: 2 },
  { place: "<b>a</b>", series: "keys", value: 1 },
  { place: "b", series: "records", value: 4 },
];
const DAYS = POINTS.map((point, index) => ({ ...point, place: `2026-11-0${index + 1}` }));
const KINDS: readonly (readonly [string, () => Drawing])[] = [
  ["rows", () => rowsPlot(POINTS, SERIES)],
  ["columns", () => columnsPlot(POINTS, SERIES)],
  ["days", () => daysPlot(DAYS, SERIES, ["2026-11-02"])],
];

describe("scripts/report/page/plots", () => {
  it.each(KINDS)("draws %s in two widths, without styles or scripts of their own, and without words for screen readers", (_, draw) => {
    const { wide, narrow } = draw();
    expect([wide.markup, narrow.markup].map((svg) => /^<svg [^>]*aria-hidden="true"[^>]* width="(\d+)"/.exec(svg)?.[1])).toEqual([
      "640",
      "330",
    ]);
    for (const { markup } of [wide, narrow]) {
      expect(markup).not.toMatch(/<style|style=|<script|aria-label|<b>|NaN|Infinity/);
      expect(markup).toContain('fill="var(--first)"');
    }
  });

  it.each(KINDS)("draws %s the same each time", (_, draw) => {
    expect(draw()).toEqual(draw());
  });

  it("draws bars as long as their values, one beside the other", () => {
    const widths = [...rowsPlot(POINTS, SERIES).wide.markup.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) => Number(width));
    expect(widths.map((width) => Math.round((width / widths[1]!) * 10) / 10)).toEqual([2, 1, 4]);
  });

  it("marks days", () => {
    expect(daysPlot(DAYS, SERIES, ["2026-11-02", "2026-11-03"]).wide.markup.match(/<circle /g)).toHaveLength(2);
    expect(daysPlot(DAYS, SERIES, []).wide.markup).not.toContain("<circle ");
  });
});
