import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { openHistory } from "../../../../scripts/github/read/history.ts";
import { listRevocations } from "../../../../scripts/github/read/pull-requests.ts";
import { readTree } from "../../../../scripts/github/read/tree.ts";
import { ensurePullRequest, type Proposed } from "../../../../scripts/github/write/pull-request.ts";
import type { BotPullRequest } from "../../../../scripts/observe/pull-requests/bot-pull-request.ts";
import type { Proposal } from "../../../../scripts/propose/propose.ts";
import { parseMarker } from "../../../../scripts/propose/sections/marker.ts";
import type { Commit } from "../../../../stacks/model/declared.ts";
import { someFinding } from "../../../support/findings.ts";
import { octokitOf } from "../../../support/github.ts";
import { type Answer, type Http, type Request, startProxy } from "../../../support/http.ts";
import { changeOf, proposalOf } from "../../../support/proposals.ts";
import { baseOf, clientOf, pushAs, startRepository } from "../../../support/repository.ts";

const WHERE = { owner: "acme", repo: "identities" };
const EXPORTER = "accounts/prod/service-accounts/exporter.yaml";
const PROPOSAL = proposalOf();
const MORE = proposalOf(changeOf({ because: [someFinding(), someFinding({ check: "orphaned" })] }));

describe("scripts/github/write/pull-request", () => {
  let github: GitHub;
  let proxy: Http | undefined;
  beforeEach(async () => {
    github = await startRepository();
  });
  afterEach(async () => {
    await proxy?.close();
    proxy = undefined;
    await github.close();
  });

  /** One run of the bot that knows these of its own pull requests; `meddle` stands between it and GitHub. */
  async function run(
    proposal: Proposal,
    known: readonly BotPullRequest[] = [],
    meddle?: (request: Request) => Answer | undefined,
  ): Promise<Proposed> {
    const base = await baseOf(clientOf(github));
    await proxy?.close();
    proxy = meddle ? await startProxy(github.url, meddle) : undefined;
    return await ensurePullRequest(clientOf(github, undefined, proxy?.url), proposal, known, base);
  }
  /** What the ledger would make of a run: its own pull requests, with the commit that it wrote last. */
  async function remembered(...written: readonly Proposed[]): Promise<readonly BotPullRequest[]> {
    const heads = new Map(written.map(({ number, head }) => [number, head]));
    return (await listRevocations(clientOf(github))).flatMap((pull) =>
      heads.has(pull.number) ? [{ ...pull, wrote: heads.get(pull.number)! }] : [],
    );
  }
  const pulls = async () => (await octokitOf(github, "ada-l").rest.pulls.list({ ...WHERE, state: "all" })).data;
  const branchHead = async (branch: string) =>
    (await octokitOf(github, "ada-l").rest.git.getRef({ ...WHERE, ref: `heads/${branch}` })).data.object.sha;

  it("opens a pull request with one commit on base, labels and reviewers", async () => {
    const { commit } = await baseOf(clientOf(github));
    const opened = await run(PROPOSAL);
    expect(opened).toEqual({
      branch: PROPOSAL.branch,
      action: "opened",
      number: 1,
      url: expect.stringContaining("/pull/1"),
      head: await branchHead(PROPOSAL.branch),
      notes: [],
    });
    const { data: pull } = await octokitOf(github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: 1 });
    expect(pull).toMatchObject({
      title: PROPOSAL.title,
      body: PROPOSAL.body,
      state: "open",
      base: { ref: "main" },
      head: { ref: PROPOSAL.branch },
    });
    expect(pull.labels.map(({ name }) => name).sort()).toEqual([...PROPOSAL.labels].sort());
    expect(pull.requested_reviewers!.map(({ login }) => login).sort()).toEqual(["ada-l", "sec-s"]);
    const { data: written } = await octokitOf(github, "ada-l").rest.git.getCommit({ ...WHERE, commit_sha: opened.head });
    expect(written.parents.map(({ sha }) => sha)).toEqual([commit]);
    expect(written.message.trim()).toBe(`${PROPOSAL.title}\n\nTenure-Change: ${PROPOSAL.change} ${PROPOSAL.digest}`);
    const { data: compared } = await octokitOf(github, "ada-l").rest.repos.compareCommits({ ...WHERE, base: commit, head: opened.head });
    expect(compared.files!.map(({ filename }) => filename)).toEqual([`stacks/${EXPORTER}`]);
    expect((await readTree(clientOf(github), opened.head as Commit, "stacks/")).files.get(EXPORTER)).toEqual({
      text: PROPOSAL.files[0]!.text,
    });
  });

  it("does nothing when it is so already: no second pull request, no needless edit", async () => {
    const opened = await run(PROPOSAL);
    const again = await run(PROPOSAL, await remembered(opened), () => undefined);
    expect(again).toMatchObject({ action: "unchanged", number: opened.number, head: opened.head, notes: [] });
    expect(proxy!.requests).toEqual([]);
    expect(await pulls()).toHaveLength(1);
  });

  it("writes commit, title and text afresh when there is something new to decide", async () => {
    const opened = await run(PROPOSAL);
    await pushAs(github, "ada-l", "main", { "README.md": "moved on\n" });
    const updated = await run(MORE, await remembered(opened));
    expect(updated).toMatchObject({ action: "updated", number: opened.number, notes: [] });
    const [pull, ...others] = await pulls();
    expect([pull!.title, pull!.body, others]).toEqual([MORE.title, MORE.body, []]);
    const { data: commit } = await octokitOf(github, "ada-l").rest.git.getCommit({ ...WHERE, commit_sha: updated.head });
    expect(commit.parents.map(({ sha }) => sha)).toEqual([(await baseOf(clientOf(github))).commit]);
    expect(await run(MORE, await remembered(updated))).toMatchObject({ action: "unchanged" });
  });

  it("is written afresh on top of base only when base has changed one of its files", async () => {
    const opened = await run(PROPOSAL);
    const again = async () => {
      const known = (await remembered(opened)).map((pull) => ({ ...pull, wrote: pull.head }));
      return ensurePullRequest(clientOf(github), PROPOSAL, known, await baseOf(clientOf(github)), openHistory(clientOf(github)));
    };
    await pushAs(github, "ada-l", "main", { "README.md": "moved on\n" });
    expect((await again()).action).toBe("unchanged");
    await pushAs(github, "ada-l", "main", { [`stacks/${EXPORTER}`]: "somebody was here\n" });
    const afresh = await again();
    expect([afresh.action, afresh.notes]).toEqual(["updated", [`written afresh: main has changed stacks/${EXPORTER}`]]);
    expect((await again()).action).toBe("unchanged");
  });

  it("leaves a branch alone on which somebody else has committed", async () => {
    const opened = await run(PROPOSAL);
    const theirs = await pushAs(github, "ada-l", PROPOSAL.branch, { "stacks/x.yaml": "mine\n" });
    for (const proposal of [PROPOSAL, MORE]) {
      expect(await run(proposal, await remembered(opened))).toEqual({
        branch: PROPOSAL.branch,
        action: "left-alone",
        number: 1,
        url: opened.url,
        head: theirs,
        notes: ["#1 has commits that are not ours: it is left alone"],
      });
    }
    expect(await branchHead(PROPOSAL.branch)).toBe(theirs);
  });

  it("opens another one after the first was merged or closed, from the same branch", async () => {
    const opened = await run(PROPOSAL);
    await octokitOf(github, "ada-l").rest.pulls.update({ ...WHERE, pull_number: 1, state: "closed" });
    const second = await run(MORE, await remembered(opened));
    expect(second).toMatchObject({ action: "opened", number: 2 });
    expect((await pulls()).map(({ number, state }) => [number, state]).sort()).toEqual([
      [1, "closed"],
      [2, "open"],
    ]);
  });

  describe("goes on after a run that was killed", () => {
    const at = (method: string, end: string) => (request: Request) =>
      request.method === method && request.path.endsWith(end) ? ("cut" as const) : undefined;

    it("between branch and pull request", async () => {
      await expect(run(PROPOSAL, [], at("POST", "/pulls"))).rejects.toThrow(/^cannot open a pull request from revoke/);
      expect(await pulls()).toEqual([]);
      expect(await run(PROPOSAL)).toMatchObject({ action: "opened", number: 1, notes: [] });
      expect(await pulls()).toHaveLength(1);
    });

    it("between branch and pull request, when there is more to decide by now", async () => {
      await expect(run(PROPOSAL, [], at("POST", "/pulls"))).rejects.toThrow();
      const opened = await run(MORE).catch((error: Error) => error.message);
      expect(opened).toMatchObject({ action: "opened", number: 1 });
    });

    it("between pull request and labels", async () => {
      await expect(run(PROPOSAL, [], at("POST", "/labels"))).rejects.toThrow("cannot label #1 in acme/identities");
      expect(await run(PROPOSAL)).toMatchObject({ action: "opened", number: 1 });
      const [pull, ...others] = await pulls();
      expect([pull!.labels.map(({ name }) => name).sort(), others]).toEqual([[...PROPOSAL.labels].sort(), []]);
    });

    it("between pull request and ledger", async () => {
      const opened = await run(PROPOSAL);
      const again = await run(PROPOSAL); // the ledger knows nothing of it
      expect(again).toMatchObject({ action: "opened", number: opened.number, head: opened.head });
      expect(await pulls()).toHaveLength(1);
    });

    it("between the commit of an update and its text", async () => {
      const opened = await run(PROPOSAL);
      const known = await remembered(opened);
      await expect(run(MORE, known, at("PATCH", "/pulls/1"))).rejects.toThrow(/^cannot update #1/);
      expect((await run(MORE, await remembered(opened))).action).not.toBe("left-alone");
      expect((await pulls())[0]!.body).toBe(MORE.body);
    });

    it("between an update and the ledger", async () => {
      const opened = await run(PROPOSAL);
      await run(MORE, await remembered(opened)); // the ledger still has the first commit
      expect((await run(MORE, await remembered(opened))).action).not.toBe("left-alone");
    });
  });

  describe("does not take what is not its own", () => {
    it("a branch of that name with somebody else's commit", async () => {
      const { commit } = await baseOf(clientOf(github));
      const theirs = await pushAs(github, "ada-l", PROPOSAL.branch, { "stacks/x.yaml": "mine\n" }, { parent: commit });
      await expect(run(PROPOSAL)).rejects.toMatchObject({
        code: "GITHUB_CONFLICT",
        message: `cannot open a pull request from ${PROPOSAL.branch} in acme/identities: the branch exists and its head ${theirs} is not ours; delete or rename it`,
      });
      expect([await branchHead(PROPOSAL.branch), await pulls()]).toEqual([theirs, []]);
    });

    it("a pull request of somebody else, whose commit only says that it is the bot's", async () => {
      const { commit } = await baseOf(clientOf(github));
      const message = `x\n\nTenure-Change: ${PROPOSAL.change} ${PROPOSAL.digest}`;
      const theirs = await pushAs(
        github,
        "ada-l",
        PROPOSAL.branch,
        { "stacks/accounts/prod/people/w1.yaml": "mine\n" },
        { parent: commit, message },
      );
      await octokitOf(github, "ada-l").rest.pulls.create({
        ...WHERE,
        head: PROPOSAL.branch,
        base: "main",
        title: "x",
        body: PROPOSAL.body,
      });
      const result = await run(PROPOSAL).catch(() => undefined);
      // Whatever becomes of it: a commit that the bot did not write never counts as the bot's.
      expect(result?.action === "opened" && result.head === theirs).toBe(false);
    });
  });

  describe("reviewers and labels", () => {
    const refusing = (login: string) => (request: Request) =>
      request.path.endsWith("/requested_reviewers") && request.body.includes(login)
        ? { status: 422, json: { message: "Reviews may only be requested from collaborators." } }
        : undefined;

    it("that are refused cost a line in the body, and the next in line is asked instead", async () => {
      const opened = await run(PROPOSAL, [], refusing("ada-l"));
      expect(opened.action).toBe("opened");
      expect(opened.notes).toEqual([
        expect.stringMatching(
          /^ada-l could not be asked to review: cannot ask ada-l to review #1 in acme\/identities: GitHub refuses it \(422: Reviews may only be requested from collaborators\./,
        ),
      ]);
      const { data } = await octokitOf(github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: 1 });
      expect(data.requested_reviewers!.map(({ login }) => login)).toEqual(["sec-s", "sue-t"]);
      expect(data.body!.split("\n").slice(1, 4)).toEqual([
        "",
        "> ada-l could not be asked to review.",
        "> sec-s and sue-t asked to review.",
      ]);
      expect(parseMarker(data.body)?.digest).toBe(PROPOSAL.digest);
    });

    it("that are all refused leave security to be asked as a team", async () => {
      const opened = await run({ ...PROPOSAL, next: [], fallback: "security" }, [], (request) =>
        request.path.endsWith("/requested_reviewers")
          ? request.body.includes("team_reviewers")
            ? { status: 201, json: {} }
            : { status: 422, json: { message: "no" } }
          : undefined,
      );
      expect(opened.notes).toHaveLength(2);
      const { data } = await octokitOf(github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: 1 });
      expect(data.body).toContain("> the team security asked to review.");
    });

    it("may be left out: GitHub merges by itself what may be merged so, and a refusal costs nothing but a note", async () => {
      const graphql = (answer: unknown) => (request: Request) => (request.path === "/graphql" ? { status: 200, json: answer } : undefined);
      const done = await run(
        { ...PROPOSAL, autoMerge: true },
        [],
        graphql({ data: { enablePullRequestAutoMerge: { clientMutationId: null } } }),
      );
      expect(done.notes).toEqual(["GitHub merges it as soon as its rules are met (settings.yaml urgent.autoMerge)"]);
      const asked = JSON.parse(proxy!.requests.find(({ path }) => path === "/graphql")!.body);
      expect([asked.query, asked.variables]).toEqual([
        expect.stringContaining("enablePullRequestAutoMerge(input: { pullRequestId: $id, mergeMethod: SQUASH })"),
        { id: expect.any(String) },
      ]);
      const errors = [
        {
          type: "UNPROCESSABLE",
          path: ["enablePullRequestAutoMerge"],
          message: "Pull request Auto merge is not allowed for this repository",
        },
      ];
      const refused = await run(
        { ...MORE, autoMerge: true },
        await remembered(done),
        graphql({ data: { enablePullRequestAutoMerge: null }, errors }),
      );
      expect(refused.notes[0]).toContain("GitHub was not allowed to merge it by itself: ");
      expect(proposalOf().autoMerge).toBe(false);
    });

    it("that nobody could ask because GitHub is gone stop the run", async () => {
      await expect(
        run(PROPOSAL, [], (request) =>
          request.path.endsWith("/requested_reviewers") ? { status: 503, json: { message: "x" } } : undefined,
        ),
      ).rejects.toMatchObject({ code: "GITHUB_UNAVAILABLE" });
    });

    it("are not asked for again when nothing changed", async () => {
      const opened = await run(PROPOSAL);
      await octokitOf(github, "ada-l").rest.pulls.removeRequestedReviewers({ ...WHERE, pull_number: 1, reviewers: ["ada-l"] });
      await run(PROPOSAL, await remembered(opened));
      const { data } = await octokitOf(github, "ada-l").rest.pulls.get({ ...WHERE, pull_number: 1 });
      expect(data.requested_reviewers!.map(({ login }) => login)).toEqual(["sec-s"]);
    });
  });

  it.each([
    [401, "GITHUB_UNAUTHORIZED"],
    [403, "GITHUB_FORBIDDEN"],
    [422, "GITHUB_REFUSED"],
    [500, "GITHUB_UNAVAILABLE"],
  ] as const)("passes a %s on as one clear error", async (status, code) => {
    await expect(
      run(PROPOSAL, [], ({ method, path }) =>
        method === "POST" && path.endsWith("/pulls") ? { status, json: { message: "no" } } : undefined,
      ),
    ).rejects.toMatchObject({
      code,
      message: expect.stringMatching(new RegExp(`^cannot open a pull request from ${PROPOSAL.branch} in acme/identities: `)),
    });
  });
});
