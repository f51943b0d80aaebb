import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { listPullRequestsFrom, listRevocations } from "../../../../scripts/github/read/pull-requests.ts";
import { ensurePullRequest } from "../../../../scripts/github/write/pull-request.ts";
import { octokitOf } from "../../../support/github.ts";
import { startHttp } from "../../../support/http.ts";
import { changeOf, proposalOf } from "../../../support/proposals.ts";
import { baseOf, clientOf, pushAs, startRepository } from "../../../support/repository.ts";

describe("scripts/github/read/pull-requests", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("lists every pull request from a branch revoke/…, open and ended, newest first, and no others", async () => {
    const client = clientOf(github);
    expect(await listRevocations(client)).toEqual([]);
    const base = await baseOf(client);
    const proposals = ["1", "2", "3"].map((digit) => proposalOf(changeOf({ id: `prod/service-accounts-${digit.repeat(12)}` })));
    const opened = [];
    for (const proposal of proposals) opened.push(await ensurePullRequest(client, proposal, [], base));
    await pushAs(github, "ada-l", "feature", { "README.md": "x\n" }, { parent: base.commit });
    const ada = octokitOf(github, "ada-l");
    const where = { owner: "acme", repo: "identities" };
    await ada.rest.pulls.create({ ...where, head: "feature", base: "main", title: "Something else" });
    await ada.rest.pulls.update({ ...where, pull_number: opened[0]!.number, state: "closed" });
    await ada.rest.pulls.merge({ ...where, pull_number: opened[1]!.number });
    const pulls = await listRevocations(client);
    expect(pulls.map(({ number, state, branch, digest }) => [number, state, branch, digest])).toEqual([
      [opened[2]!.number, "open", proposals[2]!.branch, proposals[2]!.digest],
      [opened[1]!.number, "merged", proposals[1]!.branch, proposals[1]!.digest],
      [opened[0]!.number, "closed", proposals[0]!.branch, proposals[0]!.digest],
    ]);
    expect(await listPullRequestsFrom(client, proposals[1]!.branch)).toEqual([pulls[1]]);
    expect(await listPullRequestsFrom(client, "revoke/prod/nothing")).toEqual([]);
    expect(pulls[0]).toEqual({
      number: opened[2]!.number,
      url: opened[2]!.url,
      branch: proposals[2]!.branch,
      state: "open",
      digest: proposals[2]!.digest,
      head: opened[2]!.head,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      closedAt: null,
    });
    expect(pulls[2]!.closedAt).toMatch(/Z$/);
  });

  const pull = (number: number, ref: string, more = {}) => ({
    number,
    html_url: `https://x/${number}`,
    state: "open",
    merged_at: null,
    closed_at: null,
    created_at: "2026-11-24T01:02:03Z",
    body: null,
    head: { ref, sha: "s", repo: { full_name: "acme/identities" } },
    ...more,
  });

  it("reads all pages", async () => {
    const all = Array.from({ length: 250 }, (_, index) => pull(index + 1, `revoke/prod/x-${index}`));
    const server = await startHttp(({ path }) => {
      const page = Number(new URLSearchParams(path.split("?")[1]).get("page") ?? 1);
      return { status: 200, json: all.slice((page - 1) * 100, page * 100) };
    });
    const withLinks = clientOf(github, undefined, server.url);
    // GitHub says where the next page is in a header, which the server of a test would have to send too.
    withLinks.octokit.hook.after("request", (response, options) => {
      const page = Number((options as { page?: number }).page ?? new URL(response.url).searchParams.get("page") ?? 1);
      if (page * 100 < all.length)
        response.headers.link = `<${server.url}/repos/acme/identities/pulls?state=all&per_page=100&page=${page + 1}>; rel="next"`;
    });
    expect((await listRevocations(withLinks)).length).toBe(250);
    await server.close();
  });

  it("does not take a branch of the same name in somebody's fork for ours, nor fail on a fork that is gone", async () => {
    const fork = { head: { ref: "revoke/prod/x", sha: "s", repo: { full_name: "mallory/identities" } } };
    const gone = { head: { ref: "revoke/prod/y", sha: "s", repo: null } };
    const server = await startHttp(() => ({ status: 200, json: [pull(1, "", fork), pull(2, "", gone), pull(3, "revoke/prod/z")] }));
    const found = (await listRevocations(clientOf(github, undefined, server.url))).map(({ number }) => number);
    await server.close();
    expect(found).not.toContain(1);
    expect(found).toContain(3);
  });

  it("says what failed", async () => {
    const server = await startHttp(() => ({ status: 403, json: { message: "Resource not accessible" } }));
    await expect(listRevocations(clientOf(github, undefined, server.url))).rejects.toThrow(
      "cannot list the pull requests in acme/identities: the token may not do this, or the rate limit is used up (403: Resource not accessible",
    );
    await server.close();
  });
});
