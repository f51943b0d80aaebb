import { describe, expect, it } from "vitest";
import { measuresOf, measuresText } from "../../../scripts/report/review-measures.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { questionOf, reviewText } from "../../support/reviews.ts";
import { AS_OF, small } from "../../support/small-organisation.ts";

type Answers = Parameters<typeof reviewText>[0];
const FILE = "reviews/2026-Q4/w1.yaml";
const of = (answers: Answers, asOf = AS_OF) => measuresOf([...small({ [FILE]: reviewText(answers) }).reviews.values()], [], asOf);
const five = (at: (index: number) => string | undefined) =>
  Object.fromEntries(
    [0, 1, 2, 3, 4].map((index) => {
      const decidedAt = at(index);
      return [`prod/workloads/w${index}`, { decision: "keep" as const, ...(decidedAt === undefined ? {} : { decidedAt }) }];
    }),
  );

describe("scripts/report/review-measures", () => {
  it("measures coverage and what was in time", () => {
    const [measured] = of({
      "prod/workloads/a": { decision: "keep", decidedAt: "2026-11-20" },
      "prod/workloads/b": { decision: "revoke", decidedAt: "2026-11-26" },
      "prod/workloads/c": {},
    });
    expect(measured).toEqual({
      ...{ campaign: "2026-Q4", reviewers: 1, asked: 3, decided: 2, late: 2, coverage: 66.7, onTime: 33.3, signals: [] },
      decisions: { keep: 1, reduce: 0, revoke: 1, "hand over": 0 },
    });
    expect(of({ "prod/workloads/c": {} }, "2026-11-23T00:00:00Z" as Instant)[0]).toMatchObject({ late: 0, coverage: 0, onTime: null });
  });

  it("counts what was asked and never merged", () => {
    const asked = questionOf(["prod/workloads/a", "prod/workloads/b"]);
    expect(measuresOf([], [asked], AS_OF)[0]).toMatchObject({ asked: 2, decided: 0, late: 0, coverage: 0 });
    expect(measuresOf([], [{ ...asked, remindedAt: AS_OF }], AS_OF)[0]).toMatchObject({ late: 2, onTime: 0 });
  });

  it("says what looks like a rubber stamp, and nothing of a few answers", () => {
    const quick = of(five((index) => `2026-11-20T10:00:0${index}Z`))[0]!.signals;
    expect(quick).toEqual([
      { reviewer: "person/w1", says: "kept all of 5" },
      { reviewer: "person/w1", says: "decided 5 within a minute" },
    ]);
    expect(of(five((index) => `2026-11-20T1${index}:00:00Z`))[0]!.signals).toEqual([{ reviewer: "person/w1", says: "kept all of 5" }]);
    expect(of(five(() => undefined))[0]!.signals).toEqual([{ reviewer: "person/w1", says: "kept all of 5" }]);
    expect(of({ "prod/workloads/a": { decision: "keep" } })[0]!.signals).toEqual([]);
  });

  it("is a few lines for people", () => {
    expect(measuresText(of({ "prod/workloads/a": { decision: "keep" } }))).toBe(
      "2026-Q4: 1 of 1 accesses decided (100 %) by 1 reviewers, 100 % on time, 0 late\n  keep 1, reduce 0, revoke 0, hand over 0",
    );
    expect(measuresText([])).toBe("no reviewer was ever asked");
  });
});
