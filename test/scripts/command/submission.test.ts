import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routingOf } from "../../../scripts/command/judge.ts";
import { readBranch, readMerged } from "../../../scripts/command/submission.ts";
import { readPullRequest } from "../../../scripts/github/read/reviews.ts";
import { nextEntry } from "../../../scripts/ledger/entry.ts";
import { proposedFacts, requestFacts } from "../../support/entries.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { AS_OF, edit, SMALL } from "../../support/small-organisation.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RENEWED = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30");
const LONGER = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-05-30");
const WORKER = edit("accounts/prod/workloads/worker.yaml", "2027-06-30", "2027-07-30");

describe("scripts/command/submission", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls({}, [{ login: "ada-private", id: 901 }]);
  });
  afterAll(() => pulls.close());

  /** Approvals of an open pull request as they are now. */
  async function approvals(number: number, askedBy?: readonly string[]) {
    const facts = proposedFacts({ number, ...(askedBy ? { askedBy: [...askedBy] } : {}) });
    const reading = await pulls.reading(askedBy ? [nextEntry(undefined, "proposed", AS_OF, facts)] : []);
    const { sides, pull } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    return routingOf(sides, pull, AS_OF).approvals;
  }
  const outcome = async (number: number) => {
    const { given, missing, refused } = await approvals(number);
    return { given: given.map(({ by }) => by), missing, refused: refused.map(({ login, because }) => `${login} ${because}`) };
  };

  it("counts the approval of somebody who answers for the record, on what they saw", async () => {
    const { number } = await pulls.propose("sec-s", RENEWED);
    expect(await outcome(number)).toEqual({ given: [], missing: ["team/payments"], refused: [] });
    await pulls.review("ada-l", number, "COMMENT");
    expect((await outcome(number)).given).toEqual([]);
    await pulls.review("ada-l", number);
    expect(await outcome(number)).toEqual({ given: ["person/w1"], missing: [], refused: [] });
  });

  it("loses an approval with any change of the records, and keeps it through a rebase that changes none", async () => {
    const { number, branch } = await pulls.propose("sec-s", RENEWED);
    await pulls.review("bob-k", number);
    const other = await pulls.propose("sec-s", WORKER);
    const moved = await pulls.merge("sec-s", other.number);
    await pulls.push("tenure-bot[bot]", branch, RENEWED, moved);
    expect(await outcome(number)).toMatchObject({ given: ["person/w2"], missing: [] });
    await pulls.push("sec-s", branch, LONGER);
    expect(await outcome(number)).toEqual({
      given: [],
      missing: ["team/payments"],
      refused: ["bob-k approved before the last change"],
    });
  });

  it("does not count an approval that was dismissed, or taken back", async () => {
    const { number } = await pulls.propose("sec-s", RENEWED);
    const review = await pulls.review("ada-l", number);
    await pulls.dismiss("sec-s", number, review);
    expect((await outcome(number)).missing).toEqual(["team/payments"]);
    await pulls.review("bob-k", number);
    await pulls.review("bob-k", number, "REQUEST_CHANGES");
    expect((await outcome(number)).missing).toEqual(["team/payments"]);
  });

  it("counts nobody who wrote a commit of it, whoever opened it", async () => {
    const { number } = await pulls.propose("sec-s", RENEWED, { by: "ada-l" });
    await pulls.review("ada-l", number);
    expect((await outcome(number)).refused).toEqual(["ada-l wrote or pushed a commit of it"]);
  });

  it("counts nobody who asked the bot for it, and nothing at all that a bot opened for nobody knows whom", async () => {
    const { number } = await pulls.propose("tenure-bot[bot]", RENEWED);
    await pulls.review("ada-l", number);
    expect(await approvals(number)).toMatchObject({ given: [], obstacles: [expect.stringMatching(/^tenure-bot\[bot\] opened it/)] });
    expect(await approvals(number, ["person/w1"])).toMatchObject({ given: [], refused: [{ login: "ada-l", because: "asked for it" }] });
    await pulls.review("bob-k", number);
    expect(await approvals(number, ["person/w1"])).toMatchObject({ given: [{ by: "person/w2" }], missing: [], obstacles: [] });
  });

  it("counts nobody who asked for what stood open already", async () => {
    const { number } = await pulls.propose("tenure-bot[bot]", RENEWED);
    await pulls.review("ada-l", number);
    const opened = nextEntry(undefined, "proposed", AS_OF, proposedFacts({ number, askedBy: ["person/w2"] }));
    const asked = nextEntry(opened, "request", AS_OF, requestFacts({ number, askedBy: ["person/w1"] }));
    const reading = await pulls.reading([opened, asked]);
    const { sides, pull } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    expect(routingOf(sides, pull, AS_OF).approvals).toMatchObject({ given: [], refused: [{ login: "ada-l", because: "asked for it" }] });
  });

  it("counts nothing while an account took part that may be anybody's second one", async () => {
    const { number } = await pulls.propose("ada-private", RENEWED);
    await pulls.review("ada-l", number);
    const found = await approvals(number);
    expect([found.given, found.missing, found.obstacles.length]).toEqual([[], ["team/payments"], 1]);
    expect(found.obstacles[0]).toMatch(/^ada-private is in no entry of the directory/);
  });

  it("takes only what the branch changed: what came to the default branch meanwhile is not taken back", async () => {
    const before = await pulls.tip();
    const other = await pulls.propose("sec-s", {
      "accounts/prod/groups/readers.yaml": SMALL["accounts/prod/groups/readers.yaml"]!.replace("2027-09-30", "2027-10-30"),
    });
    await pulls.merge("sec-s", other.number);
    const { number } = await pulls.propose("sec-s", RENEWED, { from: before });
    const reading = await pulls.reading();
    const { sides } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    expect(sides.diff.records.map(({ ref }) => ref)).toEqual(["service-accounts/exporter"]);
  });

  it("asks for the branch to be brought up to date when both changed a file", async () => {
    const before = await pulls.tip();
    const other = await pulls.propose("sec-s", RENEWED);
    await pulls.merge("sec-s", other.number);
    const { number } = await pulls.propose("sec-s", LONGER, { from: before });
    await expect(approvals(number)).rejects.toThrow(
      `${EXPORTER}:1: main has changed this file since the branch left it; bring the branch up to date`,
    );
  });

  it("sees that a change touches more than records", async () => {
    const { number } = await pulls.propose("sec-s", { "/.github/workflows/gate.yml": "on: push\n" });
    const found = await approvals(number);
    expect(found.required).toEqual(["team/security"]);
  });

  it("is the same change once it is merged: an approval of the branch is one of the commit", async () => {
    const from = await pulls.tip();
    const { number } = await pulls.propose("sec-s", edit("accounts/prod/workloads/worker.yaml", "Renders invoices", "Renders bills"));
    await pulls.review("ada-l", number);
    const to = await pulls.merge("sec-s", number, "merge");
    const reading = await pulls.reading();
    const { sides, pull } = await readMerged(reading, await readPullRequest(reading.github, number), from, to);
    expect(routingOf(sides, pull, AS_OF).approvals).toMatchObject({ given: [{ by: "person/w1" }], missing: [] });
  });
});
