import { describe, expect, it } from "vitest";
import { undo } from "../../../../scripts/propose/sections/undo.ts";
import { changeOf, contextOf } from "../../../support/proposals.ts";

describe("scripts/propose/sections/undo", () => {
  it.each(["disable", "adopt", "adopt-disabled", "hand-over"] as const)("says how %s is taken back, and what that takes", (action) => {
    expect(undo(contextOf(changeOf({ action })))).toBe(
      "### Undo\nRevert this pull request. The revert is judged like a grant and needs the approvals of one.",
    );
  });

  it("does not promise that what was removed comes back", () => {
    expect(undo(contextOf(changeOf({ action: "retire" })))).toBe(
      "### Undo\nA removed identity does not come back as the same one: a new record with a new name makes a new one.",
    );
  });
});
