import { describe, expect, it } from "vitest";
import { describeTally } from "./reporter.ts";

describe("test/support/reporter", () => {
  it("ends with the counts, after what was skipped and why", () => {
    const skipped = new Map([
      ["pulumi is not on the PATH", 3],
      ["", 1],
    ]);
    expect(describeTally({ passed: 12, failed: 1, skipped })).toBe(
      "3 skipped (pulumi is not on the PATH)\n1 skipped\n12 passed, 1 failed\n",
    );
    expect(describeTally({ passed: 0, failed: 0, skipped: new Map() })).toBe("0 passed, 0 failed\n");
  });
});
