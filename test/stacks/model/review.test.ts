import { describe, expect, it } from "vitest";
import { readProblems } from "../../../scripts/command/records.ts";
import { factsDigest, lastDecisions, questionDigest, type Review } from "../../../stacks/model/review.ts";
import { reviewText } from "../../support/reviews.ts";
import { small, smallTree } from "../../support/small-organisation.ts";

const FILE = "reviews/2026-Q4/w1.yaml";
const WORKER = "prod/workloads/worker";
const read = (text: string) => small({ [FILE]: text }).reviews.get("2026-Q4/w1")!;
const problems = (text: string, file = FILE) =>
  readProblems(smallTree({ [file]: text })).map(({ file: at, line, message }) => `${at}:${line}: ${message}`);

describe("stacks/model/review", () => {
  it("reads what was asked and what was answered, undecided unless said otherwise", () => {
    const { campaign, reviewer, asked, accesses } = read(reviewText({ [WORKER]: {} }));
    expect([campaign, reviewer, asked, accesses[WORKER]!.decision]).toEqual(["2026-Q4", "w1", "2026-11-17T00:00:00Z", null]);
  });

  it("finds facts that were changed, with their line", () => {
    expect(problems(reviewText({ [WORKER]: {} }).replace("read Amazon S3", "read nothing"))).toEqual([
      `${FILE}:18: accesses.${WORKER}.facts: the facts shown are not those of this digest: they are never changed`,
    ]);
  });

  it.each([
    ["reduce without saying what goes", { decision: "reduce" as const }, "without: expected with `decision: reduce`, and only there"],
    ["hand over to nobody", { decision: "hand over" as const }, "to: expected with `decision: hand over`, and only there"],
    ["keep and hand over", { decision: "keep" as const, to: "team/security" }, "to: expected with `decision: hand over`, and only there"],
    [
      "a day before it was asked",
      { decision: "keep" as const, decidedAt: "2026-11-01" },
      "decidedAt: 2026-11-01T00:00:00Z is before it was asked",
    ],
    ["a day without a decision", { decidedAt: "2026-11-20" }, "decidedAt: expected only where something is decided"],
    ["an owner whom nobody knows", { decision: "hand over" as const, to: "team/nobody" }, "team/nobody is not in the directory"],
  ])("refuses %s", (_, answer, message) => {
    const found = problems(reviewText({ [WORKER]: answer }));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(message);
    expect(found[0]).toMatch(new RegExp(`^${FILE}:\\d+: `));
  });

  it("refuses a reviewer whom the directory does not know, and a file anywhere else", () => {
    expect(problems(reviewText({ [WORKER]: {} }), "reviews/2026-Q4/w77.yaml")).toEqual([
      expect.stringMatching(/^reviews\/2026-Q4\/w77\.yaml:1: reviewer: "w77" is not in the directory/),
    ]);
    expect(problems("x: 1\n", "reviews/w1.yaml")).toEqual(["reviews/w1.yaml:1: expected reviews/<campaign>/<reviewer>.yaml"]);
  });

  it("gives a digest to what was asked, whatever is answered and in whatever order", () => {
    const [asked, answered, other] = [
      read(reviewText({ [WORKER]: {}, "prod/roles/support": {} })),
      read(reviewText({ "prod/roles/support": { decision: "keep" }, [WORKER]: { decision: "revoke" } })),
      read(reviewText({ [WORKER]: {} })),
    ];
    expect(questionDigest(answered)).toBe(questionDigest(asked));
    expect(questionDigest(other)).not.toBe(questionDigest(asked));
    const { shown } = asked.accesses[WORKER]!;
    expect(factsDigest(WORKER, { ...shown, owner: "team/security" })).not.toBe(factsDigest(WORKER, shown));
    expect(factsDigest("prod/workloads/other", shown)).not.toBe(factsDigest(WORKER, shown));
  });

  it("goes by the last decision; one without a day counts from when it was asked", () => {
    const files = {
      "reviews/2026-Q3/w1.yaml": reviewText({ [WORKER]: { decision: "revoke", decidedAt: "2026-11-20" } }),
      [FILE]: reviewText({ [WORKER]: { decision: "keep" } }),
    };
    const last = (reviews: ReadonlyMap<string, Review>) => lastDecisions(reviews).get(WORKER);
    expect(last(small(files).reviews)).toMatchObject({ decision: "revoke", campaign: "2026-Q3", at: "2026-11-20T00:00:00Z" });
    expect(last(small({ [FILE]: files[FILE]! }).reviews)).toMatchObject({ decision: "keep", at: "2026-11-17T00:00:00Z" });
  });
});
