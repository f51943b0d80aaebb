import { describe, expect, it } from "vitest";
import { distributionOf, hoursBetween } from "../../../../scripts/report/figures/distribution.ts";

describe("scripts/report/figures/distribution", () => {
  it("gives the smallest values that half and nine tenths do not exceed, and counts each value in one class", () => {
    const hours = [0.5, 1, 2, 8, 24, 25, 100, 168, 700, 721];
    expect(distributionOf(hours)).toEqual({
      ...{ count: 10, sum: 1749.5, median: 24, p90: 700, longest: 721 },
      buckets: [
        { upTo: 1, count: 2 },
        { upTo: 8, count: 2 },
        { upTo: 24, count: 1 },
        { upTo: 72, count: 1 },
        { upTo: 168, count: 2 },
        { upTo: 720, count: 1 },
        { upTo: null, count: 1 },
      ],
    });
  });

  it("says nothing of nothing", () => {
    const { count, median, p90, longest, buckets } = distributionOf([]);
    expect({ count, median, p90, longest, counts: new Set(buckets.map((bucket) => bucket.count)) }).toEqual({
      count: 0,
      median: null,
      p90: null,
      longest: null,
      counts: new Set([0]),
    });
  });

  it("counts hours to a hundredth", () => {
    expect(hoursBetween("2026-11-01T00:00:00Z", "2026-11-02T00:20:00Z")).toBe(24.33);
  });
});
