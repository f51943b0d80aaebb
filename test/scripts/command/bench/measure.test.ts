import { describe, expect, it } from "vitest";
import { measure } from "../../../../scripts/command/bench/measure.ts";

describe("scripts/command/bench/measure", () => {
  it("tells what a script of ours printed, its exit code and that it took time", async () => {
    const run = await measure("scripts/validate.ts", ["--json"], {});
    expect(JSON.parse(run.stdout)).toMatchObject({ problems: [] });
    expect(run.code).toBe(0);
    expect(run.seconds).toBeGreaterThan(0);
  });

  it("fails with what a script said that failed", async () => {
    await expect(measure("scripts/validate.ts", ["--hlep"], {})).rejects.toThrow(/ended with 1:\nerror: unknown option --hlep/);
  });
});
