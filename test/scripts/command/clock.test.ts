import { describe, expect, it } from "vitest";
import { now } from "../../../scripts/command/clock.ts";

describe("scripts/command/clock", () => {
  it("is the system's time, to the second", () => {
    const before = Math.floor(Date.now() / 1_000);
    const at = now();
    expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(Date.parse(at) / 1_000 - before).toBeLessThanOrEqual(1);
    expect(Date.parse(at) / 1_000 - before).toBeGreaterThanOrEqual(0);
  });
});
