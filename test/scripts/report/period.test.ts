import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type Entry, nextEntry } from "../../../scripts/ledger/entry.ts";
import { type PeriodSources, periodOf } from "../../../scripts/report/period.ts";
import { periodJson, periodText } from "../../../scripts/report/period-text.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, driftFacts } from "../../support/entries.ts";

const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T06:00:00Z` as Instant;
const record = (name: string) => `prod/people/${name}`;
const one = (name: string, operations = { create: 1 } as object) => ({ record: record(name), operations, observed: "c".repeat(64) });
const FIRST = nextEntry(
  undefined,
  "deployed",
  at(2),
  deployedFacts({ baseline: true, touched: [one("a"), { ...one("x"), record: "prod/tenure/until-2027-01-31" }] }),
);
const SECOND = nextEntry(
  FIRST,
  "deployed",
  at(3),
  deployedFacts({
    approvals: "verified",
    changes: [
      changeFacts({ pull: 7, records: [record("b"), record("c")] }),
      changeFacts({ pull: 9, records: [record("c")], approvedBy: ["person/w3"] }),
    ],
    touched: [one("b", { update: 1 }), { ...one("c", { delete: 2 }), observed: "absent" }],
  }),
);
const OLD = nextEntry(SECOND, "deployed", at(4), deployedFacts({ touched: null }));
const drift = (day: number, more: object = {}): Entry<"drift"> => nextEntry(OLD, "drift", at(day), driftFacts({ tieOut: null, ...more }));
const TIED = [{ type: "user" as const, live: 4, declared: 2, unmanaged: 1, platform: 1, missing: 0 }];
const sources = (more: Partial<PeriodSources> = {}): PeriodSources => ({
  from: "2026-11-01T00:00:00Z",
  to: "2026-12-01T00:00:00Z",
  deployed: [FIRST, SECOND, OLD],
  drift: [drift(5, { tieOut: TIED }), drift(8, { status: "incomplete" })],
  accounts: ["prod", "dev"],
  draw: undefined,
  ...more,
});

describe("scripts/report/period", () => {
  it("counts what each deployment did to each record, with the pull requests and people of exactly that", () => {
    expect(periodOf(sources()).population.map(({ id, did, pulls, approvedBy }) => [id, did, pulls, approvedBy])).toEqual([
      ["1/prod/people/a", "issued", [], []],
      ["2/prod/people/b", "changed", [7], ["person/w1"]],
      ["2/prod/people/c", "removed", [7, 9], ["person/w1", "person/w3"]],
    ]);
  });

  it("says what is left out, how often, and why", () => {
    expect(periodOf(sources()).exclusions).toEqual([
      { because: "boundary policies, which follow from the ends of records", count: 1, entries: [1] },
      { because: "deployments of an older version of entries, which does not say what was touched", count: 1, entries: [3] },
    ]);
  });

  it("draws the lines whose hash of seed and id is smallest: anybody can draw them again", () => {
    const { population, sample } = periodOf(sources({ draw: { size: 2, seed: "2026-Q4" } }));
    const hash = (id: string) => createHash("sha256").update(`2026-Q4\n${id}`).digest("hex");
    const expected = population
      .map(({ id }) => hash(id))
      .sort()
      .slice(0, 2);
    expect(sample!.lines.map(({ draw }) => draw)).toEqual(expected);
    expect(sample!.lines.map(({ id }) => hash(id))).toEqual(expected);
    expect(
      periodOf(sources({ draw: { size: 2, seed: "2026-Q4" }, deployed: [OLD, SECOND, FIRST] })).sample!.lines.map(({ draw }) => draw),
    ).toEqual(expected);
    expect(periodOf(sources({ draw: { size: 99, seed: "x" } })).sample!.lines).toHaveLength(3);
  });

  it("ties out the last run that counted everything, and says how long nobody looked", () => {
    expect(periodOf(sources()).watch).toEqual([
      { stack: "dev", runs: 0, incomplete: 0, longestGapHours: null, tieOut: null },
      { stack: "prod", runs: 2, incomplete: 1, longestGapHours: 546, tieOut: { at: at(5), entry: 4, lines: TIED } },
    ]);
  });

  it("names the gaps, a tie-out that does not add up included", () => {
    expect(periodOf(sources()).gaps).toEqual([
      "1 of 3 lines have no approval on record",
      "dev was never compared with AWS in this period",
      "prod: 1 of 2 runs were incomplete",
    ]);
    const untied = [{ ...TIED[0]!, live: 5 }];
    expect(periodOf(sources({ deployed: [SECOND], accounts: [], drift: [drift(5, { tieOut: untied })] })).gaps).toEqual([
      "prod: user does not tie out in entry 4",
    ]);
    expect(periodOf(sources({ deployed: [SECOND], accounts: [], drift: [drift(5)] })).gaps).toEqual([
      "prod: no run counted everything, so nothing ties the records to AWS",
    ]);
  });

  it("is printed for people, and as JSON", () => {
    const period = periodOf(sources({ draw: { size: 1, seed: "s" } }));
    const text = periodText("evidence", period);
    expect(text).toContain("Population: 3 changes of records in AWS");
    expect(text).toContain('Sample: 1 of 3, seed "s": the first by sha256("<seed>\\n<id>")');
    expect(text).toContain("\n    user      2 + 1 + 1 = 4\n");
    expect(periodJson("evidence", period)).toEqual({ schema: "tenure/evidence-period/1", ledger: "evidence", ...period });
  });
});
