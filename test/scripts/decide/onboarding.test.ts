import { describe, expect, it } from "vitest";
import { firstRun } from "../../../scripts/decide/onboarding.ts";
import { changeOf } from "../../support/proposals.ts";
import { small } from "../../support/small-organisation.ts";

const changes = (count: number) =>
  Array.from({ length: count }, (_, index) => changeOf({ id: `prod/people-${String(index).padStart(12, "0")}` }));

describe("scripts/decide/onboarding", () => {
  it("holds back all of a first run that would open more than may be open at a time", () => {
    const held = firstRun(changes(11), small(), false)!;
    expect([held.changes, held.heldBack.length]).toEqual([[], 11]);
  });

  it.each([
    ["few", 10, false],
    ["a later run", 11, true],
  ])("lets %s go on", (_, count, hasBegun) => {
    expect(firstRun(changes(count), small(), hasBegun)).toBeUndefined();
  });
});
