import { describe, expect, it } from "vitest";
import { type Check, check } from "../../../scripts/compare/check.ts";

describe("scripts/compare/check", () => {
  it("keeps a check as it is; what it needs is known to the compiler alone", () => {
    const definition: Check<"keys"> = { name: "sample", needs: ["keys"], detect: (_scope, { keys }) => (keys.length === 0 ? [] : []) };
    expect(check(definition)).toBe(definition);
  });

  it("does not compile when a check reads a part that it did not name", () => {
    check({
      name: "sample",
      needs: ["keys"],
      // @ts-expect-error: slots are not among its needs
      detect: (_scope, { slots }) => (slots === undefined ? [] : []),
    });
  });
});
