import { describe, expect, it } from "vitest";
import { onMerge } from "../../../../scripts/propose/sections/on-merge.ts";
import { changeOf, contextOf } from "../../../support/proposals.ts";

const said = (action: "disable" | "retire" | "adopt" | "adopt-disabled" | "hand-over") => onMerge(contextOf(changeOf({ action })));

describe("scripts/propose/sections/on-merge", () => {
  it.each([
    ["disable", "`/tenure/disabled`"],
    ["retire", "the resource is deleted. Its name stays reserved."],
    ["adopt", "gets the boundary of that end; nothing is created."],
    ["adopt-disabled", "`/tenure/disabled`"],
    ["hand-over", "the `owner` tag changes. Access stays as it is."],
  ] as const)("says what the deployment does for %s, and that it is read back", (action, effect) => {
    expect(said(action)).toContain(effect);
    expect(said(action)).toMatch(/^### On merge\nThe deployment of `prod` runs: .* Then it reads back from AWS whether it is so\.$/);
  });

  it("promises the end of access only where there is one", () => {
    for (const action of ["disable", "adopt-disabled"] as const) expect(said(action)).toContain("denies everything");
    for (const action of ["adopt", "hand-over"] as const) expect(said(action)).not.toContain("denies everything");
  });
});
