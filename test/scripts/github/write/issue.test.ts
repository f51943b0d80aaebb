import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { openIssue } from "../../../../scripts/github/write/issue.ts";
import { octokitOf } from "../../../support/github.ts";
import { startHttp } from "../../../support/http.ts";
import { clientOf, startRepository } from "../../../support/repository.ts";

const ISSUE = { title: "Review of glass-1", body: "look", labels: ["break-glass"], assignees: ["sec-s"] };

describe("scripts/github/write/issue", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("opens an issue for somebody", async () => {
    const number = await openIssue(clientOf(github), ISSUE);
    const { data } = await octokitOf(github, "ada-l").rest.issues.get({ owner: "acme", repo: "identities", issue_number: number });
    expect([data.title, data.body, data.assignees?.map(({ login }) => login)]).toEqual(["Review of glass-1", "look", ["sec-s"]]);
  });

  it("opens it all the same when GitHub does not take whom it is for", async () => {
    const server = await startHttp(({ body }) =>
      body.includes("assignees") ? { status: 422, json: { message: "Validation Failed" } } : { status: 201, json: { number: 7 } },
    );
    expect(await openIssue(clientOf(github, undefined, server.url), ISSUE)).toBe(7);
    await server.close();
  });
});
