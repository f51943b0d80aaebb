import { describe, expect, it } from "vitest";
import { scopeOf } from "../../../../scripts/compare/check.ts";
import { reviewsDue } from "../../../../scripts/compare/review-due.ts";
import {
  askingsOf,
  branchOfQuestion,
  campaignOf,
  idOfQuestion,
  quarterOf,
  waitingIn,
} from "../../../../scripts/decide/requests/campaign.ts";
import type { Observation } from "../../../../scripts/observe/observation.ts";
import { entitiesOf } from "../../../../stacks/entities.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import type { ReviewQuestion } from "../../../../stacks/model/review.ts";
import { changeRole, partOf, withGap } from "../../../support/observations.ts";
import { oldAccount, questionOf, reviewText } from "../../../support/reviews.ts";
import { AS_OF, edit, small } from "../../../support/small-organisation.ts";

const WORKER = "prod/workloads/worker";
type Files = Readonly<Record<string, string | null>>;

function askings(files: Files = {}, disturb: (observation: Observation) => Observation = (one) => one, reviewer: string | null = "w1") {
  const declared = small(files);
  const observation = disturb(oldAccount(declared));
  const account = declared.accounts.get("prod")!;
  const scope = scopeOf(declared, account, entitiesOf(declared, "prod"));
  const due = observation.parts.authorization.complete ? reviewsDue(scope, partOf(observation, "authorization"), AS_OF) : [];
  return askingsOf(due, account, declared, observation.parts, AS_OF, () => reviewer);
}
const shown = (...of: Parameters<typeof askings>) => askings(...of).find(({ access }) => access === WORKER)!.shown;
const campaign = (known: readonly ReviewQuestion[], files: Files = {}, name = "2026-Q4") =>
  campaignOf(name, askings(files), known, small(files), AS_OF);

describe("scripts/decide/requests/campaign", () => {
  it("names a campaign after the quarter", () => {
    expect(["2026-01-01", "2026-03-31", "2026-04-01", "2026-12-31"].map((day) => quarterOf(`${day}T00:00:00Z` as Instant))).toEqual([
      ...["2026-Q1", "2026-Q1", "2026-Q2", "2026-Q4"],
    ]);
  });

  it("shows what it can do in words, when it was used, and what speaks for what", () => {
    expect(shown()).toEqual({
      can: ["write Amazon S3 (PutObject) on ledger/*"],
      lastUse: "was last used at 2026-11-23T00:00:00Z (1 days ago)",
      owner: "team/payments",
      ends: "2027-06-30T00:00:00Z",
      class: "non-human",
      reviewed: "2026-01-01T00:00:00Z",
      recommendation: "keep",
      because: "it is in use, and somebody answers for it",
    });
  });

  it("recommends to revoke what nothing uses, and to hand over what nobody answers for", () => {
    const idle = shown({}, (observation) => changeRole(observation, "worker", { lastUsedAt: null }));
    expect([idle.recommendation, idle.because]).toEqual(["revoke", expect.stringContaining("was never used")]);
    const orphan = shown(edit("accounts/prod/workloads/worker.yaml", "team/payments", "team/ghosts"));
    expect([orphan.recommendation, orphan.because]).toEqual(["hand over", "team/ghosts has no active member"]);
  });

  it("recommends nothing for what is too young to be forgotten and was never used", () => {
    const young = { createdAt: "2026-08-27T00:00:00Z" as Instant, lastUsedAt: null };
    const files = { "settings.yaml": "teams: { security: security, platform: platform }\nreviews: { nonHuman: 60d }\n" };
    expect(shown(files, (observation) => changeRole(observation, "worker", young))).toMatchObject({
      recommendation: null,
      because: "it was never used so far: ask whoever it is meant for",
    });
  });

  it("recommends nothing where AWS does not tell whether it is used, and asks nothing where it could not be read", () => {
    const user = askings({}, (observation) => withGap(observation, "keys")).find(
      ({ access }) => access === "prod/service-accounts/exporter",
    )!;
    expect(user.shown).toMatchObject({ lastUse: "AWS does not tell when it was last used", recommendation: null });
    expect(askings({}, (observation) => withGap(observation, "authorization"))).toEqual([]);
  });

  it("makes one file for each reviewer, and names what nobody may answer for", () => {
    const { questions, nobody } = campaign([]);
    expect(questions.map(({ reviewer, accesses, until }) => [reviewer, accesses.length, until])).toEqual([
      ["w1", 4, "2026-12-01T00:00:00Z"],
    ]);
    expect(questions[0]!.edits).toEqual([expect.objectContaining({ create: "reviews/2026-Q4/w1.yaml" })]);
    expect(nobody).toEqual([]);
    expect(campaignOf("2026-Q4", askings({}, undefined, null), [], small(), AS_OF).nobody).toHaveLength(4);
  });

  it("asks nobody twice in one campaign, and nothing that waits in another", () => {
    expect(campaign([questionOf([])]).questions).toEqual([]);
    const [next] = campaign([questionOf([WORKER], { campaign: "2026-Q3", reviewer: "w4" })]).questions;
    expect(next!.accesses.map(({ access }) => access)).not.toContain(WORKER);
  });

  it("asks again in the next campaign what was silent to the end", () => {
    const silent = questionOf([WORKER], { campaign: "2026-Q3", remindedAt: "2026-11-17T00:00:00Z" as Instant });
    expect(campaign([silent]).questions[0]!.accesses.map(({ access }) => access)).toContain(WORKER);
  });

  it("waits for what is undecided in the merged file, or in none, of what there still is", () => {
    const question = questionOf([WORKER, "prod/roles/support", "prod/workloads/gone"]);
    const answered = { "reviews/2026-Q4/w1.yaml": reviewText({ [WORKER]: { decision: "keep" }, "prod/roles/support": {} }) };
    expect([waitingIn(question, small()), waitingIn(question, small(answered))]).toEqual([
      [WORKER, "prod/roles/support"],
      ["prod/roles/support"],
    ]);
  });

  it("knows a question by campaign and reviewer", () => {
    const question = questionOf([]);
    expect(branchOfQuestion(question)).toBe("review/2026-Q4/w1");
    expect(idOfQuestion(question)).toMatch(/^reviews\/2026-Q4-[0-9a-f]{12}$/);
  });
});
