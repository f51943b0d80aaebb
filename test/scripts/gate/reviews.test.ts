import { describe, expect, it } from "vitest";
import { diffOf } from "../../../scripts/gate/diff.ts";
import { interestedInReviews, needsOfReviews, nextReviewer, obstaclesOfReviews, reviewerOf } from "../../../scripts/gate/reviews.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { RecordRef } from "../../../stacks/model/ref.ts";
import { questionDigest, type ReviewQuestion } from "../../../stacks/model/review.ts";
import { questionOf, reviewText } from "../../support/reviews.ts";
import { AS_OF, edit, personText, small } from "../../support/small-organisation.ts";

type Files = Readonly<Record<string, string | null>>;
const FILE = "reviews/2026-Q4/w1.yaml";
const WORKER = "prod/workloads/worker";
const AGENT =
  'owner: team/payments\nsponsor: person/w2\npurpose: Reads tickets\nexpires: 2026-12-31\ntrust: { service: bedrock-agentcore.amazonaws.com }\nautonomy: { humanInLoop: true, mayDelegate: false }\nkill: { contact: team/payments, procedure: "npm run disable" }\n';

function reviewer(ref: string, files: Files = {}, asOf: Instant = AS_OF) {
  const declared = small(files);
  const account = declared.accounts.get("prod")!;
  return reviewerOf(account.records.get(ref as RecordRef)!, account, declared, asOf)?.id;
}

describe("scripts/gate/reviews", () => {
  it("asks whoever leads the owners", () => {
    expect(reviewer("workloads/worker")).toBe("w1");
  });

  it("asks the stand-in of a lead who is away, and only on those days", () => {
    const away = { "directory/teams/payments.yaml": "lead: w1\ndelegates: [ { for: w1, to: w4, from: 2026-11-20, until: 2026-11-30 } ]\n" };
    expect(reviewer("workloads/worker", away)).toBe("w4");
    expect(reviewer("workloads/worker", away, "2026-12-01T00:00:00Z" as Instant)).toBe("w1");
  });

  it("asks another of the owners when the lead has the access, has left or is on leave", () => {
    expect(reviewer("roles/support", edit("accounts/prod/roles/support.yaml", "person/w2", "person/w1"))).toBe("w2");
    for (const status of ["left", "leave"] as const)
      expect(
        reviewer("workloads/worker", { "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status }) }),
      ).toBe("w2");
  });

  it("never asks the person whose access it is: the manager, and at the top security", () => {
    expect(reviewer("people/w1")).toBe("w3");
    const own = edit("accounts/prod/people/w1.yaml", "person/w1", "person/w4");
    expect(reviewer("people/w4", { "accounts/prod/people/w4.yaml": own["accounts/prod/people/w1.yaml"]! })).toBe("w3");
  });

  it("asks the human sponsor of an agent", () => {
    expect(reviewer("agents/triage", { "accounts/prod/agents/triage.yaml": AGENT })).toBe("w2");
  });

  it("asks the manager of a reviewer who is silent, and never again the reviewer", () => {
    const next = (who: string, accesses: readonly string[], files: Files = {}) =>
      nextReviewer(questionOf(accesses, { reviewer: who }), small(files), AS_OF)?.id;
    expect(next("w2", [WORKER])).toBe("w1");
    expect(next("w2", ["prod/people/w1"])).toBe("w3");
    expect(next("w1", [WORKER])).toBe("w3");
  });

  const changed = (text: string | null, before: string | null = null) => {
    const [base, head] = [small(before === null ? {} : { [FILE]: before }), small(text === null ? {} : { [FILE]: text })];
    return { base, head, changes: diffOf(base, head).reviews };
  };
  const known = (text: string, more: Partial<ReviewQuestion> = {}) => {
    const review = small({ [FILE]: text }).reviews.get("2026-Q4/w1")!;
    return questionOf(Object.keys(review.accesses), { digest: questionDigest(review), ...more });
  };

  it("needs exactly the reviewer, and whoever was asked in their place", () => {
    const text = reviewText({ [WORKER]: {} });
    const { changes } = changed(text);
    expect(needsOfReviews(changes, [known(text)])).toEqual([["person/w1"]]);
    expect(needsOfReviews(changes, [known(text, { next: "person/w3" })])).toEqual([["person/w1", "person/w3"]]);
  });

  it("counts nobody for what they have themselves", () => {
    const { base, head, changes } = changed(reviewText({ "prod/roles/support": {}, "prod/people/w1": {} }));
    expect([...interestedInReviews(changes, base, head)]).toEqual([
      ["w2", "has access by roles/support"],
      ["w1", "has access by people/w1"],
    ]);
  });

  it("names what keeps any approval from counting", () => {
    const text = reviewText({ [WORKER]: { decision: "keep" } });
    const obstacles = (questions: readonly ReviewQuestion[], after: string | null = text, before: string | null = null) =>
      obstaclesOfReviews(changed(after, before).changes, questions, AS_OF);
    expect(obstacles([known(text)])).toEqual([]);
    expect(obstacles([])).toEqual([expect.stringContaining("the ledger knows no such question")]);
    expect(obstacles([known(text)], reviewText({ [WORKER]: {}, "prod/roles/support": {} }))).toEqual([
      expect.stringContaining("is not what was asked"),
    ]);
    expect(obstacles([known(text)], reviewText({ [WORKER]: { decision: "keep", decidedAt: "2026-12-24" } }))).toEqual([
      `${FILE}: ${WORKER} is decided 2026-12-24T00:00:00Z, which has not come yet`,
    ]);
    expect(obstacles([known(text)], null, text)).toEqual([`${FILE} would go: what was answered is evidence, and stays`]);
  });
});
