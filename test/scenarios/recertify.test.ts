import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { routingOf } from "../../scripts/command/judge.ts";
import { recertify } from "../../scripts/command/recertify.ts";
import { readRecords } from "../../scripts/command/records.ts";
import { readQuestions, withQuestions } from "../../scripts/command/review-questions.ts";
import { readBranch } from "../../scripts/command/submission.ts";
import { compare } from "../../scripts/compare/compare.ts";
import { decide } from "../../scripts/decide/decide.ts";
import { readPullRequest } from "../../scripts/github/read/reviews.ts";
import { entriesOf, type Ledger, openLedger } from "../../scripts/ledger/ledger.ts";
import { editYaml, type Step } from "../../stacks/files/edit.ts";
import type { Commit } from "../../stacks/model/declared.ts";
import { type Instant, plus } from "../../stacks/model/instant.ts";
import { octokitOf } from "../support/github.ts";
import { type Pulls, startPulls } from "../support/pulls.ts";
import { clientOf } from "../support/repository.ts";
import { oldAccount } from "../support/reviews.ts";
import { AS_OF } from "../support/small-organisation.ts";

const DAY = 86_400_000;
const FILE = "reviews/2026-Q4/w1.yaml";
const BRANCH = "review/2026-Q4/w1";
const [EXPORTER, SUPPORT, WORKER] = ["prod/service-accounts/exporter", "prod/roles/support", "prod/workloads/worker"];
const set = (access: string, field: string, to: unknown): Step => ({ set: ["accesses", access, field], to });
const ANSWERS = [
  set(EXPORTER!, "decision", "reduce"),
  set(EXPORTER!, "without", ["writers"]),
  set(SUPPORT!, "decision", "keep"),
  set(WORKER!, "decision", "revoke"),
];

describe("a campaign of reviews", () => {
  let pulls: Pulls;
  let ledger: Ledger;
  beforeEach(async () => {
    pulls = await startPulls();
    ledger = openLedger(clientOf(pulls.github), "");
  });
  afterEach(() => pulls.close());

  async function run(at: Instant = AS_OF, own: Ledger = ledger) {
    const { source, github } = await pulls.reading();
    const declared = readRecords(source.tree);
    const asking = { declared, source, ledger: own, github, campaign: "2026-Q4", dryRun: false, asOf: at };
    return await recertify(asking, [oldAccount(declared)]);
  }
  const asked = async (at?: Instant) =>
    (await run(at)).asked.map(({ reviewer, accesses, proposal }) => [proposal.action, proposal.number, reviewer, accesses]);

  async function answer(login: string, steps: readonly Step[]) {
    const { source, github } = await pulls.reading();
    const { head } = await readPullRequest(github, 1);
    const blob = (await source.at(head as Commit))!.files.get(FILE) as { text: string };
    return await pulls.push(login, BRANCH, { [FILE]: editYaml(blob.text, steps) });
  }
  async function approvals(number = 1) {
    const reading = await pulls.reading(await ledger.read());
    const { sides, pull } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    const { required, given, missing, refused, obstacles } = routingOf(sides, pull, AS_OF).approvals;
    return {
      required,
      given: given.map(({ by }) => by),
      missing,
      refused: refused.map(({ login, because }) => `${login} ${because}`),
      obstacles,
    };
  }
  async function drift(at: Instant = AS_OF) {
    const { source } = await pulls.reading();
    const declared = readRecords(source.tree);
    const observation = withQuestions(oldAccount(declared), await readQuestions(ledger, declared));
    const compared = compare(declared, observation, at);
    const own = { ...compared, findings: compared.findings.filter(({ check }) => /^review-(revoked|silent)$/.test(check)) };
    const { changes } = decide(own, declared, declared.accounts.get("prod")!, observation.parts, at);
    return changes.map(({ action, record, because }) => [action, record, because.map(({ check }) => check)]);
  }

  it("asks each reviewer once, never whoever has the access, in one pull request that shows the facts", async () => {
    expect(await asked()).toEqual([
      ["opened", 1, "person/w1", [SUPPORT, EXPORTER, WORKER]],
      ["opened", 2, "person/w3", ["prod/people/w1"]],
    ]);
    const again = await run(plus(AS_OF, DAY));
    expect([again.asked, again.waiting.map(({ reviewer, number }) => [reviewer, number])]).toEqual([
      [],
      [
        ["person/w1", 1],
        ["person/w3", 2],
      ],
    ]);
    const { data } = await octokitOf(pulls.github, "sec-s").rest.pulls.get({ owner: "acme", repo: "identities", pull_number: 1 });
    expect(data.body).toContain("| prod/workloads/worker | write Amazon S3 (PutObject) on ledger/\\* |");
    expect(data.body).toContain("@ada-l writes a decision beside each of the 3 accesses");
  });

  it("takes the approval of that reviewer for the answer, though they wrote it down, and nobody else's", async () => {
    await run();
    expect(await approvals()).toEqual({ required: ["person/w1"], given: [], missing: ["person/w1"], refused: [], obstacles: [] });
    await answer("ada-l", ANSWERS);
    await pulls.review("sec-s", 1);
    expect((await approvals()).missing).toEqual(["person/w1"]);
    await pulls.review("ada-l", 1);
    expect(await approvals()).toMatchObject({ given: ["person/w1"], missing: [] });
    await answer("bob-k", [set(WORKER!, "decision", "keep")]);
    expect(await approvals()).toMatchObject({
      missing: ["person/w1"],
      refused: expect.arrayContaining(["ada-l approved before the last change"]),
    });
  });

  it("refuses what is not what was asked", async () => {
    await run();
    await answer("ada-l", [...ANSWERS, { set: ["until"], to: "2027-12-31" }]);
    await pulls.review("ada-l", 1);
    expect(await approvals()).toMatchObject({
      given: [],
      obstacles: [expect.stringMatching(/^reviews\/2026-Q4\/w1\.yaml is not what was asked/)],
    });
    await answer("ada-l", [{ set: ["accesses", WORKER!, "shown", "recommendation"], to: "revoke" }]);
    await expect(approvals()).rejects.toThrow(
      /reviews\/2026-Q4\/w1\.yaml:\d+: accesses\.prod\/workloads\/worker\.facts: the facts shown are not those/,
    );
  });

  it("counts nothing of what nobody was asked by the bot", async () => {
    await run();
    const { source, github } = await pulls.reading();
    const { head } = await readPullRequest(github, 1);
    const { text } = (await source.at(head as Commit))!.files.get(FILE) as { text: string };
    const { number } = await pulls.propose("bob-k", { "reviews/2026-Q3/w1.yaml": text });
    await pulls.review("ada-l", number);
    expect(await approvals(number)).toMatchObject({
      given: [],
      obstacles: ["reviews/2026-Q3/w1.yaml: the ledger knows no such question; only `npm run recertify -- --propose` asks"],
    });
  });

  it("proposes what was decided once it is merged, and asks about it no more", async () => {
    await run();
    await answer("ada-l", ANSWERS);
    await pulls.review("ada-l", 1);
    await pulls.merge("sec-s", 1);
    expect(await drift()).toEqual([
      ["disable", "workloads/worker", ["review-revoked"]],
      ["reduce", "service-accounts/exporter", ["review-revoked"]],
    ]);
    const next = await run(plus(AS_OF, DAY));
    expect(next.waiting.map(({ accesses }) => accesses)).toEqual([["prod/people/w1"]]);
  });

  it("asks the next one after a week of silence, and takes the access away after another", async () => {
    await run();
    const late = plus(AS_OF, 7 * DAY);
    expect((await run(plus(late, -1_000))).reminded).toEqual([]);
    const { reminded } = await run(late);
    expect(reminded.map(({ reviewer, next, action }) => [action, reviewer, next])).toEqual([
      ["reminded", "person/w1", "person/w3"],
      ["reminded", "person/w3", "person/w4"],
    ]);
    expect((await run(late)).reminded).toEqual([]);
    expect(await approvals()).toMatchObject({ required: ["person/w1 | person/w3"] });
    expect(await drift(plus(late, 7 * DAY - 1_000))).toEqual([]);
    const silent = await drift(plus(late, 7 * DAY));
    expect(silent.map(([action, record]) => `${action} ${record}`).sort()).toEqual([
      "disable people/w1",
      "disable roles/support",
      "disable service-accounts/exporter",
      "disable workloads/worker",
    ]);
  });

  it("asks nobody twice when two runs meet, and completes what a killed one left", async () => {
    const killed: Ledger = {
      ...ledger,
      append: async (type, ...rest) => {
        if (type === "asked") throw new Error("killed");
        return await ledger.append(type, ...rest);
      },
    };
    await expect(run(AS_OF, killed)).rejects.toThrow("killed");
    expect(await asked()).toEqual([
      ["unchanged", 1, "person/w1", [SUPPORT, EXPORTER, WORKER]],
      ["opened", 2, "person/w3", ["prod/people/w1"]],
    ]);
    expect(entriesOf(await ledger.read(), "asked").map(({ facts }) => [facts.reviewer, facts.number])).toEqual([
      ["person/w1", 1],
      ["person/w3", 2],
    ]);
  });

  it("leaves one question of each when two runs ask at the same moment", async () => {
    await Promise.allSettled([run(), run()]);
    await run();
    const { data } = await octokitOf(pulls.github, "sec-s").rest.pulls.list({ owner: "acme", repo: "identities", state: "open" });
    expect(data.map(({ head }) => head.ref).sort()).toEqual([BRANCH, "review/2026-Q4/w3"]);
  });
});
