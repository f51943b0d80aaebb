import { describe, expect, it } from "vitest";
import { branchOf, type Change } from "../../../scripts/decide/change.ts";
import { gatherLeavers, healedLeavers, leaverOf, supersededBy } from "../../../scripts/decide/leavers.ts";
import type { BotPullRequest } from "../../../scripts/observe/pull-requests/bot-pull-request.ts";
import { decided, merged } from "../../support/decisions.ts";
import { gapOf } from "../../support/observations.ts";
import { proposalOf } from "../../support/proposals.ts";
import { AS_OF, edit, personText, smallTree } from "../../support/small-organisation.ts";

const FILES = {
  "directory/people/w1.yaml": personText({ login: "ada-l", id: 1, team: "payments", status: "left" }),
  "directory/people/w2.yaml": personText({ login: "bob-k", id: 2, team: "payments" }),
  ...edit("accounts/prod/workloads/worker.yaml", "team/payments", "person/w1"),
  ...edit("accounts/prod/groups/readers.yaml", "2027-09-30", "2026-11-01"),
};
const TREE = smallTree(FILES);
const { declared, decision, comparison } = decided(TREE);
const gathered = () => gatherLeavers({ ...decision, findings: comparison.findings }, declared, AS_OF);
const [LEAVING] = gathered().filter(({ leaver }) => leaver !== undefined) as [Change];

function pull(change: Pick<Change, "id" | "stack">, more: Partial<BotPullRequest> = {}): BotPullRequest {
  return {
    number: 7,
    url: "u",
    branch: branchOf(change),
    state: "open",
    digest: "x",
    head: "a",
    wrote: "a",
    createdAt: AS_OF,
    closedAt: null,
    ...more,
  };
}

describe("scripts/decide/leavers", () => {
  it("knows whose leaving a change is about, and leaves the others alone", () => {
    expect(decision.changes.map((change) => [change.record, leaverOf(change, declared, AS_OF)]).sort()).toEqual(
      [
        ["people/w1", "w1"],
        ["workloads/worker", "w1"],
      ].sort(),
    );
  });

  it("makes one change of everything that a leaver holds and answers for, their own access first", () => {
    expect(LEAVING.leaver).toMatchObject({ person: "w1", parts: [{ record: "people/w1" }, { record: "workloads/worker" }] });
    expect([LEAVING.action, LEAVING.id]).toEqual(["leave", expect.stringMatching(/^people\/leaver-[0-9a-f]{12}$/)]);
    const account = merged(TREE, LEAVING.edits).accounts.get("prod")!;
    expect(account.records.get("people/w1")!.fields.state).toBe("disabled");
    expect(account.records.get("workloads/worker")!.fields.owner).toBe("team/platform");
  });

  it("keeps its name, whatever else of theirs is found later", () => {
    const first = gatherLeavers({ changes: LEAVING.leaver!.parts.slice(0, 1), findings: [], heldBack: [] }, declared, AS_OF);
    expect(first[0]!.id).toBe(LEAVING.id);
  });

  it("drops nothing: every finding of the parts is in it", () => {
    const ids = (changes: readonly Change[]) => changes.flatMap(({ because }) => because.map(({ id }) => id)).sort();
    expect(ids(gathered())).toEqual(ids(decision.changes));
  });

  it("names what cannot go, with the reason", () => {
    const orphan = comparison.findings.find(({ record }) => record === "workloads/worker")!;
    const [change] = gatherLeavers(
      { changes: LEAVING.leaver!.parts.slice(0, 1), findings: [orphan], heldBack: [{ finding: orphan.id, because: "nobody is left" }] },
      declared,
      AS_OF,
    );
    expect(change!.notes).toEqual(["Not in here: workloads/worker in prod: nobody is left"]);
  });

  it("takes the place of open pull requests about single things, of no others, and of none that people have worked on", () => {
    const [own, worker] = LEAVING.leaver!.parts as [Change, Change];
    const pulls = [
      pull(worker, { number: 9 }),
      pull(own, { number: 3 }),
      pull(own, { number: 4, state: "closed" }),
      pull(own, { number: 5, head: "theirs" }),
      pull(LEAVING, { number: 8 }),
      pull({ id: "prod/groups-000000000000", stack: "prod" }, { number: 10 }),
    ];
    expect(supersededBy(LEAVING, pulls)).toEqual([3, 9]);
    expect(supersededBy(own, pulls)).toEqual([]);
  });

  describe("a pull request of theirs", () => {
    const { declared: settledNow, comparison: nothing } = decided(smallTree());
    const theirs = pull(LEAVING);

    it("has nothing to do any more when nothing of theirs is left, or they are back", () => {
      expect(healedLeavers([nothing], [], settledNow, [theirs])).toEqual([{ pull: theirs, because: "nothing of theirs is left to end" }]);
    });

    it.each<[string, Parameters<typeof healedLeavers>]>([
      ["there is a change of theirs", [[nothing], [LEAVING], settledNow, [theirs]]],
      ["something of theirs is found, though nothing is proposed about it now", [[comparison], [], declared, [theirs]]],
      ["an account was not asked, which may hold the rest", [[], [], settledNow, [theirs]]],
      ["a check was not made", [[{ ...nothing, unknown: [{ check: "leaver", gap: gapOf("authorization") }] }], [], settledNow, [theirs]]],
      ["somebody else has committed to it", [[nothing], [], settledNow, [{ ...theirs, head: "b" }]]],
      ["it is closed", [[nothing], [], settledNow, [{ ...theirs, state: "closed" }]]],
      ["it is about something else", [[nothing], [], settledNow, [pull(LEAVING.leaver!.parts[0]!)]]],
    ])("stays when %s", (_, words) => {
      expect(healedLeavers(...words)).toEqual([]);
    });
  });

  it("is one pull request that names the person, each thing, and those whose place it takes", () => {
    const { title, body, labels, files, supersedes } = proposalOf({ ...LEAVING, supersedes: [3, 9] }, TREE);
    expect(title).toBe("End the access of person/w1, who has left: people/w1 in prod, workloads/worker in prod");
    expect(labels).toEqual(["tenure", "stack:prod", "severity:critical", "check:leaver", "check:orphaned"]);
    expect(files.map(({ path }) => path)).toEqual(["accounts/prod/people/w1.yaml", "accounts/prod/workloads/worker.yaml"]);
    expect(supersedes).toEqual([3, 9]);
    expect(body).toContain("It takes the place of #3, #9.");
    expect(body).toContain("The deployment of `prod` runs (people/w1): the identity gets the boundary");
    expect(body).toContain("The deployment of `prod` runs (workloads/worker): the `owner` tag changes.");
    expect(body).toContain("- `prod/workloads/worker`: owner person/w1");
  });
});
