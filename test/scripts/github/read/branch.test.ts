import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GitHub } from "../../../../scripts/emulators/github/github.ts";
import { readDefaultBranch } from "../../../../scripts/github/read/branch.ts";
import { startHttp } from "../../../support/http.ts";
import { clientOf, pushAs, startRepository } from "../../../support/repository.ts";

describe("scripts/github/read/branch", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startRepository();
  });
  afterAll(() => github.close());

  it("is the default branch and its newest commit", async () => {
    const first = await readDefaultBranch(clientOf(github));
    expect(first).toEqual({ name: "main", commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const next = await pushAs(github, "ada-l", "main", { "README.md": "more\n" });
    expect(await readDefaultBranch(clientOf(github))).toEqual({ name: "main", commit: next });
  });

  it("says so when the repository is empty or not to be seen", async () => {
    const server = await startHttp(({ path }) =>
      path.endsWith("/identities")
        ? { status: 200, json: { default_branch: "main" } }
        : { status: 409, json: { message: "Git Repository is empty." } },
    );
    await expect(readDefaultBranch(clientOf(github, undefined, server.url))).rejects.toThrow(
      "cannot read the branch main in acme/identities: somebody else changed it meanwhile (409: Git Repository is empty.",
    );
    await server.close();
  });
});
