import { describe, expect, it } from "vitest";
import type { FindingLife } from "../../../../scripts/report/figures/finding-lives.ts";
import type { Leaver } from "../../../../scripts/report/figures/revocation.ts";
import { gaugesOf, type RiskSources } from "../../../../scripts/report/figures/risk.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { changeFacts, deployedFacts, entriesAt, stoppedFacts } from "../../../support/entries.ts";

const AS_OF = "2026-11-24T00:00:00Z" as Instant;
const NOTHING: RiskSources = {
  thresholds: { exceptionsPercent: 10, manualPercent: 5, lapsedExceptions: 0, leaverHours: 24 },
  ...{ records: 40, exceptions: [], lives: [], deployed: [], stopped: [], leavers: [], isWatched: true, asOf: AS_OF },
};
const gauge = (name: string, more: Partial<RiskSources> = {}) => gaugesOf({ ...NOTHING, ...more }).find((one) => one.name === name)!;

/** So many changes of one deployment, the first `excepted` of them with an exception. */
const changes = (count: number, excepted: number, at = "2026-11-20T00:00:00Z") =>
  entriesAt("deployed", [
    [
      at,
      deployedFacts({
        changes: Array.from({ length: count }, (_, index) =>
          changeFacts({ pull: index + 1, exceptions: index < excepted ? ["prod/exceptions/two"] : [] }),
        ),
      }),
    ],
  ]);
const byHand = (more: Partial<FindingLife> = {}): FindingLife => ({
  ...{ id: "a".repeat(16), check: "unmanaged", stack: "prod", record: null, severity: "high", firstAt: "2026-11-20T00:00:00Z" },
  ...{ lastAt: "2026-11-20T00:00:00Z", goneAt: null, inFirstRun: false, excepted: false, ...more },
});
const leaver = (hours: number, goneAt: string | null = "2026-11-20T00:00:00Z"): Leaver => ({
  ...{ record: "prod/people/w1", person: "person/w1", since: "2026-11-19T00:00:00Z", isLastDay: true, goneAt, proof: null, hours },
});

describe("scripts/report/figures/risk", () => {
  it("says in words that exceptions have outgrown the process", () => {
    expect(gauge("exceptions-of-changes", { deployed: changes(50, 7) })).toEqual({
      ...{
        name: "exceptions-of-changes",
        title: "Changes with an exception",
        unit: "percent",
        value: 14,
        threshold: 10,
        state: "over",
        part: 7,
        of: 50,
      },
      says: "Manual exceptions are 14 % of changes (7 of 50 in 90 days), threshold 10 %: the process has become a compliance risk",
    });
  });

  it("is within at the threshold itself, and over above it", () => {
    expect(gauge("exceptions-of-changes", { deployed: changes(50, 5) })).toMatchObject({ state: "within", value: 10 });
    expect(gauge("exceptions-of-changes", { deployed: changes(49, 5) })).toMatchObject({ state: "over", value: 10.2 });
  });

  it("counts the last 90 days only", () => {
    expect(gauge("exceptions-of-changes", { deployed: changes(10, 10, "2026-08-26T00:00:00Z") })).toMatchObject({
      state: "within",
      part: 0,
      of: 0,
      value: 0,
      says: "No changes are on record in 90 days, threshold 10 %",
    });
    expect(gauge("exceptions-of-changes", { deployed: changes(10, 10, "2026-08-26T00:00:01Z") })).toMatchObject({ state: "over" });
  });

  it("does not know the share where deployments do not say which changes they had, unless it is over already", () => {
    const unnamed = entriesAt("deployed", [["2026-11-20T00:00:00Z", deployedFacts()]]);
    expect(gauge("exceptions-of-changes", { deployed: [...changes(9, 0), ...unnamed] })).toMatchObject({
      ...{ state: "unknown", value: null, part: 0, of: 10 },
      says: "The share of manual exceptions is not known (at least 0 of 10 changes in 90 days): 1 deployment does not say which changes it had",
    });
    expect(gauge("exceptions-of-changes", { deployed: [...changes(9, 5), ...unnamed] })).toMatchObject({ state: "over", value: 50 });
    const baseline = entriesAt("deployed", [["2026-11-20T00:00:00Z", deployedFacts({ baseline: true })]]);
    expect(gauge("exceptions-of-changes", { deployed: [...changes(9, 0), ...baseline] })).toMatchObject({ state: "within" });
  });

  it("counts what only hands do in AWS, and stops, against all changes", () => {
    const stopped = entriesAt("stopped", [["2026-11-20T00:00:00Z", stoppedFacts()]]);
    const lives = [byHand(), byHand({ check: "expired" }), byHand({ inFirstRun: true }), byHand({ firstAt: "2026-08-01T00:00:00Z" })];
    expect(gauge("manual-changes", { deployed: changes(18, 0), stopped, lives })).toMatchObject({
      state: "over",
      part: 2,
      of: 20,
      value: 10,
    });
    expect(gauge("manual-changes", { isWatched: false })).toMatchObject({ state: "unknown", value: null });
  });

  it("counts each record once, and lapsed exceptions apart", () => {
    const exceptions = [
      { record: "prod/people/w1", daysLeft: 3 },
      { record: "prod/people/w1", daysLeft: 0 },
      { record: "prod/people/w2", daysLeft: -1 },
    ];
    expect(gauge("exceptions-of-records", { exceptions })).toMatchObject({ state: "within", part: 1, of: 40, value: 2.5 });
    expect(gauge("lapsed-exceptions", { exceptions })).toMatchObject({
      ...{ state: "over", value: 1 },
      says: "1 exception is past its end, threshold 0: the process has become a compliance risk",
    });
    expect(gauge("lapsed-exceptions").says).toBe("No exceptions are past their end, threshold 0");
  });

  it("takes the longest time of a leaver of the last 90 days, and those who still have access", () => {
    expect(gauge("leaver-hours", { leavers: [leaver(24), leaver(500, "2026-08-01T00:00:00Z")] })).toMatchObject({
      state: "within",
      value: 24,
    });
    expect(gauge("leaver-hours", { leavers: [leaver(24.01), leaver(3, null)] })).toMatchObject({
      ...{ state: "over", value: 24.01, part: 1, of: 2 },
      says: "Leavers kept access for up to 24.01 hours in 90 days, threshold 24 h, 1 of 2 for longer than that: the process has become a compliance risk",
    });
    expect(gauge("leaver-hours", { isWatched: false })).toMatchObject({ state: "unknown", value: null });
  });
});
