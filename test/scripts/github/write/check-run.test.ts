import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import type { Check } from "../../../../scripts/gate/check-run.ts";
import { publishCheck } from "../../../../scripts/github/write/check-run.ts";
import type { Commit } from "../../../../stacks/model/declared.ts";
import { startHttp } from "../../../support/http.ts";
import { baseOf, clientOf, startRepository } from "../../../support/repository.ts";

const check = (commit: Commit, count: number, more: Partial<Check> = {}): Check => ({
  name: "tenure/gate",
  commit,
  conclusion: "failure",
  title: "blocked in 1 of 1 accounts",
  summary: "text",
  annotations: Array.from({ length: count }, (_, index) => ({
    path: "stacks/accounts/prod/groups/a.yaml",
    line: index + 1,
    level: "failure" as const,
    title: "some-rule",
    message: `number ${index}`,
  })),
  ...more,
});

describe("scripts/github/write/check-run", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("publishes a finished check on the commit, with a remark on each line", async () => {
    const client = clientOf(github);
    const { commit } = await baseOf(client);
    await publishCheck(client, check(commit, 2));
    const { data } = await client.octokit.rest.checks.listForRef({ owner: "acme", repo: "identities", ref: commit });
    expect(
      data.check_runs.map(({ name, status, conclusion, head_sha, output }) => [name, status, conclusion, head_sha, output.title]),
    ).toEqual([["tenure/gate", "completed", "failure", commit, "blocked in 1 of 1 accounts"]]);
  });

  it.each([
    [0, [0]],
    [1, [1]],
    [50, [50]],
    [51, [50, 1]],
    [130, [50, 50, 30]],
  ])("brings %i remarks there in as many requests as GitHub asks for", async (count, batches) => {
    const server = await startHttp(({ method }) => ({ status: method === "POST" ? 201 : 200, json: { id: 5, html_url: "https://x/5" } }));
    expect(await publishCheck(clientOf(github, undefined, server.url), check("c".repeat(40) as Commit, count))).toBe("https://x/5");
    const outputs = server.requests.map(
      ({ body }) => (JSON.parse(body) as { output: { annotations: { message: string; start_line: number }[] } }).output,
    );
    expect(outputs.map(({ annotations }) => annotations.length)).toEqual(batches);
    expect(outputs.flatMap(({ annotations }) => annotations.map(({ message }) => message))).toEqual(
      Array.from({ length: count }, (_, index) => `number ${index}`),
    );
    expect(server.requests.map(({ method }) => method)).toEqual(["POST", ...batches.slice(1).map(() => "PATCH")]);
    await server.close();
  });

  it("keeps to what GitHub takes: titles of 255 characters, a summary of 65,535", async () => {
    const server = await startHttp(() => ({ status: 201, json: { id: 5, html_url: null } }));
    const long = check("c".repeat(40) as Commit, 1, { summary: "x".repeat(70_000) });
    await publishCheck(clientOf(github, undefined, server.url), {
      ...long,
      annotations: [{ ...long.annotations[0]!, title: "t".repeat(300) }],
    });
    const { output } = JSON.parse(server.requests[0]!.body) as { output: { summary: string; annotations: { title: string }[] } };
    await server.close();
    expect(output.annotations[0]!.title).toHaveLength(255);
    expect(output.summary.length).toBeLessThanOrEqual(65_535);
  });

  it("says what could not be published and where", async () => {
    const server = await startHttp(() => ({ status: 403, json: { message: "Resource not accessible by integration" } }));
    const commit = "c".repeat(40) as Commit;
    await expect(publishCheck(clientOf(github, undefined, server.url), check(commit, 1))).rejects.toThrow(
      `cannot publish tenure/gate on ${commit} in acme/identities: the token may not do this, or the rate limit is used up (403: Resource not accessible by integration`,
    );
    await server.close();
  });
});
