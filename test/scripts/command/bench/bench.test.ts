import { describe, expect, it } from "vitest";
import { measurementTable } from "../../../../scripts/command/bench/bench.ts";

describe("scripts/command/bench/bench", () => {
  it("prints ratios and counts beside times, in columns", () => {
    expect(
      measurementTable([
        {
          what: "10 records",
          seconds: 0.123,
          peakMb: 80.4,
          ratio: { to: "bare", value: 2 },
          counts: { files: 12, calls: 3 },
          goal: "under 1 s",
        },
        { what: "1000 records", seconds: 12, peakMb: undefined, counts: {} },
      ]),
    ).toBe("10 records    0.12 s   80 MB  2.00 × bare  12 files, 3 calls  (goal: under 1 s)\n1000 records  12.00 s");
  });
});
