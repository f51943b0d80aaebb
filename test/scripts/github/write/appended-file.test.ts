import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { readBranchFiles, rewriteFile } from "../../../../scripts/github/write/appended-file.ts";
import { entriesOf, openLedger } from "../../../../scripts/ledger/ledger.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { driftFacts } from "../../../support/entries.ts";
import { startProxy } from "../../../support/http.ts";
import { clientOf, pushAs, startRepository } from "../../../support/repository.ts";

const AT = "2026-11-24T06:00:00Z" as Instant;
const append = (line: string) => (files: ReadonlyMap<string, string>) => ({
  path: "log.jsonl",
  text: `${files.get("log.jsonl") ?? ""}${line}\n`,
});

describe("scripts/github/write/appended-file", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("knows a branch that is not there yet", async () => {
    expect(await readBranchFiles(clientOf(github), "nowhere")).toEqual({ commit: undefined, files: new Map() });
  });

  it("makes the branch with its first line, apart from the records, and adds to it", async () => {
    const client = clientOf(github);
    await rewriteFile(client, "first", "one", append("1"));
    await rewriteFile(client, "first", "two", append("2"));
    const { commit, files } = await readBranchFiles(client, "first");
    expect([...files]).toEqual([["log.jsonl", "1\n2\n"]]);
    const { data } = await client.octokit.rest.repos.listCommits({ owner: "acme", repo: "identities", sha: commit! });
    expect(data.map(({ commit: { message } }) => message.trim())).toEqual(["two", "one"]);
  });

  it("keeps the other files of the branch", async () => {
    const client = clientOf(github);
    await rewriteFile(client, "others", "one", () => ({ path: "2026-10.jsonl", text: "a\n" }));
    await rewriteFile(client, "others", "two", append("b"));
    expect([...(await readBranchFiles(client, "others")).files].sort()).toEqual([
      ["2026-10.jsonl", "a\n"],
      ["log.jsonl", "b\n"],
    ]);
  });

  it("loses no line when several write at once, the first one included", async () => {
    const lines = Array.from({ length: 5 }, (_, index) => `line ${index}`);
    await Promise.all(lines.map((line) => rewriteFile(clientOf(github), "busy", line, append(line))));
    const { files } = await readBranchFiles(clientOf(github), "busy");
    expect(files.get("log.jsonl")!.trim().split("\n").sort()).toEqual(lines);
  });

  it("starts again from what somebody else wrote meanwhile", async () => {
    await rewriteFile(clientOf(github), "raced", "one", append("1"));
    let meddled = false;
    const server = await startProxy(github.url, () => undefined);
    const seen: string[] = [];
    await rewriteFile(clientOf(github, undefined, server.url), "raced", "mine", (files) => {
      seen.push(files.get("log.jsonl") ?? "");
      return append("mine")(files);
    });
    expect(seen).toEqual(["1\n"]);
    const client = clientOf(github, undefined, server.url);
    client.octokit.hook.before("request", async (options) => {
      if (meddled || options.method !== "PATCH") return;
      meddled = true;
      await pushAs(github, "tenure-bot[bot]", "raced", { "log.jsonl": "1\nmine\ntheirs\n" });
    });
    await rewriteFile(client, "raced", "again", append("again"));
    expect((await readBranchFiles(clientOf(github), "raced")).files.get("log.jsonl")).toBe("1\nmine\ntheirs\nagain\n");
    await server.close();
  });

  it("gives up after a while when somebody else is always faster, and says why", async () => {
    await rewriteFile(clientOf(github), "stubborn", "one", append("1"));
    const server = await startProxy(github.url, ({ method, path }) =>
      method === "PATCH" && path.includes("stubborn") ? { status: 422, json: { message: "Update is not a fast forward" } } : undefined,
    );
    await expect(rewriteFile(clientOf(github, undefined, server.url), "stubborn", "two", append("2"))).rejects.toThrow(
      /^cannot point stubborn to [0-9a-f]{40} in acme\/identities: GitHub refuses it \(422: Update is not a fast forward/,
    );
    expect(server.requests.filter(({ method }) => method === "PATCH")).toHaveLength(8);
    await server.close();
  });

  it.each([403, 404, 500])("does not try again after a %s", async (status) => {
    await rewriteFile(clientOf(github), `failing-${status}`, "one", append("1"));
    const server = await startProxy(github.url, ({ method }) => (method === "PATCH" ? { status, json: { message: "no" } } : undefined));
    await expect(rewriteFile(clientOf(github, undefined, server.url), `failing-${status}`, "two", append("2"))).rejects.toMatchObject({
      details: { status },
    });
    expect(server.requests.filter(({ method }) => method === "PATCH")).toHaveLength(1);
    await server.close();
  });

  it("refuses a list that GitHub cut", async () => {
    await rewriteFile(clientOf(github), "cut", "one", append("1"));
    const server = await startProxy(github.url, ({ method, path }) =>
      method === "GET" && path.includes("/git/trees/") ? { status: 200, json: { sha: "x", tree: [], truncated: true } } : undefined,
    );
    await expect(readBranchFiles(clientOf(github, undefined, server.url), "cut")).rejects.toThrow(
      "cannot list the files of cut: GitHub cut the list",
    );
    await server.close();
  });

  it("carries the ledger: several runs at once append, the chain holds, and nothing is lost", async () => {
    const ledgers = Array.from({ length: 4 }, () => openLedger(clientOf(github), "unused"));
    await Promise.all(ledgers.map((ledger, index) => ledger.append("drift", AT, driftFacts({ stack: `s${index}` }))));
    const entries = entriesOf(await ledgers[0]!.read(), "drift");
    expect(entries.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(entries.map(({ facts }) => facts.stack).sort()).toEqual(["s0", "s1", "s2", "s3"]);
  });

  it("does not add to a ledger that somebody changed", async () => {
    const { files } = await readBranchFiles(clientOf(github), "evidence");
    await pushAs(github, "ada-l", "evidence", { "2026-11.jsonl": files.get("2026-11.jsonl")!.replace("findings", "clean") });
    const ledger = openLedger(clientOf(github), "unused");
    await expect(ledger.read()).rejects.toThrow(/^the ledger is broken at 2026-11\.jsonl:1: /);
    await expect(ledger.append("drift", AT, driftFacts())).rejects.toThrow(/^the ledger is broken at 2026-11\.jsonl:1: /);
  });
});
