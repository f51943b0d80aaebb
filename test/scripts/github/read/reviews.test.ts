import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  listOpenPullRequests,
  listPullRequestsOf,
  listReviews,
  listWriters,
  readPullRequest,
} from "../../../../scripts/github/read/reviews.ts";
import type { Commit } from "../../../../stacks/model/declared.ts";
import { type Answer, startHttp } from "../../../support/http.ts";
import { type Pulls, startPulls } from "../../../support/pulls.ts";
import { clientOf } from "../../../support/repository.ts";

const [FROM, TO] = ["1".repeat(40), "2".repeat(40)] as [Commit, Commit];
const user = (id: number, login = `l${id}`, type = "User") => ({ id, login, type });

describe("scripts/github/read/reviews", () => {
  let pulls: Pulls;
  beforeAll(async () => {
    pulls = await startPulls();
  });
  afterAll(() => pulls.close());

  it("reads pull requests: who opened them, where they go, as what they were merged", async () => {
    const { number, head, branch } = await pulls.propose("ada-l", { "/a.txt": "1\n" });
    const open = {
      number,
      author: { id: 1, login: "ada-l", isBot: false },
      head,
      branch,
      into: "main",
      state: "open",
      merged: undefined,
    };
    const github = clientOf(pulls.github);
    expect(await readPullRequest(github, number)).toEqual(open);
    expect(await listOpenPullRequests(github, "main")).toEqual([open]);
    expect(await listOpenPullRequests(github, "other")).toEqual([]);
    const commit = await pulls.merge("bob-k", number);
    const merged = { ...open, state: "closed", merged: { commit, at: expect.stringMatching(/Z$/) } };
    expect(await listPullRequestsOf(github, commit, "main")).toEqual([merged]);
    expect(await listPullRequestsOf(github, commit, "other")).toEqual([]);
    expect(await listOpenPullRequests(github, "main")).toEqual([]);
  });

  it("reads the reviews that decide, oldest first, with the commit that was seen", async () => {
    const { number, head } = await pulls.propose("ada-l", { "/b.txt": "1\n" });
    await pulls.review("bob-k", number, "REQUEST_CHANGES");
    await pulls.review("bob-k", number, "COMMENT");
    const seen = await pulls.review("sec-s", number);
    await pulls.dismiss("pia-p", number, seen);
    expect((await listReviews(clientOf(pulls.github), number)).map(({ by, says, commit }) => [by.login, says, commit])).toEqual([
      ["bob-k", "changes-requested", head],
      ["sec-s", "dismissed", head],
    ]);
  });

  /** What GitHub would answer about a branch, in its documented shapes. */
  async function written(commits: readonly unknown[], activity: Answer = { status: 404, json: { message: "Not Found" } }) {
    const server = await startHttp(({ path }) =>
      path.includes("/compare/") ? { status: 200, json: { total_commits: commits.length, commits } } : activity,
    );
    try {
      const { writers, strangers } = await listWriters(clientOf(pulls.github, undefined, server.url), FROM, TO, "branch");
      return { writers: writers.map(({ id, isBot }) => `${id}${isBot ? " bot" : ""}`).sort(), strangers };
    } finally {
      await server.close();
    }
  }
  const commit = (sha: string, author: unknown, committer: unknown = author, message = "Words") => ({
    sha,
    author,
    committer,
    commit: { message },
  });

  it.each([
    ["authors and committers", [commit("a", user(1), user(2))], { writers: ["1", "2"], strangers: [] }],
    [
      "not GitHub itself, which commits what is edited on its pages",
      [commit("a", user(1), user(19_864_447, "web-flow"))],
      { writers: ["1"], strangers: [] },
    ],
    ["commits of nobody's account", [commit("a", null, user(2)), commit("b", user(2))], { writers: ["2"], strangers: ["a"] }],
    [
      "co-authors whose address says which account it is",
      [commit("a", user(1), user(1), "X\n\nCo-authored-by: Bo <7+bo@users.noreply.github.com>\nCo-Authored-By: Ann <ann@acme.example>")],
      { writers: ["1", "7"], strangers: [] },
    ],
    ["bots as bots", [commit("a", user(9, "x[bot]", "Bot"))], { writers: ["9 bot"], strangers: [] }],
  ])("tells who wrote a branch: %s", async (_, commits, expected) => {
    expect(await written(commits)).toEqual(expected);
  });

  it("tells who pushed it, and not who pushed something else to a branch of that name or deleted it", async () => {
    const push = (after: string, actor: unknown, activity_type = "push") => ({ after, actor, activity_type });
    const activity = [push("a", user(5)), push("z", user(6)), push("a", user(7), "branch_deletion"), push("a", user(8), "force_push")];
    expect((await written([commit("a", user(1))], { status: 200, json: activity })).writers).toEqual(["1", "5", "8"]);
  });

  it("does not take a list that GitHub cut for a whole one", async () => {
    const server = await startHttp(({ path }) => ({
      status: 200,
      json: { total_commits: 3, commits: /[?&]page=1$/.test(path) ? [commit("a", user(1))] : [] },
    }));
    await expect(listWriters(clientOf(pulls.github, undefined, server.url), FROM, TO, "b")).rejects.toThrow(/GitHub gave 1 of 3/);
    await server.close();
  });
});
