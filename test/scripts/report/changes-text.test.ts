import { describe, expect, it } from "vitest";
import { changesText } from "../../../scripts/report/changes-text.ts";

const HELD = [
  { finding: "a", because: "it is too much" },
  { finding: "b", because: "it is too much" },
  { finding: "b", because: "nobody knows" },
];
const OPENED = {
  branch: "revoke/prod/x",
  title: "Disable x",
  action: "opened",
  number: 4,
  url: "https://x/4",
  notes: ["sue-t is asked"],
} as const;

describe("scripts/report/changes-text", () => {
  it("says nothing where nothing is done", () => {
    expect(changesText([], [], [])).toEqual([]);
  });

  it("counts each finding once, and groups what is held back by its reason", () => {
    expect(changesText([], HELD, [])).toEqual([
      "",
      "  0 changes to propose, 2 findings held back",
      "  held back   2 findings: it is too much",
      "  held back   1 finding: nobody knows",
    ]);
  });

  it("shows a pull request with its notes, and the text of one that is not opened", () => {
    const planned = { ...OPENED, action: "would open", number: null, url: null, notes: [], body: "**Next**\nmore\n" } as const;
    expect(changesText([], [], [OPENED, planned])).toEqual([
      "  opened      #4 Disable x\n              https://x/4\n              sue-t is asked",
      "  would open  Disable x\n              revoke/prod/x\n\n    | **Next**\n    | more",
    ]);
  });
});
