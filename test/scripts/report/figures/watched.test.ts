import { describe, expect, it } from "vitest";
import { incompleteOf, watchedOf } from "../../../../scripts/report/figures/watched.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { driftFacts, entriesAt } from "../../../support/entries.ts";
import { observationOf } from "../../../support/observations.ts";
import { small } from "../../../support/small-organisation.ts";

const RUNS = entriesAt("drift", [
  ["2026-11-22T06:00:00Z", driftFacts({ status: "clean", findings: [] })],
  ["2026-11-23T06:00:00Z", driftFacts({ status: "incomplete", unknown: ["stale", "expired"] })],
]);
const AT = "2026-11-23T07:00:00Z" as Instant;

describe("scripts/report/figures/watched", () => {
  it("has the last and the last complete run of each account, declared or not", () => {
    expect(watchedOf(["dev"], RUNS)).toEqual([
      { stack: "dev", lastRun: null, lastComplete: null, unknown: [] },
      {
        stack: "prod",
        lastRun: { at: "2026-11-23T06:00:00Z", entry: 2, status: "incomplete" },
        lastComplete: { at: "2026-11-22T06:00:00Z", entry: 1 },
        unknown: ["expired", "stale"],
      },
    ]);
  });

  it("names accounts that were never compared, and checks without an answer", () => {
    expect(incompleteOf(watchedOf(["dev", "prod"], RUNS), ["dev", "prod"], [], AT)).toEqual([
      { stack: "dev", says: "was never compared with AWS" },
      {
        stack: "prod",
        says: "the last run (2026-11-23T06:00:00Z) has no whole answer of expired, stale; the last complete run was at 2026-11-22T06:00:00Z",
      },
    ]);
  });

  it("does not vouch for what was compared over two days ago", () => {
    const first = watchedOf(["prod"], RUNS.slice(0, 1));
    expect(incompleteOf(first, ["prod"], [], "2026-11-24T06:00:00Z" as Instant)).toEqual([]);
    expect(incompleteOf(first, ["prod"], [], "2026-11-24T06:00:01Z" as Instant)).toEqual([
      { stack: "prod", says: "was last compared with AWS at 2026-11-22T06:00:00Z, over two days ago" },
    ]);
  });

  it("names the gaps of an observation with their reason", () => {
    const whole = observationOf(small(), "prod");
    const gap = { source: "aws-iam", operation: "ListAccessKeys", reason: "AccessDenied", retry: false };
    const observation = { ...whole, parts: { ...whole.parts, keys: { complete: false as const, gap } } };
    expect(incompleteOf(watchedOf(["prod"], RUNS.slice(0, 1)), ["prod"], [whole, observation], "2026-11-23T06:00:00Z" as Instant)).toEqual([
      { stack: "prod", says: "keys could not be read from aws-iam (ListAccessKeys): AccessDenied" },
    ]);
  });
});
