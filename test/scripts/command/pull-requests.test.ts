import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notOpened, openProposals, planProposals, readBotPullRequests } from "../../../scripts/command/pull-requests.ts";
import type { Source } from "../../../scripts/command/source.ts";
import type { GitHub } from "../../../scripts/emulators/github/github.ts";
import { entriesOf, type Ledger, openLedger } from "../../../scripts/ledger/ledger.ts";
import type { BotPullRequest } from "../../../scripts/observe/pull-requests/bot-pull-request.ts";
import type { Proposal } from "../../../scripts/propose/propose.ts";
import { someFinding } from "../../support/findings.ts";
import { octokitOf } from "../../support/github.ts";
import { changeOf, proposalOf } from "../../support/proposals.ts";
import { baseOf, clientOf, pushAs, startRepository } from "../../support/repository.ts";
import { AS_OF, small, smallTree } from "../../support/small-organisation.ts";

const WHERE = { owner: "acme", repo: "identities" };

describe("scripts/command/pull-requests", () => {
  let github: GitHub;
  let ledger: Ledger;
  let folder: string;
  beforeEach(async () => {
    github = await startRepository();
    folder = mkdtempSync(join(tmpdir(), "tenure-pulls-"));
    ledger = openLedger(undefined, join(folder, "ledger"));
  });
  afterEach(async () => {
    await github.close();
    rmSync(folder, { recursive: true });
  });

  async function sourceNow(): Promise<Source> {
    const { name, commit } = await baseOf(clientOf(github));
    return { tree: { ...smallTree(), commit }, prefix: "stacks/", branch: name, description: "here", at: async () => undefined };
  }
  async function known(): Promise<readonly BotPullRequest[]> {
    const part = await readBotPullRequests(clientOf(github), ledger);
    if (!part.complete) throw new Error(part.gap.reason);
    return part.value;
  }
  const run = async (...proposals: Proposal[]) =>
    openProposals(clientOf(github), ledger, await sourceNow(), proposals, await known(), AS_OF);

  it("plans proposals from the texts of the commit, and writes nothing", () => {
    const declared = small();
    expect(planProposals([changeOf()], declared, smallTree(), "stacks/", AS_OF)).toEqual([proposalOf()]);
    expect(planProposals([], declared, smallTree(), "stacks/", AS_OF)).toEqual([]);
  });

  it("says of what is not opened what it would be, with its text when asked", () => {
    const { branch, title, body } = proposalOf();
    const said = { branch, title, action: "would open", number: null, url: null, notes: [] };
    expect(notOpened(proposalOf(), false)).toEqual(said);
    expect(notOpened(proposalOf(), true)).toEqual({ ...said, body });
  });

  it("opens each, and writes each down with the commit that it wrote", async () => {
    const other = proposalOf(changeOf({ id: "prod/people-aaaaaaaaaaaa" }));
    const results = await run(proposalOf(), other);
    expect(results.map(({ action, number, branch }) => [action, number, branch])).toEqual([
      ["opened", 1, proposalOf().branch],
      ["opened", 2, other.branch],
    ]);
    const entries = entriesOf(await ledger.read(), "proposed");
    expect(entries.map(({ at, facts: { head, ...facts } }) => [at, facts, head.length])).toEqual([
      [
        AS_OF,
        {
          stack: "prod",
          record: "prod/service-accounts/exporter",
          branch: proposalOf().branch,
          number: 1,
          digest: proposalOf().digest,
          action: "opened",
          findings: proposalOf().findings,
        },
        40,
      ],
      [
        AS_OF,
        {
          stack: "prod",
          record: "prod/service-accounts/exporter",
          branch: other.branch,
          number: 2,
          digest: other.digest,
          action: "opened",
          findings: other.findings,
        },
        40,
      ],
    ]);
  });

  it("closes what another one takes the place of, written down first, so that nobody takes it for a decision", async () => {
    const leaver = proposalOf(changeOf({ id: "people/leaver-aaaaaaaaaaaa", supersedes: [1] }));
    await run(proposalOf());
    expect((await run(leaver)).map(({ action, number }) => [action, number])).toEqual([
      ["opened", 2],
      ["withdrawn", 1],
    ]);
    expect((await run(leaver)).map(({ action, number }) => [action, number])).toEqual([
      ["unchanged", 2],
      ["withdrawn", 1],
    ]);
    expect(entriesOf(await ledger.read(), "proposed").map(({ facts }) => [facts.action, facts.number])).toEqual([
      ["opened", 1],
      ["opened", 2],
      ["withdrawn", 1],
    ]);
    expect((await known()).map(({ number, state, withdrawn }) => [number, state, withdrawn])).toEqual([
      [2, "open", undefined],
      [1, "closed", true],
    ]);
    const { data } = await octokitOf(github, "ada-l").rest.issues.listComments({ ...WHERE, issue_number: 1 });
    expect(data.map(({ body }) => body!.split("\n")[0])).toEqual([
      `Closed by Tenure as of ${AS_OF}: #2 holds the same, with everything else of the same person; nobody has decided about it here. If it comes again, another pull request is opened.`,
    ]);
  });

  it("runs again without a second pull request, a needless edit or a needless entry", async () => {
    await run(proposalOf());
    const again = await run(proposalOf());
    expect(again.map(({ action, number }) => [action, number])).toEqual([["unchanged", 1]]);
    expect(await ledger.read()).toHaveLength(1);
  });

  it("updates when there is something new, and goes on from there", async () => {
    const more = proposalOf(changeOf({ because: [someFinding(), someFinding({ check: "orphaned" })] }));
    await run(proposalOf());
    expect((await run(more))[0]!.action).toBe("updated");
    expect((await run(more))[0]!.action).toBe("unchanged");
    expect(entriesOf(await ledger.read(), "proposed").map(({ facts }) => facts.action)).toEqual(["opened", "updated"]);
  });

  it("knows its own by the ledger, not by the name of the branch", async () => {
    const { commit } = await baseOf(clientOf(github));
    await pushAs(github, "ada-l", "revoke/prod/user-ffffffffffff", { "README.md": "x\n" }, { parent: commit });
    await octokitOf(github, "ada-l").rest.pulls.create({
      ...WHERE,
      head: "revoke/prod/user-ffffffffffff",
      base: "main",
      title: "x",
      body: proposalOf().body,
    });
    expect(await known()).toEqual([]);
    await run(proposalOf());
    expect((await known()).map(({ number, branch, state, wrote, head }) => [number, branch, state, wrote === head])).toEqual([
      [2, proposalOf().branch, "open", true],
    ]);
  });

  it("sees that somebody else has written on the branch, and leaves it alone", async () => {
    await run(proposalOf());
    await pushAs(github, "ada-l", proposalOf().branch, { "README.md": "x\n" });
    expect((await known())[0]!.wrote).not.toBe((await known())[0]!.head);
    expect((await run(proposalOf(changeOf({ because: [someFinding({ check: "leaver" })] }))))[0]!.action).toBe("left-alone");
    expect(await ledger.read()).toHaveLength(1);
  });

  it("has none without GitHub", async () => {
    expect(await readBotPullRequests(undefined, ledger)).toMatchObject({ complete: true, value: [] });
  });

  it.each([
    ["GitHub", async () => [{ ...clientOf(github), repo: "gone" }, ledger] as const],
    [
      "the ledger",
      async () => {
        const broken: Ledger = {
          read: () => Promise.reject(new Error("the ledger is broken at 2026-11.jsonl:1")),
          append: async () => undefined,
        };
        return [clientOf(github), broken] as const;
      },
    ],
  ])("has a gap when %s cannot be read, so that everything is held back", async (_, parts) => {
    const part = await readBotPullRequests(...((await parts()) as Parameters<typeof readBotPullRequests>));
    expect(part).toMatchObject({ complete: false, gap: { source: "pull-requests", operation: "list pull requests" } });
  });
});
