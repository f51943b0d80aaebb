import { describe, expect, it } from "vitest";
import { carryOut, endSilent } from "../../../../scripts/decide/responses/review.ts";
import { merged, situationOf } from "../../../support/decisions.ts";
import { someFinding } from "../../../support/findings.ts";
import { reviewText } from "../../../support/reviews.ts";
import { small, smallTree } from "../../../support/small-organisation.ts";

const WORKER = "prod/workloads/worker";
const FILE = "reviews/2026-Q4/w1.yaml";
type Answer = Parameters<typeof reviewText>[0][string];
const finding = (facet: string | null) =>
  someFinding({
    check: "review-revoked",
    record: "workloads/worker",
    facet,
    message: "decided",
    subject: "arn:aws:iam::000000000000:role/worker",
  });

function carriedOut(answer: Answer, facet: string | null) {
  const files = { [FILE]: reviewText({ [WORKER]: answer }) };
  const response = carryOut(finding(facet), situationOf(small(files)));
  if ("nothing" in response) return response;
  const { fields } = merged(smallTree(files), response.edits).accounts.get("prod")!.records.get("workloads/worker")!;
  return [response.action, fields] as const;
}

describe("scripts/decide/responses/review", () => {
  it("stops what is revoked by the staged path", () => {
    expect(carriedOut({ decision: "revoke" }, null)).toEqual(["disable", expect.objectContaining({ state: "disabled" })]);
  });

  it("takes away exactly what was named", () => {
    expect(carriedOut({ decision: "reduce", without: ["ledger-write"] }, "permissions")).toEqual([
      "reduce",
      expect.objectContaining({ permissions: [], owner: "team/payments" }),
    ]);
  });

  it("gives it the owner who was named", () => {
    expect(carriedOut({ decision: "hand over", to: "team/platform" }, "owner")).toEqual([
      "hand-over",
      expect.objectContaining({ owner: "team/platform", permissions: ["ledger-write"] }),
    ]);
  });

  it("takes silence as settings say", () => {
    expect(endSilent(finding(null), situationOf(small()))).toMatchObject({ action: "disable" });
    const keep = { "settings.yaml": "teams: { security: security, platform: platform }\nreviews: { silence: { then: keep } }\n" };
    expect(endSilent(finding(null), situationOf(small(keep)))).toEqual({ nothing: expect.stringContaining("it is kept") });
  });
});
