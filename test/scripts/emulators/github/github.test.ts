import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { copyCommit } from "../../../../scripts/emulators/github/copy-commit.ts";
import { type GitHub, startGitHub } from "../../../../scripts/emulators/github/github.ts";
import { octokitOf, smallDirectory, startOwnGitHub } from "../../../support/github.ts";

const REPOSITORY = { owner: "acme", repo: "identities" };
const BOT = "tenure-bot[bot]";
const FILES = new Map([
  ["stacks/accounts/prod/a.yaml", "a: 1\n"],
  ["stacks/accounts/prod/b.yaml", "b: 1\n"],
]);

/** A branch from the tip of main that writes (or, with `null`, removes) one file; returns its commit. */
async function branch(github: GitHub, name: string, path: string, content: string | null, login = BOT): Promise<string> {
  const { rest } = octokitOf(github, login);
  const main = (await rest.git.getRef({ ...REPOSITORY, ref: "heads/main" })).data.object.sha;
  const commit = await commitOn(github, main, path, content, login);
  await rest.git.createRef({ ...REPOSITORY, ref: `refs/heads/${name}`, sha: commit });
  return commit;
}

async function commitOn(github: GitHub, parent: string, path: string, content: string | null, login = BOT): Promise<string> {
  const { rest } = octokitOf(github, login);
  const { data } = await rest.git.getCommit({ ...REPOSITORY, commit_sha: parent });
  const entry = { path, mode: "100644", type: "blob" } as const;
  const tree = await rest.git.createTree({
    ...REPOSITORY,
    base_tree: data.tree.sha,
    tree: [content === null ? { ...entry, sha: null } : { ...entry, content }],
  });
  return (await rest.git.createCommit({ ...REPOSITORY, message: `Change ${path}`, tree: tree.data.sha, parents: [parent] })).data.sha;
}

const pull = (head: string, title = head) => ({ ...REPOSITORY, title, head, base: "main", body: "" });

async function contentOf(github: GitHub, path: string): Promise<string | undefined> {
  const { rest } = octokitOf(github, BOT);
  const { data } = await rest.git.getTree({
    ...REPOSITORY,
    tree_sha: (await rest.repos.getCommit({ ...REPOSITORY, ref: "main" })).data.commit.tree.sha,
    recursive: "1",
  });
  const file = data.tree.find((entry) => entry.path === path);
  if (!file) return undefined;
  const blob = await rest.git.getBlob({ ...REPOSITORY, file_sha: file.sha });
  return Buffer.from(blob.data.content, blob.data.encoding as BufferEncoding).toString("utf8");
}

describe("scripts/emulators/github/github", () => {
  let github: GitHub;
  beforeEach(async () => {
    github = await startOwnGitHub(FILES);
  });
  afterEach(() => github.close());

  it("holds the files on the default branch of one repository", async () => {
    expect(github.repository).toBe("acme/identities");
    expect((await octokitOf(github, BOT).rest.repos.get(REPOSITORY)).data).toMatchObject({
      full_name: "acme/identities",
      default_branch: "main",
      private: true,
    });
    expect(await contentOf(github, "stacks/accounts/prod/a.yaml")).toBe("a: 1\n");
    expect(github.environment()).toEqual({
      GITHUB_API_URL: github.url,
      GITHUB_SERVER_URL: github.url,
      GITHUB_REPOSITORY: "acme/identities",
      GITHUB_TOKEN: github.tokens.get(BOT),
    });
  });

  it("knows people by the ids of the directory, in answers and when asked", async () => {
    const ada = octokitOf(github, "ada-l");
    expect((await ada.rest.users.getAuthenticated()).data).toMatchObject({ login: "ada-l", id: 7_000_001, type: "User" });
    expect((await ada.rest.users.getById({ account_id: 7_000_003 })).data).toMatchObject({ login: "sec-s", id: 7_000_003 });
    expect((await octokitOf(github, BOT).rest.users.getAuthenticated()).data).toMatchObject({ login: BOT, type: "Bot" });
    expect(
      (await ada.rest.teams.listMembersInOrg({ org: "acme", team_slug: "payments" })).data.map(({ login, id }) => [login, id]),
    ).toEqual([
      ["ada-l", 7_000_001],
      ["bob-k", 7_000_002],
    ]);
  });

  it("lets nobody in with an unknown token, nor the judge write contents", async () => {
    await expect(octokitOf(github, "ghs_unknown").rest.repos.get(REPOSITORY)).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining("Bad credentials"),
    });
    await expect(branch(github, "x", "y.yaml", "z\n", "tenure-judge[bot]")).rejects.toMatchObject({ status: 403 });
    await expect(octokitOf(github, BOT).rest.repos.get({ owner: "acme", repo: "nothing" })).rejects.toMatchObject({ status: 404 });
  });

  it("opens a pull request once, and none without a branch or a commit", async () => {
    const { rest } = octokitOf(github, BOT);
    await branch(github, "revoke/a", "stacks/accounts/prod/a.yaml", "a: 2\n");
    expect((await rest.pulls.create(pull("revoke/a"))).data.number).toBe(1);
    const reason = (message: string) =>
      expect.objectContaining({
        status: 422,
        response: expect.objectContaining({ data: expect.objectContaining({ errors: [expect.objectContaining({ message })] }) }),
      });
    await expect(rest.pulls.create(pull("revoke/a"))).rejects.toEqual(reason("A pull request already exists for acme:revoke/a."));
    await expect(rest.pulls.create(pull("revoke/none"))).rejects.toMatchObject({ status: 422 });
    await rest.git.createRef({
      ...REPOSITORY,
      ref: "refs/heads/same",
      sha: (await rest.git.getRef({ ...REPOSITORY, ref: "heads/main" })).data.object.sha,
    });
    await expect(rest.pulls.create(pull("same"))).rejects.toEqual(reason("No commits between main and same"));
  });

  it("shows the head as it was pushed last, and the files that differ", async () => {
    const { rest } = octokitOf(github, BOT);
    const first = await branch(github, "revoke/a", "stacks/accounts/prod/a.yaml", "a: 2\n");
    const { number } = (await rest.pulls.create(pull("revoke/a"))).data;
    const second = await commitOn(github, first, "stacks/accounts/prod/b.yaml", null);
    await rest.git.updateRef({ ...REPOSITORY, ref: "heads/revoke/a", sha: second });
    expect((await rest.pulls.get({ ...REPOSITORY, pull_number: number })).data.head.sha).toBe(second);
    expect((await rest.pulls.list({ ...REPOSITORY, head: "acme:revoke/a" })).data.map(({ head }) => head.sha)).toEqual([second]);
    expect(
      (await rest.pulls.listFiles({ ...REPOSITORY, pull_number: number })).data.map(({ filename, status }) => [filename, status]),
    ).toEqual([
      ["stacks/accounts/prod/a.yaml", "modified"],
      ["stacks/accounts/prod/b.yaml", "removed"],
    ]);
  });

  it("takes approvals of the head, but not the author's own", async () => {
    const head = await branch(github, "ada/a", "stacks/accounts/prod/a.yaml", "a: 2\n", "ada-l");
    const { number } = (await octokitOf(github, "ada-l").rest.pulls.create(pull("ada/a"))).data;
    const approve = (login: string) =>
      octokitOf(github, login).rest.pulls.createReview({ ...REPOSITORY, pull_number: number, event: "APPROVE" });
    await expect(approve("ada-l")).rejects.toMatchObject({ status: 422 });
    await approve("sec-s");
    const { data } = await octokitOf(github, BOT).rest.pulls.listReviews({ ...REPOSITORY, pull_number: number });
    expect(data.map(({ user, state, commit_id }) => [user?.id, state, commit_id])).toEqual([[7_000_003, "APPROVED", head]]);
  });

  it("merges onto what the base branch has become, and says which pull request a commit came from", async () => {
    const { rest } = octokitOf(github, BOT);
    await branch(github, "revoke/a", "stacks/accounts/prod/a.yaml", "a: 2\n");
    await branch(github, "revoke/b", "stacks/accounts/prod/b.yaml", null);
    await rest.pulls.create(pull("revoke/a"));
    await rest.pulls.create(pull("revoke/b"));
    const one = (await rest.pulls.merge({ ...REPOSITORY, pull_number: 1 })).data.sha;
    const two = (await rest.pulls.merge({ ...REPOSITORY, pull_number: 2, merge_method: "squash" })).data.sha;
    const { data: tip } = await rest.repos.getCommit({ ...REPOSITORY, ref: "main" });
    expect([tip.sha, tip.parents.map(({ sha }) => sha), tip.commit.message]).toEqual([two, [one], "revoke/b (#2)"]);
    expect(await contentOf(github, "stacks/accounts/prod/a.yaml")).toBe("a: 2\n");
    expect(await contentOf(github, "stacks/accounts/prod/b.yaml")).toBeUndefined();
    expect((await rest.pulls.get({ ...REPOSITORY, pull_number: 2 })).data).toMatchObject({
      state: "closed",
      merged: true,
      merge_commit_sha: two,
    });
    for (const [commit, number] of [
      [one, 1],
      [two, 2],
    ] as const) {
      const { data } = await rest.repos.listPullRequestsAssociatedWithCommit({ ...REPOSITORY, commit_sha: commit });
      expect(data.map((found) => found.number)).toEqual([number]);
    }
  });

  it("refuses to merge what conflicts or has moved", async () => {
    const { rest } = octokitOf(github, BOT);
    const first = await branch(github, "revoke/a", "stacks/accounts/prod/a.yaml", "a: 2\n");
    await branch(github, "revoke/a-too", "stacks/accounts/prod/a.yaml", "a: 3\n");
    await rest.pulls.create(pull("revoke/a"));
    await rest.pulls.create(pull("revoke/a-too"));
    await rest.git.updateRef({ ...REPOSITORY, ref: "heads/revoke/a", sha: await commitOn(github, first, "c.yaml", "c: 1\n") });
    await expect(rest.pulls.merge({ ...REPOSITORY, pull_number: 1, sha: first })).rejects.toMatchObject({ status: 409 });
    await rest.pulls.merge({ ...REPOSITORY, pull_number: 1 });
    expect(await contentOf(github, "c.yaml")).toBe("c: 1\n");
    await expect(rest.pulls.merge({ ...REPOSITORY, pull_number: 2 })).rejects.toMatchObject({ status: 405 });
    expect(await contentOf(github, "stacks/accounts/prod/a.yaml")).toBe("a: 2\n");
  });

  it("says that a port is in use", async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, "127.0.0.1", () => resolve((other.address() as { port: number }).port)),
    );
    await expect(startGitHub({ files: undefined, directory: smallDirectory(), port })).rejects.toMatchObject({
      code: "PORT_IN_USE",
      message: `port ${port} of 127.0.0.1 is in use: end what listens there, or choose another`,
    });
    await new Promise((resolve) => other.close(resolve));
  });
});

describe("scripts/emulators/github/copy-commit", () => {
  let folder: string;
  let github: GitHub;
  const git = (...words: string[]) =>
    execFileSync("git", ["-C", folder, "-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...words], { encoding: "utf8" }).trim();
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "tenure-copy-"));
    github = await startOwnGitHub();
  });
  afterEach(async () => {
    await github.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("copies HEAD to the default branch, bit by bit and not what is uncommitted", async () => {
    git("init", "--quiet");
    mkdirSync(join(folder, "stacks"));
    writeFileSync(join(folder, "stacks", "settings.yaml"), "timeZone: Etc/UTC # ü\n");
    writeFileSync(join(folder, "picture"), Buffer.from([0, 255, 1, 254]));
    writeFileSync(join(folder, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
    writeFileSync(join(folder, "large.txt"), "x".repeat(8_000_001));
    git("add", ".");
    git("commit", "--quiet", "--message", "First\n\nwith a reason");
    writeFileSync(join(folder, "stacks", "settings.yaml"), "changed: true\n");
    const copied = await copyCommit(folder, github);
    expect(copied).toEqual({ commit: git("rev-parse", "HEAD"), tree: git("rev-parse", "HEAD^{tree}") });
    const { rest } = octokitOf(github, BOT);
    expect((await rest.repos.getCommit({ ...REPOSITORY, ref: "main" })).data.sha).toBe(copied.commit);
    expect(await contentOf(github, "stacks/settings.yaml")).toBe("timeZone: Etc/UTC # ü\n");
  });

  it("takes the place of what was copied before", async () => {
    git("init", "--quiet");
    writeFileSync(join(folder, "a"), "1\n");
    git("add", ".");
    git("commit", "--quiet", "--message", "One");
    await copyCommit(folder, github);
    writeFileSync(join(folder, "a"), "2\n");
    git("commit", "--quiet", "--all", "--message", "Two");
    await copyCommit(folder, github);
    expect(await contentOf(github, "a")).toBe("2\n");
  });

  it("says what is missing outside git and without a commit", async () => {
    await expect(copyCommit(folder, github)).rejects.toMatchObject({
      code: "COPY_FAILED",
      message: expect.stringContaining("not a git repository"),
    });
    git("init", "--quiet");
    await expect(copyCommit(folder, github)).rejects.toMatchObject({
      code: "COPY_FAILED",
      message: expect.stringContaining(`cannot read the commit HEAD of ${folder}`),
    });
  });
});
