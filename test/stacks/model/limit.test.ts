import { describe, expect, it } from "vitest";
import { allowedBy, exceeds } from "../../../stacks/model/limit.ts";

describe("stacks/model/limit", () => {
  const limit = { count: 10, percent: 5 };

  it("lets through the greater of count and share, rounded down", () => {
    expect([0, 100, 200, 219, 220, 1_000].map((whole) => allowedBy(limit, whole))).toEqual([10, 10, 10, 10, 11, 50]);
  });

  it("is exceeded only by more than it lets through", () => {
    expect(exceeds(limit, 10, 25)).toBe(false);
    expect(exceeds(limit, 11, 25)).toBe(true);
    expect(exceeds(limit, 50, 1_000)).toBe(false);
    expect(exceeds(limit, 51, 1_000)).toBe(true);
  });

  it("lets nothing through when both are zero", () => {
    const closed = { count: 0, percent: 0 };
    expect([exceeds(closed, 0, 100), exceeds(closed, 1, 100)]).toEqual([false, true]);
  });
});
