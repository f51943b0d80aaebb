import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { readIssue, readTokenHolder } from "../../../../scripts/github/read/people.ts";
import { octokitOf } from "../../../support/github.ts";
import { startHttp } from "../../../support/http.ts";
import { clientOf, startRepository } from "../../../support/repository.ts";

describe("scripts/github/read/people", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("says whose token it is, by number", async () => {
    expect(await readTokenHolder(clientOf(github, "ada-l"))).toEqual({ id: 1, login: "ada-l", isBot: false });
    expect((await readTokenHolder(clientOf(github)))?.isBot).toBe(true);
  });

  it("says that the token of an App's installation is nobody's, as GitHub refuses to tell", async () => {
    const server = await startHttp(() => ({ status: 403, json: { message: "Resource not accessible by integration" } }));
    expect(await readTokenHolder(clientOf(github, undefined, server.url))).toBeUndefined();
    await server.close();
  });

  it("does not take a failure for nobody", async () => {
    const server = await startHttp(() => ({ status: 401, json: { message: "Bad credentials" } }));
    await expect(readTokenHolder(clientOf(github, undefined, server.url))).rejects.toMatchObject({ code: "GITHUB_UNAUTHORIZED" });
    await server.close();
  });

  it("reads an issue with the number of its author", async () => {
    const where = { owner: "acme", repo: "identities" };
    const { data } = await octokitOf(github, "bob-k").rest.issues.create({ ...where, title: "x", body: "text" });
    expect(await readIssue(clientOf(github), data.number)).toEqual({
      number: data.number,
      author: { id: 2, login: "bob-k", isBot: false },
      body: "text",
      isOpen: true,
    });
    const server = await startHttp(() => ({ status: 200, json: { number: 7, user: null, body: null, state: "open", pull_request: {} } }));
    await expect(readIssue(clientOf(github, undefined, server.url), 7)).rejects.toThrow(
      "#7 in acme/identities is a pull request, expected an issue",
    );
    await server.close();
    await expect(readIssue(clientOf(github), 77)).rejects.toMatchObject({ code: "GITHUB_NOT_FOUND" });
  });
});
