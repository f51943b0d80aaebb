import { describe, expect, it } from "vitest";
import { nextStep } from "../../../../scripts/propose/sections/next-step.ts";
import { changeOf, contextOf } from "../../../support/proposals.ts";

describe("scripts/propose/sections/next-step", () => {
  it.each([
    ["disable", "It only takes access away and can be undone exactly."],
    ["retire", "It removes for good what was disabled; look at it once more."],
    ["adopt", "It declares what is in AWS already; say whose it is before you merge, or merge it as it stands."],
    ["adopt-disabled", "It declares what is in AWS already and denies it everything until somebody says whose it is."],
    ["hand-over", "It changes who answers; nothing stops working."],
  ] as const)("says who has to do what about %s", (action, how) => {
    expect(nextStep(contextOf(changeOf({ action })))).toBe(
      `**Next step:** @ada-l or @sec-s reviews and merges, or closes it with a reason. ${how}`,
    );
  });

  it("names security when nobody could be asked", () => {
    expect(nextStep({ ...contextOf(), reviewers: [] })).toMatch(/^\*\*Next step:\*\* security reviews and merges/);
  });
});
