import { describe, expect, it } from "vitest";
import { periodText } from "../../../scripts/report/period-text.ts";

describe("scripts/report/period-text", () => {
  it("says none where there is nothing, so that nobody takes an empty section for a lost one", () => {
    const nothing = { from: "a", to: "b", population: [], exclusions: [], sample: null, watch: [], gaps: [] };
    expect(periodText("evidence", nothing)).toBe(
      "Period a to b, by evidence\n\nPopulation: 0 changes of records in AWS\n  none\n\nExcluded\n  none\n\nTie-out: declared + unmanaged + AWS's own = live\n  none\n\nGaps\n  none",
    );
  });

  it("shows a tie-out that does not add up as one", () => {
    const tieOut = { at: "t", entry: 4, lines: [{ type: "role" as const, live: 5, declared: 2, unmanaged: 1, platform: 1, missing: 2 }] };
    const watch = [{ stack: "prod", runs: 1, incomplete: 0, longestGapHours: 3, tieOut }];
    const text = periodText("evidence", { from: "a", to: "b", population: [], exclusions: [], sample: null, watch, gaps: [] });
    expect(text).toContain("role      2 + 1 + 1 is not 5; 2 declared and missing");
  });
});
