import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { earlierFindings, evidenceOfPeople, runPeople, withFeed } from "../../../scripts/command/people-run.ts";
import { openLedger } from "../../../scripts/ledger/ledger.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { believed, feedOf } from "../../support/people.ts";
import { AS_OF, small, smallTree } from "../../support/small-organisation.ts";
import { REPOSITORY } from "../../support/sources.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "tenure-people-"));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const run = (others: Parameters<typeof feedOf>[1], more: object = {}, files = {}) => {
  const declared = small(files);
  const pullRequests = { complete: true as const, value: [], observedAt: AS_OF };
  const feed = believed(feedOf(declared, others));
  return runPeople({
    declared,
    tree: smallTree(files),
    prefix: "stacks/",
    feed,
    pullRequests,
    earlier: undefined,
    asOf: AS_OF,
    bodies: false,
    ...more,
  });
};

describe("scripts/command/people-run", () => {
  it("would open one pull request a person", () => {
    expect(
      run({ w2: { status: "left" }, w20: { starts: "2026-12-01" } }).result.proposals.map(({ branch, action }) => [branch, action]),
    ).toEqual([
      ["people/w2", "would open"],
      ["people/w20", "would open"],
    ]);
  });

  it("opens nothing without knowing the bot's own pull requests", () => {
    const gap = { source: "pull-requests", operation: "list", reason: "GitHub failed", retry: true };
    const { proposals, result } = run({ w2: { status: "left" } }, { pullRequests: { complete: false, gap } });
    expect([proposals, result.heldBack.length]).toEqual([[], 1]);
  });

  it("holds back what would leave records that cannot be read, and says what is wrong with them", () => {
    const files = { "directory/people/W20.yaml": "team: payments\nmanager: w1\ntype: employee\nstarts: 2020-01-01\nstatus: left\n" };
    const tree = smallTree({ ...files, "accounts/prod/people/loose.yaml": "owner: nobody\n" });
    const { proposals, result } = run({ w2: { status: "left" } }, { tree }, files);
    expect(proposals).toEqual([]);
    expect(result.heldBack[0]?.because).toMatch(/^the records would not be valid with it: accounts\/prod\/people\/loose\.yaml:1: /);
  });

  it("takes somebody who is missing for a leaver when the feed before lacked them too", async () => {
    const ledger = openLedger(undefined, join(FOLDER, "ledger"));
    const first = run({ w2: null });
    expect(first.proposals).toEqual([]);
    await ledger.append("people", AS_OF, evidenceOfPeople(first.result, "1".repeat(40), []));
    const again = await earlierFindings(ledger, believed(feedOf(small(), { w2: null })));
    expect(again).toBeUndefined();
    const next = await earlierFindings(ledger, believed(feedOf(small(), { w2: null }, "2026-11-25T00:00:00Z" as Instant)));
    expect(run({ w2: null }, { earlier: next }).proposals.map(({ branch }) => branch)).toEqual(["people/w2"]);
  });

  it("reads a file in the place of the source of the settings, and refuses one of which nobody knows the columns", () => {
    expect(withFeed(small(), "hr.json").settings.sources.hr).toMatchObject({ format: "json", file: "hr.json", staleAfter: 129_600_000 });
    expect(() => withFeed(small(), "hr.csv")).toThrow("--feed: hr.csv is CSV, and settings.yaml does not say what its columns mean");
    expect(() => withFeed(small(), undefined)).toThrow("there is no source of people");
  });

  it.each([
    ["cut in half", (people: readonly object[]) => people.slice(0, 2), "lacks, or says to have left"],
    ["empty", () => [], "it is empty"],
    ["of one person twice", (people: readonly object[]) => [...people, people[0]!], "ids that are there twice"],
  ])("as a command: a feed that is %s has no consequence and says so", { timeout: 60_000 }, (_, cut, why) => {
    const file = join(FOLDER, "hr.json");
    const people = cut(feedOf(small({}), Object.fromEntries(Array.from({ length: 14 }, (_each, index) => [`p${index}`, {}]))).people);
    writeFileSync(file, JSON.stringify({ schema: "tenure/hr/1", source: "x", asOf: AS_OF, complete: true, count: people.length, people }));
    const words = ["scripts/people.ts", "--feed", file, "--as-of", "2026-11-24T08:00:00Z", "--json"];
    const { status, stdout } = spawnSync(process.execPath, words, { cwd: REPOSITORY, encoding: "utf8", env: { PATH: process.env.PATH } });
    const json = JSON.parse(stdout) as { status: string; feed: { gap: { reason: string } }; changes: object[] };
    expect([status, json.status, json.changes]).toEqual([3, "incomplete", []]);
    expect(json.feed.gap.reason).toContain(why);
  });
});
