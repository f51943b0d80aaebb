import { describe, expect, it } from "vitest";
import { correlate } from "../../../../scripts/compare/people/correlate.ts";
import type { HrPerson } from "../../../../scripts/observe/hr/record.ts";
import { feedOf, statedOf } from "../../../support/people.ts";
import { AS_OF, personText, small } from "../../../support/small-organisation.ts";

function who(others: Readonly<Record<string, Partial<HrPerson> | null>>, files: Record<string, string> = {}, held: readonly string[] = []) {
  const declared = small(files);
  const { linked, unlinked, unmatched, disputed } = correlate(declared.directory, feedOf(declared, others).people, new Set(held), AS_OF);
  return {
    linked: linked.map(({ person }) => person.id),
    unlinked: unlinked.map(({ id }) => id),
    unmatched: unmatched.map(({ id }) => id),
    disputed: disputed.map(({ ids }) => ids),
  };
}

describe("scripts/compare/people/correlate", () => {
  it("links whom both know, and knows who is only in one of them", () => {
    expect(who({ w2: null, w20: { starts: "2026-11-01" } })).toEqual({
      linked: ["w1", "w3", "w4", "w5", "w9"],
      unlinked: ["w2"],
      unmatched: ["w20"],
      disputed: [],
    });
  });

  it("takes nobody for missing who has left, nor for new who is gone already", () => {
    expect(who({ w9: null, w20: { status: "left", starts: "2026-11-01" } })).toMatchObject({ unlinked: [], unmatched: [] });
  });

  it("says nothing of whom the feed describes in words that nobody understands", () => {
    expect(who({ w2: null }, {}, ["w2"])).toMatchObject({ unlinked: [], unmatched: [] });
  });

  it("takes a new id beside somebody missing with the same first day for a changed id, and for neither a leaver nor a joiner", () => {
    expect(who({ w2: null, e2: {} })).toMatchObject({ unlinked: [], unmatched: [], disputed: [["e2", "w2"]] });
  });

  it("leaves it open which of several it could be", () => {
    expect(who({ w2: null, w4: null, e2: {} })).toMatchObject({ unlinked: [], disputed: [["e2", "w2", "w4"]] });
  });

  it("disputes ids that differ only in case", () => {
    expect(who({ w2: null, W2: { starts: "2026-11-01" } })).toMatchObject({ unlinked: [], unmatched: [], disputed: [["W2", "w2"]] });
  });

  it("does not mix up people who begin on the same first day to come: one may be withdrawn and another hired", () => {
    const files = {
      "directory/people/w6.yaml": personText({ login: "new-n", id: 6, team: "payments" }).replace("2020-01-01", "2026-12-01"),
    };
    expect(who({ w6: null, w20: { starts: "2026-12-01" } }, files)).toMatchObject({ unlinked: ["w6"], unmatched: ["w20"], disputed: [] });
  });

  it("takes 2,000 people in one go", () => {
    const people = Array.from({ length: 2_000 }, (_, index) => statedOf(`p${index}`, { starts: "2026-11-01" }));
    const found = correlate(small().directory, people, new Set(), AS_OF);
    expect([found.unmatched.length, found.unlinked.length]).toEqual([2_000, 5]);
  });
});
