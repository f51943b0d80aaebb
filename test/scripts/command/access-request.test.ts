import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { askByPullRequest } from "../../../scripts/command/access-request.ts";
import { type Words, wishOf } from "../../../scripts/command/access-wish.ts";
import { routingOf } from "../../../scripts/command/judge.ts";
import { readRecords } from "../../../scripts/command/records.ts";
import { readBranch } from "../../../scripts/command/submission.ts";
import { readPullRequest } from "../../../scripts/github/read/reviews.ts";
import { entriesOf, type Ledger, openLedger } from "../../../scripts/ledger/ledger.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { octokitOf } from "../../support/github.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { clientOf } from "../../support/repository.ts";
import { AS_OF } from "../../support/small-organisation.ts";

const WHERE = { owner: "acme", repo: "identities" };
const NOTHING: Words = { operands: [], who: undefined, because: undefined, from: undefined, for: undefined, stack: undefined };
const ADMIN: Words = { ...NOTHING, operands: ["admin"], who: "person/w5", because: "INC-2231 restore of the orders table" };
const MINUTE = 60_000;

describe("scripts/command/access-request", () => {
  let pulls: Pulls;
  let ledger: Ledger;
  beforeEach(async () => {
    pulls = await startPulls();
    ledger = openLedger(clientOf(pulls.github), "");
  });
  afterEach(() => pulls.close());

  async function ask(words: Partial<Words> = {}, options: { at?: Instant; askedBy?: string; dryRun?: boolean } = {}) {
    const { at = AS_OF, askedBy = "person/w5", dryRun = false } = options;
    const { source, github } = await pulls.reading();
    const declared = readRecords(source.tree);
    const { decide } = wishOf({ ...ADMIN, ...words }, undefined, declared, at);
    return await askByPullRequest({ github, ledger, source, declared, askedBy: [askedBy], issue: undefined, dryRun, asOf: at }, decide);
  }
  const outcome = async (...of: Parameters<typeof ask>) => {
    const found = await ask(...of);
    return "because" in found ? found.because : [found.proposal.action, found.proposal.number, found.request.record, found.request.starts];
  };
  async function approvals(number: number) {
    const reading = await pulls.reading(await ledger.read());
    const { sides, pull } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    const { given, missing, refused, obstacles } = routingOf(sides, pull, AS_OF).approvals;
    return {
      given: given.map(({ need, by }) => `${need}: ${by}`),
      missing,
      refused: refused.map(({ login, because }) => `${login} ${because}`),
      obstacles,
    };
  }

  it("opens a pull request that names the window, the command and who may approve, and writes down who asked", async () => {
    const found = await ask();
    expect(found).toMatchObject({
      proposal: { action: "opened", number: 1, notes: [] },
      mayApprove: { "person/w1": ["ada-l"], "team/security": ["sec-s", "sue-t"] },
      warnings: [],
    });
  });

  it("counts neither whoever asked nor whoever gets it, though the bot is the author", async () => {
    await ask({}, { askedBy: "person/w3" });
    for (const login of ["pia-p", "sec-s", "sue-t", "ada-l"]) await pulls.review(login, 1);
    expect(await approvals(1)).toEqual({
      given: ["person/w1: person/w1", "team/security: person/w4"],
      missing: [],
      refused: ["pia-p has or keeps access by grants/2026-11-24-w5-admin", "sec-s asked for it"],
      obstacles: [],
    });
  });

  it("gives the same pull request to the same question, whenever it is asked, and remembers who asked too", async () => {
    const first = await outcome();
    expect(first).toEqual(["opened", 1, "grants/2026-11-24-w5-admin", AS_OF]);
    expect(await outcome({}, { at: plus(AS_OF, 5 * MINUTE) })).toEqual(["unchanged", 1, "grants/2026-11-24-w5-admin", AS_OF]);
    expect(entriesOf(await ledger.read(), "request")).toHaveLength(1);
    expect(await outcome({}, { at: plus(AS_OF, 5 * MINUTE), askedBy: "person/w4" })).toEqual([
      "unchanged",
      1,
      "grants/2026-11-24-w5-admin",
      AS_OF,
    ]);
    await pulls.review("sue-t", 1);
    expect((await approvals(1)).refused).toEqual(["sue-t asked for it"]);
  });

  it("updates the pull request when it is asked for another time, and when its window went by unapproved", async () => {
    await ask();
    expect(await outcome({ for: "1h" }, { at: plus(AS_OF, MINUTE) })).toEqual([
      "updated",
      1,
      "grants/2026-11-24-w5-admin",
      plus(AS_OF, MINUTE),
    ]);
    const late = plus(AS_OF, 6 * 60 * MINUTE);
    expect(await outcome({ for: "1h" }, { at: late })).toEqual(["updated", 1, "grants/2026-11-24-w5-admin", late]);
  });

  it("gives another question its own pull request and its own name", async () => {
    await ask();
    expect(await outcome({ because: "INC-9 another matter" })).toEqual(["opened", 2, "grants/2026-11-24-w5-admin-2", AS_OF]);
  });

  it("takes a closed pull request for an answer", async () => {
    await ask();
    await octokitOf(pulls.github, "sec-s").rest.pulls.update({ ...WHERE, pull_number: 1, state: "closed" });
    expect(await outcome()).toMatch(/^#1 asked for exactly this and was closed without merging at .*Z: speak with whoever closed it/);
    expect(await outcome({ for: "30m" })).toEqual(["opened", 2, "grants/2026-11-24-w5-admin", AS_OF]);
  });

  it("goes through a grant's whole life: merged, lengthened, ended", async () => {
    await ask({ for: "1h" });
    await pulls.merge("sec-s", 1);
    expect(await outcome()).toMatch(/^person\/w5 has grants\/2026-11-24-w5-admin of roles\/admin already/);
    const grant = "grants/2026-11-24-w5-admin";
    const about = (action: string) => ({ operands: [action, grant], who: undefined });
    const more = { ...about("extend"), for: "1h" };
    expect(await ask(more)).toMatchObject({ proposal: { action: "opened", number: 2 }, request: { ends: "2026-11-24T02:00:00Z" } });
    expect(await ask(more)).toMatchObject({ proposal: { action: "unchanged", number: 2 } });
    await pulls.merge("sec-s", 2);
    expect(await ask(more)).toMatchObject({ proposal: { action: "opened", number: 3 }, request: { ends: "2026-11-24T03:00:00Z" } });
    const now = plus(AS_OF, 30 * MINUTE);
    const ended = await ask(about("end"), { at: now });
    expect(ended).toMatchObject({ proposal: { action: "opened", number: 4 }, request: { ends: now } });
    // To end access takes one approval, of whoever answers for the role or of security.
    await pulls.review("sue-t", 4);
    expect(await approvals(4)).toMatchObject({ given: [expect.stringMatching(/team\/security: person\/w4$/)], missing: [] });
  });

  it("completes what a run that was killed left undone", async () => {
    const killed: Ledger = {
      ...ledger,
      append: async () => {
        throw new Error("killed");
      },
    };
    const { source, github } = await pulls.reading();
    const declared = readRecords(source.tree);
    const { decide } = wishOf(ADMIN, undefined, declared, AS_OF);
    const asking = { github, source, declared, askedBy: ["person/w5"], issue: undefined, dryRun: false, asOf: AS_OF };
    await expect(askByPullRequest({ ...asking, ledger: killed }, decide)).rejects.toThrow("killed");
    await pulls.review("sue-t", 1);
    expect((await approvals(1)).obstacles).toHaveLength(1);
    expect(await outcome()).toEqual(["opened", 1, "grants/2026-11-24-w5-admin", AS_OF]);
    expect((await ledger.read()).map(({ type }) => type)).toEqual(["proposed", "request"]);
  });

  it("opens and writes nothing with dryRun, and shows the whole text", async () => {
    const found = await ask({}, { dryRun: true });
    expect(found).toMatchObject({ proposal: { action: "would open", number: null, body: expect.stringContaining("aws sts assume-role") } });
    expect(await ledger.read()).toEqual([]);
  });
});
