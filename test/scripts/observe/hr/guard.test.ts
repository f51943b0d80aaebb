import { describe, expect, it } from "vitest";
import { type Against, wrongWith } from "../../../../scripts/observe/hr/guard.ts";
import { type HrFeed, hrFeed, inOurWords } from "../../../../scripts/observe/hr/record.ts";
import type { AnnouncedEvent } from "../../../../stacks/model/announced.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { declaredOf, personOf } from "../../../support/builders.ts";

const AS_OF = "2026-11-23T12:00:00Z" as Instant;
const IDS = Array.from({ length: 100 }, (_, index) => `w${1000 + index}`);
const LIMIT = { count: 2, percent: 5 };
const EVENT: AnnouncedEvent = {
  ...{ id: "plant-sold", reason: "The plant is sold", count: undefined, people: undefined, approvedBy: "person/w1099" },
  ...{ from: "2026-11-20", until: "2026-11-30" },
};

function against(events: readonly AnnouncedEvent[] = [], source: Partial<Against["source"]> = {}): Against {
  const { directory } = declaredOf({ people: IDS.map((id) => personOf(id)) });
  return {
    source: { tenant: null, staleAfter: 129_600_000, least: 1, ...source },
    directory: { ...directory, events: new Map(events.map((event) => [event.id, event])) },
    ...{ limit: LIMIT, timeZone: "Etc/UTC", asOf: AS_OF },
  };
}

function feedOf(stated: readonly { id: string; status: string }[], more: Partial<HrFeed> = {}): HrFeed {
  const feed = {
    schema: "tenure/hr/1",
    source: "test",
    asOf: "2026-11-23T06:00:00Z",
    complete: true,
    count: stated.length,
    people: stated,
  };
  return { ...hrFeed.parse(feed), ...more };
}

const active = (ids: readonly string[]) => ids.map((id) => ({ id, status: "active" }));
const judge = (feed: HrFeed, judged = against()) => wrongWith(feed, inOurWords(feed, { status: {}, type: {} }), judged);
const without = (from: number, to: number) => IDS.filter((_, index) => index < from || index >= to);

describe("scripts/observe/hr/guard", () => {
  it("believes a whole feed, people whom nobody knows yet, and a loss within the limit", () => {
    expect(judge(feedOf(active([...IDS, "w9999"])))).toBeUndefined();
    expect(judge(feedOf(active(without(0, 5))))).toBeUndefined();
  });

  it.each<[string, HrFeed, Partial<Against["source"]>, string]>([
    ["is empty", feedOf([]), {}, "it is empty"],
    ["is not whole by its own word", feedOf(active(IDS), { complete: false }), {}, "it says of itself that it is not complete"],
    ["was cut off", feedOf(active(IDS), { count: 120 }), {}, "count: it says 120 people and has 100"],
    [
      "is of another tenant",
      feedOf(active(IDS), { tenant: "acme-test" }),
      { tenant: "acme" },
      'tenant: expected "acme" (sources.hr.tenant), got "acme-test"',
    ],
    ["does not say its tenant", feedOf(active(IDS)), { tenant: "acme" }, 'tenant: expected "acme" (sources.hr.tenant), got none'],
    [
      "is stale",
      feedOf(active(IDS), { asOf: "2026-11-21T23:59:59Z" as Instant }),
      {},
      "asOf: it is of 2026-11-21T23:59:59Z, older than 36h (sources.hr.staleAfter)",
    ],
    [
      "is of tomorrow",
      feedOf(active(IDS), { asOf: "2026-11-24T12:00:00Z" as Instant }),
      {},
      "asOf: it is of 2026-11-24T12:00:00Z, which is in the future",
    ],
    ["is implausibly small", feedOf(active(IDS)), { least: 101 }, "it has 100 people, fewer than 101 (sources.hr.least)"],
    ["has ids twice", feedOf(active([...IDS, "W1000", "w1001"])), {}, "ids that are there twice: W1000, w1001"],
  ])("stops a feed that %s", (_, feed, source, reason) => {
    expect(judge(feed, against([], source))).toBe(reason);
  });

  it("stops a feed in which a column is shifted: what nobody understands is more than the limit", () => {
    const feed = feedOf(IDS.map((id) => ({ id, status: "Payments" })));
    expect(judge(feed)).toBe(
      'of 100 of 100 people it says what nobody understands (person/w1000: status: "Payments" is no word that sources.hr.words.status knows); are its columns shifted?',
    );
  });

  it.each([
    ["halved", active(without(0, 50)), 50],
    ["one more than the limit", active(without(0, 6)), 6],
    ["of people who are all said to have left", IDS.map((id) => ({ id, status: "left" })), 100],
    ["of ids that are all others", active(IDS.map((id) => `x${id}`)), 100],
  ])("stops a feed that is %s", (_, stated, lost) => {
    const reason = judge(feedOf(stated));
    expect(reason).toContain(
      `it lacks, or says to have left, ${lost} of the 100 people of the directory (w1000, w1001, w1002 and ${lost - 3} more)`,
    );
    expect(reason).toContain("0 were announced and 5 more may be missing (limits.feed.missingPeople)");
  });

  it("counts nobody as lost whose word is not understood, and nobody who left before", () => {
    const held = [...active(without(0, 9)), ...IDS.slice(0, 4).map((id) => ({ id, status: "?" }))];
    expect(judge(feedOf(held))).toBeUndefined();
    const gone = against();
    const people = new Map(gone.directory.people);
    for (const id of IDS.slice(0, 50)) people.set(id, personOf(id, { status: "left" }));
    expect(judge(feedOf(active(without(0, 50))), { ...gone, directory: { ...gone.directory, people } })).toBeUndefined();
  });

  it("lets exactly those go who were announced, and no others with them", () => {
    const event = { ...EVENT, people: IDS.slice(0, 50) };
    expect(judge(feedOf(active(without(0, 50))), against([event]))).toBeUndefined();
    expect(judge(feedOf(active(without(0, 55))), against([event]))).toBeUndefined();
    expect(judge(feedOf(active(without(0, 56))), against([event]))).toContain("(w1050, w1051, w1052 and 3 more); 50 were announced");
    expect(judge(feedOf(active(without(40, 90))), against([event]))).toContain("50 of the 100 people");
  });

  it("lets as many go as were announced", () => {
    const event = { ...EVENT, count: 50 };
    expect(judge(feedOf(active(without(0, 55))), against([event]))).toBeUndefined();
    expect(judge(feedOf(active(without(0, 56))), against([event]))).toContain("50 were announced and 5 more may be missing");
  });

  it.each([
    ["before its window", { from: "2026-11-24" }],
    ["after it", { until: "2026-11-22" }],
    ["without its approver", { approvedBy: "person/w9" as const }],
  ])("lifts nothing %s", (_, change) => {
    expect(judge(feedOf(active(without(0, 50))), against([{ ...EVENT, people: IDS.slice(0, 50), ...change }]))).toContain(
      "0 were announced",
    );
  });
});
