import { describe, expect, it } from "vitest";
import { comparePeople } from "../../../scripts/compare/people/compare-people.ts";
import { peopleText } from "../../../scripts/report/people-text.ts";
import { believed, decidedAbout, feedOf } from "../../support/people.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

describe("scripts/report/people-text", () => {
  it("begins with the outcome and who is who, then what was found", () => {
    const others = { w2: { department: "platform" }, w4: { manager: "w77" } };
    const { declared, comparison, decision } = decidedAbout(others);
    const text = peopleText({ feed: believed(feedOf(declared, others)), comparison, ...decision, proposals: [] }, AS_OF);
    expect(text.split("\n")).toEqual([
      "FINDINGS  people as of 2026-11-24T00:00:00Z: 2 findings",
      "  read  test: 6 people as of 2026-11-24T00:00:00Z; 6 linked, 0 unlinked, 0 unmatched, 0 disputed",
      "  medium    mover       person/w2: team is platform by the feed and payments in the directory",
      "  medium    unclear     person/w4: manager: w77 is not in the directory (yet)",
      "",
      "  1 changes to propose, 1 findings held back",
      "  held back   1 finding: it is taken over once the feed, sources.hr.words or the directory says so clearly",
    ]);
  });

  it("says why a feed leads to nothing", () => {
    const feed = {
      complete: false as const,
      gap: { source: "hr", operation: "guard", reason: "the feed is not believed: it is empty", retry: false },
    };
    expect(peopleText({ feed, comparison: comparePeople(small(), feed, AS_OF), changes: [], heldBack: [], proposals: [] }, AS_OF)).toBe(
      "INCOMPLETE  people as of 2026-11-24T00:00:00Z: 0 findings\n  not read  hr guard: the feed is not believed: it is empty; nothing follows from it",
    );
  });
});
