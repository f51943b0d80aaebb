import { describe, expect, it } from "vitest";
import type { Instant } from "../../../../stacks/model/instant.ts";
import type { ReviewQuestion } from "../../../../stacks/model/review.ts";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { questionOf, reviewText, withAsked } from "../../../support/reviews.ts";
import { small } from "../../../support/small-organisation.ts";

const WORKER = "prod/workloads/worker";
const at = (text: string) => text as Instant;
const REMINDED = { remindedAt: at("2026-11-17T00:00:00Z"), next: "person/w3" };
const found = (more: Partial<ReviewQuestion>, files: Record<string, string> = {}, others: readonly ReviewQuestion[] = []) =>
  comparison(small(files), (observation) => withAsked(observation, [...others, questionOf([WORKER], more)])).findings.filter(
    ({ check }) => check === "review-silent",
  );

describe("scripts/compare/checks/review-silent", () => {
  it("finds nothing while nobody was asked, somebody has time, or nobody was reminded (in sync)", () => {
    expect(comparison(small()).findings.filter(({ check }) => check === "review-silent")).toEqual([]);
    expect(found({})).toEqual([]);
    expect(found({ ...REMINDED, remindedAt: at("2026-11-17T00:00:01Z") })).toEqual([]);
  });

  it("finds what nobody answered a week after the second one was asked", () => {
    expect(found(REMINDED)).toEqual([
      expectedFinding({
        check: "review-silent",
        subject: "arn:aws:iam::000000000000:role/worker",
        record: "workloads/worker",
        severity: "medium",
        message:
          "workloads/worker: nobody has said whether it is still needed; person/w1 was asked 2026-11-01T00:00:00Z and person/w3 2026-11-17T00:00:00Z (#1); settings say to revoke it",
      }),
    ]);
  });

  it("is quiet about what was answered since, and goes on when it is only asked again", () => {
    const answered = { "reviews/2026-Q4/w1.yaml": reviewText({ [WORKER]: { decision: "keep" } }, "2026-11-02") };
    expect(found(REMINDED, answered)).toEqual([]);
    expect(found({ askedAt: at("2026-11-20T00:00:00Z") }, {}, [questionOf([WORKER], REMINDED)])).toHaveLength(1);
  });

  it("is said low and loud where settings keep what nobody answers for", () => {
    const keep = { "settings.yaml": "teams: { security: security, platform: platform }\nreviews: { silence: { then: keep } }\n" };
    expect(found(REMINDED, keep).map(({ severity }) => severity)).toEqual(["low"]);
  });

  it("is unknown when the ledger cannot be read", () => {
    const gap = { source: "ledger", operation: "read", reason: "cut", retry: true };
    const { unknown } = comparison(small(), (observation) => ({
      ...observation,
      parts: { ...observation.parts, questions: { complete: false, gap } },
    }));
    expect(unknown).toEqual([{ check: "review-silent", gap }]);
  });
});
