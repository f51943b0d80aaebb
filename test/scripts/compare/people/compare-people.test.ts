import { describe, expect, it } from "vitest";
import { comparePeople } from "../../../../scripts/compare/people/compare-people.ts";
import type { HrPerson } from "../../../../scripts/observe/hr/record.ts";
import { believed, decidedAbout, feedOf, TEMPLATES } from "../../../support/people.ts";
import { AS_OF, small } from "../../../support/small-organisation.ts";

const found = (others: Readonly<Record<string, Partial<HrPerson> | null>>, files = {}) =>
  decidedAbout(others, files).comparison.findings.map(({ check, subject, facet, severity }) => [check, subject, facet, severity]);

describe("scripts/compare/people/compare-people", () => {
  it("finds nothing where the feed says what the directory says", () => {
    expect(decidedAbout({}).comparison).toMatchObject({
      findings: [],
      unknown: [],
      correlation: { unlinked: [], unmatched: [], disputed: [] },
    });
  });

  it.each([
    ["joiner", { w20: { starts: "2026-12-01" } }, [["joiner", "person/w20", "payments w1 employee 2026-12-01 null", "medium"]]],
    ["mover", { w2: { department: "platform" } }, [["mover", "person/w2", "team=payments>platform", "medium"]]],
    ["leaver", { w2: { status: "left" as const } }, [["leaver", "person/w2", "status=active>left", "critical"]]],
    ["leaving", { w2: { ends: "2027-01-31" } }, [["leaving", "person/w2", "ends=open>2027-01-31", "high"]]],
    ["on leave", { w2: { status: "leave" as const } }, [["on-leave", "person/w2", "status=active>leave", "high"]]],
    ["missing", { w2: null }, [["unlinked", "person/w2", "2020-01-01", "high"]]],
    ["unclear", { w2: { manager: "w77" } }, [["unclear", "person/w2", "manager: manager: w77 is not in the directory (yet)", "medium"]]],
  ])("finds a person who is %s, with the values in the facet: others are another question", (_, others, expected) => {
    expect(found(others)).toEqual(expected);
  });

  it("finds what is due to a joiner, and says it of nobody before their first day", () => {
    expect(found({ w20: { starts: "2026-11-20" } }, TEMPLATES).map(([check]) => check)).toEqual(
      expect.arrayContaining(["joiner", "access-due"]),
    );
    expect(found({ w20: { starts: "2026-11-25" } }, TEMPLATES).map(([check]) => check)).toEqual(["joiner"]);
  });

  it("asks one question of somebody who comes back: what else changed goes with it", () => {
    const back = { status: "active" as const, starts: "2026-12-01", department: "payments", manager: "w1" };
    expect(found({ w9: back }).map(([check, , facet]) => [check, facet])).toEqual([["rehire", "status=left>active 2026-12-01"]]);
  });

  it("gives the same findings with the same ids whatever the order of the feed", () => {
    const declared = small();
    const feed = feedOf(declared, { w2: { status: "left" }, w20: { starts: "2026-12-01" }, w4: { department: "payments" } });
    const ids = (people: readonly HrPerson[]) => comparePeople(declared, believed({ ...feed, people }), AS_OF).findings.map(({ id }) => id);
    expect(ids(feed.people.toReversed())).toEqual(ids(feed.people));
  });

  it("finds nothing in a feed that is not believed, and says why it knows nothing", () => {
    const gap = { source: "hr", operation: "guard", reason: "it is empty", retry: false };
    const { findings, unknown } = comparePeople(small(), { complete: false, gap }, AS_OF);
    expect([findings, unknown.map((one) => one.gap.reason)]).toEqual([[], ["it is empty"]]);
  });

  it("finds nothing about somebody of whom the feed says what nobody understands", () => {
    const declared = small();
    const refusal = { source: "hr", operation: "guard", reason: "odd", retry: false, subject: "person/w2" as const };
    const part = { ...believed(feedOf(declared, { w2: null })), except: [refusal] };
    const { findings, unknown } = comparePeople(declared, part as never, AS_OF);
    expect([findings, unknown.map(({ gap }) => gap.subject)]).toEqual([[], ["person/w2"]]);
  });
});
