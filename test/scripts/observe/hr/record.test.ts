import { describe, expect, it } from "vitest";
import { hrFeed, inOurWords, people } from "../../../../scripts/observe/hr/record.ts";

const FEED = {
  schema: "tenure/hr/1",
  source: "workday",
  asOf: "2026-11-23T06:00:00Z",
  complete: true,
  count: 1,
  people: [{ id: "w1", status: "active" }],
};
const NONE = { status: {}, type: {} };
const feedOf = (...stated: readonly Record<string, unknown>[]) => hrFeed.parse({ ...FEED, count: stated.length, people: stated });
const REST = { starts: null, ends: null, department: null, position: null, manager: null, timeZone: null };

describe("scripts/observe/hr/record", () => {
  it("asks for an id and a status, and takes for unknown what is not said", () => {
    expect(hrFeed.parse(FEED).people).toEqual([{ id: "w1", status: "active", type: null, ...REST }]);
  });

  it.each([
    ["an e-mail as id", { id: "ada@example.com", status: "active" }, "people.0.id"],
    ["no status", { id: "w1" }, "people.0.status"],
    ["a day that is none", { id: "w1", status: "active", ends: "2026-02-30" }, "people.0.ends"],
    ["a time zone that is none", { id: "w1", status: "active", timeZone: "Mars/Base" }, "people.0.timeZone"],
    ["more than is needed", { id: "w1", status: "active", salary: 1 }, "people.0"],
  ])("rejects %s with its path", (_, stated, path) => {
    expect(hrFeed.safeParse({ ...FEED, people: [stated] }).error!.issues.map((issue) => issue.path.join("."))).toEqual([path]);
  });

  it("translates declared words, keeps ours, and holds whoever is described in others", () => {
    const words = { status: { Terminated: "left" as const }, type: { Worker: "employee" as const } };
    const feed = feedOf(
      { id: "w1", status: "Terminated", type: "Worker" },
      { id: "w2", status: "leave", type: "external" },
      { id: "w3", status: "terminated" },
      { id: "w4", status: "active", type: "toString" },
      { id: "w5", status: "active", starts: "2026-12-01", ends: "2026-11-01" },
    );
    expect(inOurWords(feed, words)).toEqual({
      people: [
        { id: "w1", status: "left", type: "employee", ...REST },
        { id: "w2", status: "leave", type: "external", ...REST },
      ],
      held: [
        { subject: "person/w3", reason: 'status: "terminated" is no word that sources.hr.words.status knows' },
        { subject: "person/w4", reason: 'type: "toString" is no word that sources.hr.words.type knows' },
        { subject: "person/w5", reason: "ends: 2026-11-01 is before starts: 2026-12-01" },
      ],
    });
    expect(inOurWords(feedOf({ id: "w1", status: "constructor" }), NONE).people).toEqual([]);
  });

  it("reads back the part that it makes, and no other status", () => {
    const part = { source: "csv", tenant: null, asOf: FEED.asOf, people: inOurWords(hrFeed.parse(FEED), NONE).people };
    expect(people.parse(JSON.parse(JSON.stringify(part)))).toEqual(part);
    const wrong = { ...part, people: [{ ...part.people[0], status: "gone" }] };
    expect(people.safeParse(wrong).error!.issues[0]!.path).toEqual(["people", 0, "status"]);
  });
});
