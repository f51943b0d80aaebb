import { describe, expect, it } from "vitest";
import { comparison, expectedFinding } from "../../../support/findings.ts";
import { reviewText } from "../../../support/reviews.ts";
import { edit, small } from "../../../support/small-organisation.ts";

const FILE = "reviews/2026-Q4/w1.yaml";
const WORKER = "prod/workloads/worker";
type Answer = Parameters<typeof reviewText>[0][string];
const found = (answer: Answer, files: Record<string, string> = {}, access = WORKER) =>
  comparison(small({ ...files, [FILE]: reviewText({ [access]: answer }) })).findings.filter(({ check }) => check === "review-revoked");
const said = (...of: Parameters<typeof found>) => found(...of).map(({ facet, severity, message }) => [facet, severity, message]);

describe("scripts/compare/checks/review-revoked", () => {
  it("finds nothing in what is kept, undecided, or not there (in sync)", () => {
    expect([...found({}), ...found({ decision: "keep" }), ...found({ decision: "revoke" }, {}, "prod/workloads/gone")]).toEqual([]);
  });

  it("finds what is to be revoked and still works", () => {
    expect(found({ decision: "revoke", decidedAt: "2026-11-20" })).toEqual([
      expectedFinding({
        check: "review-revoked",
        subject: "arn:aws:iam::000000000000:role/worker",
        record: "workloads/worker",
        severity: "high",
        message: "workloads/worker: person/w1 decided 2026-11-20T00:00:00Z in 2026-Q4: revoke",
      }),
    ]);
  });

  it("finds groups and permissions that are to go, until the last is gone", () => {
    expect(said({ decision: "reduce", without: ["ledger-write", "other"] })).toEqual([
      ["permissions", "medium", "workloads/worker: person/w1 decided 2026-11-17T00:00:00Z in 2026-Q4: take away ledger-write"],
    ]);
    expect(said({ decision: "reduce", without: ["other"] })).toEqual([]);
  });

  it("finds another owner who is to answer, until they do", () => {
    expect(said({ decision: "hand over", to: "team/platform" })).toEqual([
      ["owner", "low", "workloads/worker: person/w1 decided 2026-11-17T00:00:00Z in 2026-Q4: hand over to team/platform"],
    ]);
    expect(said({ decision: "hand over", to: "team/payments" })).toEqual([]);
  });

  it("leaves alone what is disabled, what was taken back since, and what is to be decided one day", () => {
    const worker = (more: string) => edit("accounts/prod/workloads/worker.yaml", "trust:", `${more}\ntrust:`);
    expect(said({ decision: "revoke" }, worker("state: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }"))).toEqual([]);
    expect(said({ decision: "revoke" }, worker("adopted: { at: 2026-11-20, ref: x }"))).toEqual([]);
    expect(said({ decision: "revoke" }, worker("adopted: { at: 2026-11-10, ref: x }"))).toHaveLength(1);
    expect(said({ decision: "revoke", decidedAt: "2026-11-25" })).toEqual([]);
  });
});
