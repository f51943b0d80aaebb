import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DriftRun, driftStacks } from "../../scripts/command/drift-stack.ts";
import { hasBegun, hearComments, proposeRun } from "../../scripts/command/propose-run.ts";
import { readBotPullRequests } from "../../scripts/command/pull-requests.ts";
import { readRecords } from "../../scripts/command/records.ts";
import type { Source } from "../../scripts/command/source.ts";
import { undoPull } from "../../scripts/command/undo-pull.ts";
import { NO_EXTRA } from "../../scripts/compare/extra.ts";
import type { GitHub } from "../../scripts/emulators/github/github.ts";
import { openHistory } from "../../scripts/github/read/history.ts";
import { readTree } from "../../scripts/github/read/tree.ts";
import { entriesOf, type Ledger, openLedger } from "../../scripts/ledger/ledger.ts";
import type { Observation } from "../../scripts/observe/observation.ts";
import { NOTHING_OUTSIDE } from "../../scripts/observe/outside.ts";
import type { Commit, Declared } from "../../stacks/model/declared.ts";
import { type Instant, plus } from "../../stacks/model/instant.ts";
import { proposedFacts } from "../support/entries.ts";
import { quietLog } from "../support/fake-engine.ts";
import { idOf } from "../support/findings.ts";
import { octokitOf } from "../support/github.ts";
import { addEntity, observationOf, strangeUser, withGap } from "../support/observations.ts";
import { baseOf, clientOf, pushAs, startRepository } from "../support/repository.ts";
import { AS_OF, PROD } from "../support/small-organisation.ts";

const WHERE = { owner: "acme", repo: "identities" };
const DAY = 86_400_000 as Parameters<typeof plus>[1];
const BOT = "tenure-bot[bot]";

const SEEN = new Set(
  ["x", ...Array.from({ length: 11 }, (_, index) => `x${index}`)].map((name) => idOf("unmanaged", `arn:aws:iam::${PROD}:user/${name}`)),
);

/** The life of the bot's pull requests on the stand-in for GitHub: people speak, close and merge, and the bot remembers. */
describe("test/scenarios/bot-life", () => {
  let github: GitHub;
  let folder: string;
  let ledger: Ledger;
  let later: number;
  beforeEach(async () => {
    github = await startRepository();
    folder = mkdtempSync(join(tmpdir(), "tenure-bot-"));
    ledger = openLedger(undefined, join(folder, "ledger"));
    later = 0;
  });
  afterEach(async () => {
    await github.close();
    rmSync(folder, { recursive: true });
  });

  const asOf = (): Instant => plus(AS_OF, (later * DAY) as typeof DAY);
  async function source(): Promise<Source> {
    const client = clientOf(github);
    const { name, commit } = await baseOf(client);
    const at: Source["at"] = (of) => readTree(client, of, "stacks/");
    return { tree: (await at(commit))!, prefix: "stacks/", branch: name, description: "here", at };
  }
  const reading = async () => {
    const client = clientOf(github);
    return { github: client, history: openHistory(client), source: await source(), entries: await ledger.read() };
  };
  /** One run of `drift --propose`: it hears people, decides and opens; what it says of each pull request. */
  async function run(observe: (declared: Declared) => Observation, more: Partial<DriftRun> = {}) {
    const from = await source();
    const declared = readRecords(from.tree);
    const heard = await hearComments(clientOf(github), ledger, from, asOf());
    const whole: DriftRun = {
      declared,
      tree: from.tree,
      source: from,
      outside: NOTHING_OUTSIDE,
      saved: [observe(declared)],
      pullRequests: await readBotPullRequests(clientOf(github), ledger),
      // Somebody has seen it before: the second look is not what this is about.
      sightings: { complete: true, value: new Map([["prod", SEEN]]), observedAt: AS_OF },
      asOf: asOf(),
      deep: false,
      bodies: false,
      extraOf: async () => NO_EXTRA,
      hasBegun: await hasBegun(clientOf(github), ledger),
      recentOf: async () => [],
      incidents: { complete: true, value: [], observedAt: asOf() },
      log: quietLog().log,
      ...more,
    };
    const [result] = await proposeRun(whole, clientOf(github), ledger, await driftStacks(whole, ["prod"]));
    return { heard, result: result!, did: result!.proposals.map(({ action, number }) => [action, number]) };
  }
  const clean = (declared: Declared) => observationOf(declared, "prod");
  const stray = (declared: Declared) => addEntity(observationOf(declared, "prod"), strangeUser(PROD, "x"));
  const comment = (login: string, number: number, body: string) =>
    octokitOf(github, login).rest.issues.createComment({ ...WHERE, issue_number: number, body });
  const close = (login: string, number: number) =>
    octokitOf(github, login).rest.pulls.update({ ...WHERE, pull_number: number, state: "closed" });
  const pull = async (number: number) => (await octokitOf(github, BOT).rest.pulls.get({ ...WHERE, pull_number: number })).data;
  const answers = async (number: number) =>
    (await octokitOf(github, BOT).rest.issues.listComments({ ...WHERE, issue_number: number })).data
      .filter(({ user }) => user!.login === BOT)
      .map(({ body }) => body!.split("\n")[0]);
  const dashboard = async () =>
    (await octokitOf(github, BOT).rest.issues.listForRepo({ ...WHERE, labels: "tenure:dashboard", state: "all" })).data;

  it("closes what healed, with the reason, and asks again when it comes back", async () => {
    expect((await run(stray)).did).toEqual([["opened", 1]]);
    const gap = (declared: Declared) => withGap(clean(declared), "sessions");
    expect((await run(gap)).did).toEqual([]);
    expect((await run(clean)).did).toEqual([["withdrawn", 1]]);
    expect([(await pull(1)).state, await answers(1)]).toEqual([
      "closed",
      [`Closed by Tenure as of ${AS_OF}: what it was about is not so any more. If it comes again, another pull request is opened.`],
    ]);
    expect((await run(clean)).did).toEqual([]);
    const again = await run(stray);
    expect(again.did.map(([action]) => action)).toEqual(["opened"]);
  });

  it("leaves a pull request alone that somebody else has committed to, healed or not", async () => {
    await run(stray);
    await pushAs(github, "ada-l", (await pull(1)).head.ref, { "README.md": "mine\n" });
    expect((await run(clean)).did).toEqual([]);
    expect((await pull(1)).state).toBe("open");
  });

  it("is put off by whoever may, once, and comes back by itself", async () => {
    await run(stray);
    await comment("ada-l", 1, "/snooze 14d we are on holiday");
    await comment("sec-s", 1, "I would say /snooze 14d but no");
    await comment("sec-s", 1, "/snooze 90d far too long");
    const first = await run(stray);
    expect(first.heard).toEqual([
      "#1  ada-l: nothing was done: ada-l may not decide this risk.",
      "#1  sec-s: expected `/snooze <1d to 30d> <reason>`, alone in a comment; nothing was done.",
    ]);
    expect([first.did, (await pull(1)).state]).toEqual([[["unchanged", 1]], "open"]);
    await comment("sec-s", 1, "/snooze 14d its owner is found next week");
    const second = await run(stray);
    expect(second.heard).toEqual(["#1  sec-s: put off until 2026-12-08T00:00:00Z by person/w3; then it is asked again."]);
    expect([second.did, (await pull(1)).state]).toEqual([[], "closed"]);
    expect(second.result.heldBack.map(({ because }) => because)).toEqual(["#1 was put off until 2026-12-08T00:00:00Z"]);
    later = 13;
    expect((await run(stray)).did).toEqual([]);
    later = 14;
    const back = await run(stray);
    expect([back.heard, back.did.map(([action]) => action)]).toEqual([[], ["opened"]]);
    expect((await answers(1)).filter((text) => text!.startsWith("@sec-s"))).toHaveLength(2);
  });

  it("a close by whoever may not decide it is answered by a successor, one by whoever may is a decision", async () => {
    await run(stray);
    await close("ada-l", 1);
    const after = await run(stray);
    expect(after.heard).toEqual(["#1  closed by ada-l, who may not decide this risk: it is asked again"]);
    const [[action, number]] = after.did as [[string, number]];
    const second = await pull(number);
    expect([action, second.head.ref]).toEqual(["opened", `${(await pull(1)).head.ref}-2`]);
    expect(second.body).toContain("Follows #1, which was closed by somebody who may not decide this, so it is asked again.");
    expect((await run(stray)).did).toEqual([["unchanged", number]]);
    await close("sec-s", number);
    const decided = await run(stray);
    expect([decided.heard, decided.did]).toEqual([[`#${number}  closed by sec-s: decided`], []]);
    expect((await run(stray)).heard).toEqual([]);
  });

  it("text of comments does nothing but what the grammar says", async () => {
    await run(stray);
    for (const body of [
      "/snooze 14d $(touch x)\n/assign @bob-k",
      "> /renew",
      "/assign @bob-k; rm -rf /",
      "/renew please",
      "/assign <!-- x -->",
    ])
      await comment("sec-s", 1, body);
    const { heard, did } = await run(stray);
    expect(heard.every((line) => line.includes("nothing was done"))).toBe(true);
    expect([heard.length, did]).toEqual([4, [["unchanged", 1]]]);
    await comment("sec-s", 1, "/assign @bob-k");
    expect((await run(stray)).heard).toEqual(["#1  sec-s: bob-k is asked to review."]);
    expect((await pull(1)).requested_reviewers!.map(({ login }) => login)).toContain("bob-k");
  });

  it("is undone by a pull request of its own, which is a grant that its asker cannot approve", async () => {
    await run(stray);
    const { number } = await pull(1);
    const undo = async (dryRun = false) =>
      await undoPull(
        { number, reason: "it is <b>needed</b>", root: join(folder, "nowhere"), dryRun, asOf: asOf() },
        await reading(),
        ledger,
      );
    await expect(undo()).rejects.toMatchObject({ code: "UNDO_NOT_MERGED" });
    await expect(
      undoPull({ number: 99, reason: "x", root: folder, dryRun: false, asOf: asOf() }, await reading(), ledger),
    ).rejects.toMatchObject({
      code: "UNDO_NOT_OURS",
    });
    await octokitOf(github, "sec-s").rest.pulls.merge({ ...WHERE, pull_number: 1, merge_method: "squash" });
    expect((await undo(true)).output).toMatch(/^--- /);
    const { output } = await undo();
    const opened = Number(/#(\d+) Undo #1 in prod/.exec(output)![1]);
    const revert = await pull(opened);
    expect([revert.head.ref, revert.body!.includes("it is \\<b\\>needed\\</b\\>")]).toEqual(["undo/1", true]);
    const head = await readTree(clientOf(github), revert.head.sha as Commit, "stacks/");
    expect(head.files.has("accounts/prod/service-accounts/x.yaml")).toBe(false);
    expect((await undo()).output).toContain(`open already  #${opened}`);
    expect(entriesOf(await ledger.read(), "proposed").filter(({ facts }) => facts.branch === "undo/1")).toHaveLength(1);
    await octokitOf(github, "sec-s").rest.pulls.merge({ ...WHERE, pull_number: opened, merge_method: "squash" });
    await expect(undo()).rejects.toMatchObject({ code: "UNDO_DONE" });
  });

  it("is not undone over a newer change, which is named", async () => {
    await run(stray);
    await octokitOf(github, "sec-s").rest.pulls.merge({ ...WHERE, pull_number: 1, merge_method: "squash" });
    const path = "stacks/accounts/prod/service-accounts/x.yaml";
    await pushAs(github, "ada-l", "main", { [path]: "owner: team/payments\n" }, { message: "It is ours" });
    await expect(
      undoPull({ number: 1, reason: "x", root: folder, dryRun: false, asOf: asOf() }, await reading(), ledger),
    ).rejects.toMatchObject({
      code: "UNDO_CONFLICT",
      message: expect.stringContaining(`${path}: `),
    });
  });

  it("keeps one issue that says how things stand, edited in place, opened again when somebody closes it", async () => {
    await run(stray);
    const [first, ...others] = await dashboard();
    expect([others, first!.title]).toEqual([[], "Tenure: how things stand"]);
    expect(first!.body).toContain("### Open decisions (1)\n- [#1](");
    await octokitOf(github, "ada-l").rest.issues.update({ ...WHERE, issue_number: first!.number, state: "closed" });
    later = 1;
    await run(clean);
    const [second, ...more] = await dashboard();
    expect([second!.number, second!.state, more]).toEqual([first!.number, "open", []]);
    expect(second!.body).toContain("### Open decisions\nNone.");
    expect(second!.body).toContain("- prod: 2026-11-25T00:00:00Z");
  });

  it("opens nothing in a first run that would open many, until somebody has looked", async () => {
    const many = (declared: Declared) =>
      Array.from({ length: 11 }, (_, index) => strangeUser(PROD, `x${index}`)).reduce(
        (all, user) => addEntity(all, user),
        observationOf(declared, "prod"),
      );
    // That somebody asked for access through the bot is no look at what drift would open.
    await ledger.append("proposed", asOf(), proposedFacts({ number: 999, branch: "request/prod/grant-0123456789ab", record: null }));
    const first = await run(many);
    expect([first.did, first.result.heldBack[0]!.because]).toEqual([
      [],
      "first run: 11 changes would be opened, and more than 10 are looked at first; close the issue that lists them, or pass --confirm",
    ]);
    const issues = async () =>
      (await octokitOf(github, BOT).rest.issues.listForRepo({ ...WHERE, labels: "tenure:onboarding", state: "all" })).data;
    const [issue, ...others] = await issues();
    expect([others, issue!.body]).toEqual([[], expect.stringContaining("### Would be opened (11)\n- Adopt")]);
    expect((await run(many)).did).toEqual([]);
    expect(await issues()).toHaveLength(1);
    await octokitOf(github, "sec-s").rest.issues.update({ ...WHERE, issue_number: issue!.number, state: "closed" });
    expect((await run(many)).did).toHaveLength(10);
  });
});
