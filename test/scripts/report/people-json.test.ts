import { describe, expect, it } from "vitest";
import { comparePeople } from "../../../scripts/compare/people/compare-people.ts";
import { type PeopleResult, peopleJson, statusOfPeople } from "../../../scripts/report/people-json.ts";
import { believed, decidedAbout, feedOf } from "../../support/people.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

const GAP = { complete: false as const, gap: { source: "hr", operation: "guard", reason: "it is empty", retry: false } };

function resultOf(others: Parameters<typeof decidedAbout>[0]): PeopleResult {
  const { declared, comparison, decision } = decidedAbout(others);
  return { feed: believed(feedOf(declared, others)), comparison, ...decision, proposals: [] };
}

describe("scripts/report/people-json", () => {
  it("says who is who, what was found, and what is done about it", () => {
    const json = peopleJson(resultOf({ w2: { status: "left" }, w20: { starts: "2026-12-01" }, w4: null }), AS_OF);
    expect(json).toMatchObject({
      schema: "tenure/people/1",
      status: "findings",
      feed: { complete: true, source: "test", people: 6 },
      correlation: { linked: 5, unlinked: ["w4"], unmatched: ["w20"], disputed: [] },
    });
    expect(json.changes.map(({ action, person, files }) => [action, person, files])).toEqual([
      ["offboard", "person/w2", ["directory/people/w2.yaml"]],
      ["admit", "person/w20", ["directory/people/w20.yaml"]],
      ["offboard", "person/w4", ["directory/people/w4.yaml"]],
    ]);
    expect(JSON.stringify(json)).not.toContain("ada-l");
  });

  it("is clean where nothing differs, and incomplete where the feed is not believed", () => {
    expect(statusOfPeople(resultOf({}))).toBe("clean");
    const comparison = comparePeople(small(), GAP, AS_OF);
    expect(peopleJson({ feed: GAP, comparison, changes: [], heldBack: [], proposals: [] }, AS_OF)).toMatchObject({
      status: "incomplete",
      feed: { complete: false, gap: { reason: "it is empty" } },
      findings: [],
    });
  });
});
