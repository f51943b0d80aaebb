import { describe, expect, it } from "vitest";
import { distributionOf } from "../../../../scripts/report/figures/distribution.ts";
import type { EndSpan } from "../../../../scripts/report/figures/ends.ts";
import type { FindingLife } from "../../../../scripts/report/figures/finding-lives.ts";
import {
  checksChart,
  durationsChart,
  inTime,
  kindsChart,
  monthsChart,
  ownersChart,
  trendChart,
  weeksChart,
} from "../../../../scripts/report/page/charts.ts";

const count = (name: string, total: number) => ({ name, total, active: total, disabled: 0, ended: 0 });
const spans = (...froms: readonly string[]): readonly EndSpan[] => froms.map((from, index) => ({ from, records: index + 1, keys: 1 }));
const ENDS = {
  overdue: { records: 2, keys: 3 },
  weeks: spans("2026-11-23", "2026-11-30"),
  months: spans("2026-11-01", "2026-12-01"),
  later: { records: 4, keys: 0 },
};
const OPEN = { critical: 0, high: 1, medium: 2, low: 0, informational: 5 };
const life = (check: string, severity: FindingLife["severity"]): FindingLife => ({
  ...{ id: "a".repeat(16), check, stack: "prod", record: null, severity, firstAt: "2026-11-20T00:00:00Z" },
  ...{ lastAt: "2026-11-20T00:00:00Z", goneAt: null, inFirstRun: false, excepted: false },
});

describe("scripts/report/page/charts", () => {
  it("says the same in the sentence and in the table as in the plot", () => {
    const { says, head, rows } = kindsChart([count("people", 7), count("roles", 3)]);
    expect({ says, head, rows }).toEqual({
      says: "Kinds: 2; the largest is people with 7.",
      head: ["", "all", "active", "disabled", "ended"],
      rows: [
        ["people", 7, 7, 0, 0],
        ["roles", 3, 3, 0, 0],
      ],
    });
  });

  it("draws the largest owners and the others together; the table has all", () => {
    const owners = Array.from({ length: 30 }, (_, index) => count(`team/t${index}`, 30 - index));
    const { rows, drawing } = ownersChart(owners);
    expect(rows).toHaveLength(30);
    expect(drawing!.wide.markup).toContain(">18 others<");
    expect(drawing!.wide.markup).not.toContain(">team/t12<");
  });

  it("says what is past its end, what ends soon, and what ends later", () => {
    expect(weeksChart(ENDS).says).toBe("5 end within this and the next four weeks; 2 records and 3 keys are past their end.");
    expect(weeksChart(ENDS).rows).toEqual([
      ["23 Nov", 1, 1],
      ["30 Nov", 2, 1],
    ]);
    expect(monthsChart(ENDS).says).toBe("Most end in Dec 2026, 3; 4 end after these months.");
  });

  it("does not count notices among what is open, and keeps them in the table", () => {
    const trend = ["2026-11-23", "2026-11-24"].map((day, incomplete) => ({ day, open: OPEN, runs: 2, incomplete }));
    const { says, rows } = trendChart(trend);
    expect(says).toBe("3 open on 2026-11-24, 3 on 2026-11-23; on 1 of 2 days a run was incomplete (dots below). Notices are not drawn.");
    expect(rows[1]).toEqual(["2026-11-24", 0, 1, 2, 0, 5, 2, 1]);
    expect(checksChart([life("unmanaged", "high"), life("expiring", "informational")]).says).toBe(
      "1 open; unmanaged found most, 1. Notices besides: 1.",
    );
  });

  it("draws nothing where there is nothing, and says so", () => {
    expect(
      [trendChart([]), checksChart([]), kindsChart([]), durationsChart("x", "X", "change", distributionOf([]))].map(({ says, drawing }) => [
        says,
        drawing,
      ]),
    ).toEqual([
      ["No run is on record.", undefined],
      ["Nothing is open. Notices: 0.", undefined],
      ["No record is declared.", undefined],
      ["No change is on record yet.", undefined],
    ]);
  });

  it("says times in words of people", () => {
    expect([0.5, 7.25, 71.9, 72, 240].map(inTime)).toEqual(["30 min", "7.3 h", "71.9 h", "3 days", "10 days"]);
    expect(durationsChart("x", "X", "change", distributionOf([2, 4, 100])).rows).toEqual([
      ["≤ 1 h", 0],
      ["≤ 8 h", 2],
      ["≤ 1 d", 0],
      ["≤ 3 d", 0],
      ["≤ 7 d", 1],
      ["≤ 30 d", 0],
      ["> 30 d", 0],
    ]);
  });
});
