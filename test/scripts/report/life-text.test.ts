import { describe, expect, it } from "vitest";
import { livesText } from "../../../scripts/report/life-text.ts";

describe("scripts/report/life-text", () => {
  it("separates several lives, and is silent about gaps where there are none", () => {
    const life = (record: string) => ({ record, steps: [], gaps: [] });
    expect(livesText([life("prod/people/a"), life("dev/people/a")], () => undefined)).toBe("prod/people/a\n\ndev/people/a");
  });
});
