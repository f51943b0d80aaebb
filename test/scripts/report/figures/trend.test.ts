import { describe, expect, it } from "vitest";
import { findingLives } from "../../../../scripts/report/figures/finding-lives.ts";
import { countBySeverity, trendOf } from "../../../../scripts/report/figures/trend.ts";
import { driftFacts, entriesAt } from "../../../support/entries.ts";

const NONE = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
const RUNS = entriesAt("drift", [
  ["2026-11-01T06:00:00Z", driftFacts()],
  ["2026-11-01T18:00:00Z", driftFacts({ status: "incomplete", unknown: ["stale"] })],
  ["2026-11-03T06:00:00Z", driftFacts({ findings: [] })],
]);

describe("scripts/report/figures/trend", () => {
  it("says what was open after the last run of each day with a run, and on which days something was incomplete", () => {
    expect(trendOf(RUNS, findingLives(RUNS), 10)).toEqual([
      { day: "2026-11-01", open: { ...NONE, high: 1 }, runs: 2, incomplete: 1 },
      { day: "2026-11-03", open: NONE, runs: 1, incomplete: 0 },
    ]);
  });

  it("keeps the last days only", () => {
    expect(trendOf(RUNS, [], 1).map(({ day }) => day)).toEqual(["2026-11-03"]);
    expect(countBySeverity([{ severity: "low" }, { severity: "low" }])).toEqual({ ...NONE, low: 2 });
  });
});
