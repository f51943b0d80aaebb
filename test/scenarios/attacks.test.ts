import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { routingOf } from "../../scripts/command/judge.ts";
import { readSides } from "../../scripts/command/sides.ts";
import { readBranch } from "../../scripts/command/submission.ts";
import { readPullRequest } from "../../scripts/github/read/reviews.ts";
import { nextEntry } from "../../scripts/ledger/entry.ts";
import { proposedFacts } from "../support/entries.ts";
import { inStacks, type Repository, smallRepository } from "../support/git.ts";
import { type Pulls, startPulls } from "../support/pulls.ts";
import { AS_OF, edit, SMALL } from "../support/small-organisation.ts";
import { readText } from "../support/sources.ts";

const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const RENEWED = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-04-30");
const PERSONAL = edit(EXPORTER, "owner: team/payments", "owner: person/w1");
const LONGER = edit(EXPORTER, "expires: 2027-03-31", "expires: 2027-05-30");

/** Attacks on records that need no more than git. What an attack does to a verdict is in `diffs.test.ts`, to a deployment in `approved.test.ts`. */
describe("test/scenarios/attacks on records", () => {
  const bad = (path: string, text: string) => (repository: Repository) => void repository.write(inStacks({ [path]: text }));
  const P = "accounts/prod/service-accounts";
  it.each<[string, (repository: Repository) => void, RegExp]>([
    ["a name that looks like another one", bad(`${P}/exp\u043erter.yaml`, SMALL[EXPORTER]!), /exp.rter/],
    ["a name that differs only in case", bad(`${P}/Exporter.yaml`, SMALL[EXPORTER]!), /Exporter/],
    ["an anchor", bad(EXPORTER, SMALL[EXPORTER]!.replace("owner: team", "owner: &a team")), /exporter\.yaml:1: .*anchor/],
    ["a merge key", bad(EXPORTER, `${SMALL[EXPORTER]}<<: { state: active }\n`), /exporter\.yaml:\d+: /],
    ["a key that is there twice", bad(EXPORTER, `${SMALL[EXPORTER]}owner: team/security\n`), /exporter\.yaml:\d+: /],
    ["a record of 10 MB", bad(EXPORTER, `${SMALL[EXPORTER]}# ${"x".repeat(10_000_000)}\n`), /expected at most 65536 bytes, got 1\d{7}/],
    [
      "a link under accounts/",
      (repository) => symlinkSync("/etc/passwd", join(repository.root, "accounts/prod/groups/link.yaml")),
      /link\.yaml:1: expected a regular file, got a link/,
    ],
    [
      "a submodule under accounts/",
      (repository) => {
        const commit = repository.git("rev-parse", "HEAD");
        repository.git("update-index", "--add", "--cacheinfo", `160000,${commit},stacks/accounts/prod/groups/module.yaml`);
        repository.git("commit", "--quiet", "--message", "A submodule");
      },
      /module\.yaml:1: expected a regular file, got a link or a submodule/,
    ],
  ])("%s is refused", (_, attack, message) => {
    const repository = smallRepository();
    const base = repository.git("rev-parse", "HEAD");
    attack(repository);
    if (repository.git("status", "--porcelain") !== "" && repository.git("rev-parse", "HEAD") === base) repository.commit({});
    expect(() => readSides(repository.root, base, "HEAD")).toThrow(message);
  });

  it("a gate that is edited to pass is code, and the gate of base judges it", () => {
    const repository = smallRepository();
    const base = repository.git("rev-parse", "HEAD");
    repository.commit({ ".github/workflows/gate.yml": "on: push\n", ...inStacks(RENEWED) });
    const sides = readSides(repository.root, base, "HEAD");
    expect([sides.code, routingOf(sides, undefined, AS_OF).approvals.required]).toEqual([true, ["team/security"]]);
    const workflow = readText(".github/workflows/gate.yml");
    expect(workflow).toMatch(/\n {2}pull_request_target:/);
    expect(workflow).not.toMatch(/ref: .*head/);
  });

  it("a branch that deletes the review signal is still seen by the sweep, which runs on the default branch", () => {
    const workflow = readText(".github/workflows/approvals.yml");
    expect(workflow).toMatch(/schedule:\n {4}- cron: "\*\/10 \* \* \* \*"/);
    expect(workflow).toMatch(/workflow_run:/);
    const signal = readText(".github/workflows/review-signal.yml");
    expect(signal).toMatch(/types: \[submitted, edited, dismissed\]/);
    expect(signal).toMatch(/\npermissions: \{\}\n/);
    expect(signal).not.toMatch(/secrets\.|uses:/);
  });
});

describe("test/scenarios/attacks on approvals", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls({}, [{ login: "ada-private", id: 901 }]);
  });
  afterAll(() => pulls.close());

  type Attack = {
    by?: string;
    files?: Record<string, string>;
    asked?: readonly string[];
    act(number: number, branch: string): Promise<unknown>;
  };
  it.each<[string, Attack, string]>([
    [
      "the author, by way of somebody else's pull request",
      { by: "ada-l", act: (number) => pulls.review("ada-l", number) },
      "ada-l wrote or pushed a commit of it",
    ],
    [
      "the requester",
      { by: "tenure-bot[bot]", asked: ["person/w1"], act: (number) => pulls.review("ada-l", number) },
      "ada-l asked for it",
    ],
    [
      "whoever gains by it",
      { files: PERSONAL, act: (number) => pulls.review("ada-l", number) },
      "ada-l has or keeps access by service-accounts/exporter",
    ],
    ["a second account", { act: (number) => pulls.review("ada-private", number) }, "ada-private is the account of nobody in the directory"],
    ["a bot", { act: (number) => pulls.review("tenure-bot[bot]", number) }, "tenure-bot[bot] is a bot"],
    [
      "somebody who has not seen the last push",
      { act: async (number, branch) => [await pulls.review("ada-l", number), await pulls.push("sec-s", branch, LONGER)] },
      "ada-l approved before the last change",
    ],
  ])("that of %s does not count", async (_, { by = "sec-s", files = RENEWED, asked, act }, because) => {
    const opener = asked ? "tenure-bot[bot]" : "sue-t";
    const { number, branch } = await pulls.propose(opener, files, { by });
    await act(number, branch);
    const entries = asked ? [nextEntry(undefined, "proposed", AS_OF, proposedFacts({ number, askedBy: [...asked] }))] : [];
    const reading = await pulls.reading(entries);
    const { sides, pull } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    const { given, missing, refused } = routingOf(sides, pull, AS_OF).approvals;
    expect(given).toEqual([]);
    expect(missing.length).toBeGreaterThan(0);
    expect(refused.map((one) => `${one.login} ${one.because}`)).toEqual([because]);
  });

  it("an approval table that suits the author is not followed before it is merged", async () => {
    const table = { "settings.yaml": `${SMALL["settings.yaml"]}approvals: [{ when: {}, need: [team/platform] }]\n` };
    const { number } = await pulls.propose("ada-l", { ...RENEWED, ...table });
    await pulls.review("pia-p", number);
    const reading = await pulls.reading();
    const { sides, pull } = await readBranch(reading, await readPullRequest(reading.github, number), await pulls.tip());
    expect(routingOf(sides, pull, AS_OF).approvals).toMatchObject({ required: ["team/security"], given: [] });
  });
});
