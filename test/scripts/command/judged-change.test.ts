import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ChangeOptions, numberOf, readChange } from "../../../scripts/command/judged-change.ts";
import { UsageError } from "../../../scripts/command/options.ts";
import { quietLog } from "../../support/fake-engine.ts";
import { inStacks, smallRepository } from "../../support/git.ts";
import { octokitOf } from "../../support/github.ts";
import { type Pulls, startPulls } from "../../support/pulls.ts";
import { edit } from "../../support/small-organisation.ts";

const RENEWED = edit("accounts/prod/service-accounts/exporter.yaml", "expires: 2027-03-31", "expires: 2027-04-30");
const NOTHING = { base: undefined, head: undefined, pull: undefined, publish: false };

describe("scripts/command/judged-change", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls();
  });
  afterAll(() => pulls.close());
  const read = (options: Partial<ChangeOptions>, environment = {}) =>
    readChange({ root: smallRepository().root, ...NOTHING, ...options }, environment, quietLog().log);
  const records = (change: Awaited<ReturnType<typeof read>>) => change.sides.diff.records.map(({ ref }) => ref);

  it("is the working tree compared with the default branch, where nothing is said", async () => {
    const repository = smallRepository();
    repository.write(inStacks(RENEWED));
    const change = await read({ root: repository.root });
    expect([records(change), change.pull, change.prefix, change.publish]).toEqual([
      ["service-accounts/exporter"],
      undefined,
      "stacks/",
      undefined,
    ]);
  });

  it("is a pull request as GitHub has it, whatever is checked out here", async () => {
    const { number, head } = await pulls.propose("sec-s", RENEWED);
    await pulls.review("ada-l", number);
    const change = await read({ pull: String(number), publish: true }, pulls.github.environment("tenure-judge[bot]"));
    expect([records(change), change.pull?.number, change.pull?.reviews.length]).toEqual([["service-accounts/exporter"], number, 1]);
    await change.publish!("tenure/gate", { conclusion: "success", title: "passed", summary: "", annotations: [] });
    const [owner, repo] = pulls.github.repository.split("/") as [string, string];
    expect((await octokitOf(pulls.github, "ada-l").rest.checks.listForRef({ owner, repo, ref: head })).data.total_count).toBe(1);
  });

  it("is the commit of a merge queue, with the reviews of its pull request", async () => {
    const { number, head } = await pulls.propose("sec-s", RENEWED);
    const change = await read({ pull: String(number), base: await pulls.tip(), head }, pulls.github.environment());
    expect([records(change), change.pull?.number]).toEqual([["service-accounts/exporter"], number]);
  });

  it.each([
    ["a check without a commit", { publish: true }, /^--publish: name the commit with --head, or the pull request with --pull/],
    ["what is no number", { pull: "x" }, /^--pull: expected the number of a pull request, got "x"$/],
    ["a branch name beside a pull request", { pull: "1", base: "main" }, /^--base: expected a full commit hash beside --pull, got "main"$/],
  ])("refuses %s", async (_, options, message) => {
    await pulls.propose("sec-s", { "/x.txt": `${message}\n` });
    await expect(read(options, pulls.github.environment())).rejects.toThrow(message);
    await expect(read(options, pulls.github.environment())).rejects.toBeInstanceOf(UsageError);
  });

  it("refuses a pull request to a branch that is never deployed", async () => {
    const { branch } = await pulls.propose("sec-s", RENEWED);
    const [owner, repo] = pulls.github.repository.split("/") as [string, string];
    const from = await pulls.push("sec-s", "onward", { "/y.txt": "1\n" }, await pulls.tip());
    expect(from).toMatch(/^[0-9a-f]{40}$/);
    const { data } = await octokitOf(pulls.github, "sec-s").rest.pulls.create({ owner, repo, head: "onward", base: branch, title: "x" });
    await expect(read({ pull: String(data.number) }, pulls.github.environment())).rejects.toThrow(
      `--pull: #${data.number} goes to ${branch}, and only what goes to main is ever deployed`,
    );
  });

  it("needs GitHub for pull requests and checks", async () => {
    await expect(read({ pull: "1" })).rejects.toThrow(/^no repository on GitHub is named/);
    await expect(read({ head: "HEAD", publish: true })).rejects.toThrow(/^no repository on GitHub is named/);
  });

  it("takes numbers as GitHub writes them", () => {
    expect(numberOf("12")).toBe(12);
    expect(() => numberOf("012")).toThrow(UsageError);
  });
});
