import { describe, expect, it } from "vitest";
import { EXIT, worst } from "../../../scripts/command/exit.ts";

describe("scripts/command/exit", () => {
  it("is the contract of every command", () => {
    expect(EXIT).toEqual({ clean: 0, error: 1, findings: 2, incomplete: 3 });
  });

  it.each([
    [[], "clean"],
    [["clean", "clean"], "clean"],
    [["clean", "findings"], "findings"],
    [["incomplete", "findings"], "incomplete"],
    [["findings", "incomplete", "clean"], "incomplete"],
    [["incomplete", "error", "findings"], "error"],
  ] as const)("the worst of %j is %s", (results, expected) => {
    expect(worst(results)).toBe(expected);
  });
});
