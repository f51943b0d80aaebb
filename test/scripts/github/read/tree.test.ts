import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { readDefaultBranch } from "../../../../scripts/github/read/branch.ts";
import { readTree } from "../../../../scripts/github/read/tree.ts";
import type { Commit } from "../../../../stacks/model/declared.ts";
import { startProxy } from "../../../support/http.ts";
import { clientOf, pushAs, startRepository } from "../../../support/repository.ts";
import { smallTree } from "../../../support/small-organisation.ts";

const COMMIT = "3".repeat(40) as Commit;

describe("scripts/github/read/tree", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());
  const head = async () => (await readDefaultBranch(clientOf(github))).commit;

  it("is the records as they stand in the commit, sorted, and nothing else of the repository", async () => {
    const commit = await head();
    const tree = await readTree(clientOf(github), commit, "stacks/");
    expect(tree).toEqual({ commit, files: smallTree().files });
    expect([...tree.files.keys()]).toEqual([...smallTree().files.keys()]);
  });

  it("reads an earlier commit as it was", async () => {
    const before = await head();
    await pushAs(github, "ada-l", "main", { "stacks/accounts/prod/groups/new.yaml": "x: 1\n" });
    expect((await readTree(clientOf(github), await head(), "stacks/")).files.get("accounts/prod/groups/new.yaml")).toEqual({
      text: "x: 1\n",
    });
    expect((await readTree(clientOf(github), before, "stacks/")).files).toEqual(smallTree().files);
  });

  it("reads every character as it is", async () => {
    const text = "purpose: Прощай 終わり 🏁 \r\n\ttab\n";
    await pushAs(github, "ada-l", "main", { "stacks/reviews/q4/w1.yaml": text });
    expect((await readTree(clientOf(github), await head(), "stacks/")).files.get("reviews/q4/w1.yaml")).toEqual({ text });
  });

  it("knows records at the top of the repository", async () => {
    const files = (await readTree(clientOf(github), await head(), "")).files;
    expect([...files.keys()]).toEqual([]);
  });

  it("says so when there is no such commit", async () => {
    await expect(readTree(clientOf(github), COMMIT, "stacks/")).rejects.toThrow(
      new RegExp(`^cannot read the commit ${COMMIT} in acme/identities: it does not exist, or the token may not see it \\(404`),
    );
  });

  it("refuses a list that GitHub cut: a part of the records is not fewer records", async () => {
    const commit = await head();
    const server = await startProxy(github.url, ({ path }) =>
      path.includes("/git/trees/") ? { status: 200, json: { sha: "x", tree: [], truncated: true } } : undefined,
    );
    await expect(readTree(clientOf(github, undefined, server.url), commit, "stacks/")).rejects.toMatchObject({
      code: "GITHUB_REFUSED",
      message: `cannot list the files of ${commit}: GitHub cut the list; check the repository out and run there`,
    });
    await server.close();
  });

  it.each([
    ["a symbolic link", { mode: "120000", type: "blob" }, "expected a regular file, got a link or a submodule"],
    ["a submodule", { mode: "160000", type: "commit" }, "expected a regular file, got a link or a submodule"],
    ["a file that is too large", { mode: "100644", type: "blob", size: 65_537 }, "expected at most 65536 bytes, got 65537"],
  ])("refuses %s by itself, and never reads it", async (_, entry, refused) => {
    const commit = await head();
    const server = await startProxy(github.url, ({ path }) =>
      path.includes("/git/trees/")
        ? {
            status: 200,
            json: { sha: "x", truncated: false, tree: [{ path: "stacks/accounts/prod/groups/odd.yaml", sha: "4".repeat(40), ...entry }] },
          }
        : undefined,
    );
    const tree = await readTree(clientOf(github, undefined, server.url), commit, "stacks/");
    expect([...tree.files]).toEqual([["accounts/prod/groups/odd.yaml", { refused }]]);
    expect(server.requests.filter(({ path }) => path.includes("/git/blobs/"))).toEqual([]);
    await server.close();
  });

  it("fails as a whole when one file cannot be read", async () => {
    const commit = await head();
    let asked = 0;
    const server = await startProxy(github.url, ({ path }) =>
      path.includes("/git/blobs/") && ++asked === 5 ? { status: 502, json: { message: "bad gateway" } } : undefined,
    );
    await expect(readTree(clientOf(github, undefined, server.url), commit, "stacks/")).rejects.toMatchObject({
      code: "GITHUB_UNAVAILABLE",
    });
    await server.close();
  });
});
