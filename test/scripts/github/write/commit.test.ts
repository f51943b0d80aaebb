import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { readTree } from "../../../../scripts/github/read/tree.ts";
import { pointBranch, writeCommit } from "../../../../scripts/github/write/commit.ts";
import { startProxy } from "../../../support/http.ts";
import { baseOf, clientOf, pushAs, startRepository } from "../../../support/repository.ts";
import { smallTree } from "../../../support/small-organisation.ts";

const GROUP = "accounts/prod/groups/new.yaml";

describe("scripts/github/write/commit", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("writes, changes and takes away exactly these files, on top of its parent, and moves no branch", async () => {
    const client = clientOf(github);
    const base = await baseOf(client);
    const commit = await writeCommit(client, base.commit, "Three at once\n\nTrailer: x\n", [
      { path: `stacks/${GROUP}`, text: "new: Прощай\n" },
      { path: "stacks/accounts/prod/people/w1.yaml", text: "changed: 1\n" },
      { path: "stacks/accounts/prod/roles/admin.yaml", text: null },
    ]);
    const expected = new Map(smallTree().files)
      .set(GROUP, { text: "new: Прощай\n" })
      .set("accounts/prod/people/w1.yaml", { text: "changed: 1\n" });
    expected.delete("accounts/prod/roles/admin.yaml");
    expect(new Map((await readTree(client, commit, "stacks/")).files)).toEqual(expected);
    const { data } = await client.octokit.rest.git.getCommit({ owner: "acme", repo: "identities", commit_sha: commit });
    expect([data.parents.map(({ sha }) => sha), data.message.startsWith("Three at once\n\nTrailer: x")]).toEqual([[base.commit], true]);
    expect((await baseOf(client)).commit).toBe(base.commit);
  });

  it("writes the first commit of a branch without a parent", async () => {
    const client = clientOf(github);
    const commit = await writeCommit(client, undefined, "First", [{ path: "2026-11.jsonl", text: "{}\n" }]);
    const { data } = await client.octokit.rest.git.getCommit({ owner: "acme", repo: "identities", commit_sha: commit });
    expect(data.parents).toEqual([]);
    expect((await readTree(client, commit, "")).files.size).toBe(0);
  });

  it("makes a branch, and refuses to make it twice", async () => {
    const client = clientOf(github);
    const base = await baseOf(client);
    await pointBranch(client, "revoke/prod/a", base.commit, { exists: false });
    await expect(pointBranch(client, "revoke/prod/a", base.commit, { exists: false })).rejects.toMatchObject({
      code: "GITHUB_REFUSED",
      message: expect.stringMatching(/^cannot point revoke\/prod\/a to [0-9a-f]{40} in acme\/identities: GitHub refuses it \(422: /),
    });
  });

  it("moves a branch forward, and elsewhere only by force", async () => {
    const client = clientOf(github);
    const base = await baseOf(client);
    const one = await writeCommit(client, base.commit, "one", [{ path: "a", text: "1" }]);
    const two = await writeCommit(client, base.commit, "two", [{ path: "a", text: "2" }]);
    await pointBranch(client, "revoke/prod/b", base.commit, { exists: false });
    await pointBranch(client, "revoke/prod/b", one, { exists: true });
    await expect(pointBranch(client, "revoke/prod/b", two, { exists: true })).rejects.toMatchObject({ code: "GITHUB_REFUSED" });
    await pointBranch(client, "revoke/prod/b", two, { exists: true, force: true });
    const { data } = await client.octokit.rest.git.getRef({ owner: "acme", repo: "identities", ref: "heads/revoke/prod/b" });
    expect(data.object.sha).toBe(two);
  });

  it("says which step failed, and leaves every branch as it was", async () => {
    const base = await baseOf(clientOf(github));
    for (const [path, says] of [
      ["/git/blobs", "cannot write stacks/x.yaml in"],
      ["/git/trees", "cannot write a tree in"],
      ["/git/commits", "cannot write a commit in"],
    ] as const) {
      const server = await startProxy(github.url, (request) =>
        request.method === "POST" && request.path.endsWith(path) ? "cut" : undefined,
      );
      await expect(
        writeCommit(clientOf(github, undefined, server.url), base.commit, "m", [{ path: "stacks/x.yaml", text: "x" }]),
      ).rejects.toThrow(says);
      await server.close();
    }
    expect((await baseOf(clientOf(github))).commit).toBe(base.commit);
  });

  it("does not write for somebody who may not", async () => {
    const base = await baseOf(clientOf(github));
    await pushAs(github, "ada-l", "allowed", { a: "1" }, { parent: base.commit });
    await expect(writeCommit(clientOf(github, "tenure-judge[bot]"), base.commit, "m", [{ path: "x", text: "x" }])).rejects.toMatchObject({
      code: expect.stringMatching(/^GITHUB_(FORBIDDEN|NOT_FOUND)$/),
    });
  });
});
