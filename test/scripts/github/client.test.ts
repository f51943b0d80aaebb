import { createServer } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { ask, askIfThere, type GitHub, GitHubError, openGitHub, requireGitHub } from "../../../scripts/github/client.ts";
import { type Answer, type Http, startHttp } from "../../support/http.ts";

const TOKEN = "ghs_thisIsTheSecretOfTheBot0123456789";
const ENVIRONMENT = { GITHUB_REPOSITORY: "acme/identities", GITHUB_TOKEN: TOKEN };

describe("scripts/github/client", () => {
  let server: Http | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });

  async function clientFor(answer: Answer): Promise<GitHub> {
    server = await startHttp(() => answer);
    return openGitHub({ ...ENVIRONMENT, GITHUB_API_URL: server.url })!;
  }
  const get = (github: GitHub) => () => github.octokit.rest.repos.get({ owner: github.owner, repo: github.repo });

  /** The error of a request, and everything that anybody could print of it. */
  async function failureOf(github: GitHub): Promise<GitHubError> {
    const error = await ask(github, "read the repository", get(github)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof GitHubError)) throw new Error(`expected a GitHubError, got ${inspect(error)}`);
    for (const shown of [error.message, error.stack ?? "", inspect(error, { depth: 20 }), JSON.stringify(error)])
      expect(shown).not.toContain(TOKEN);
    return error;
  }

  it.each([
    [
      401,
      { message: "Bad credentials" },
      "GITHUB_UNAUTHORIZED",
      "the token is not accepted; is GITHUB_TOKEN current? (401: Bad credentials",
    ],
    [
      403,
      { message: "Resource not accessible by integration" },
      "GITHUB_FORBIDDEN",
      "the token may not do this, or the rate limit is used up (403: Resource not accessible by integration",
    ],
    [404, { message: "Not Found" }, "GITHUB_NOT_FOUND", "it does not exist, or the token may not see it (404: Not Found"],
    [409, { message: "Conflict" }, "GITHUB_CONFLICT", "somebody else changed it meanwhile (409: Conflict"],
    [
      422,
      { message: "Validation Failed", errors: [{ resource: "Ref", code: "custom", message: "too long" }] },
      "GITHUB_REFUSED",
      "GitHub refuses it (422: Validation Failed",
    ],
    [429, { message: "slow down" }, "GITHUB_FORBIDDEN", "the rate limit is used up (429: slow down"],
  ] as const)("says what a %s means and what to repair", async (status, json, code, says) => {
    const error = await failureOf(await clientFor({ status, json }));
    expect(error.message.startsWith(`cannot read the repository in acme/identities: ${says}`)).toBe(true);
    expect(error).toMatchObject({ name: "GitHubError", code, details: { status } });
    expect(error.message).not.toContain("\n");
  });

  it.each([500, 502, 503, 504])("says that GitHub failed for a %s, and to try again later", async (status) => {
    const error = await failureOf(await clientFor({ status, json: { message: "<html>Unicorn!</html>" } }));
    expect([error.code, error.message]).toEqual([
      "GITHUB_UNAVAILABLE",
      `cannot read the repository in acme/identities: GitHub failed (${status}); try again later`,
    ]);
  });

  it("says that nothing answers when the connection breaks", async () => {
    const error = await failureOf(await clientFor("cut"));
    expect(error.code).toBe("GITHUB_UNREACHABLE");
    expect(error.message).toMatch(
      /^cannot read the repository in acme\/identities: nothing answers \(.+\); is GITHUB_API_URL right, is the network up\?$/,
    );
  });

  it("says that nothing answers when nobody listens", async () => {
    const port = await freePort();
    const error = await failureOf(openGitHub({ ...ENVIRONMENT, GITHUB_API_URL: `http://127.0.0.1:${port}` })!);
    expect([error.code, error.message]).toEqual([
      "GITHUB_UNREACHABLE",
      "cannot read the repository in acme/identities: nothing answers (ECONNREFUSED); is GITHUB_API_URL right, is the network up?",
    ]);
  });

  it("gives what GitHub answered", async () => {
    const github = await clientFor({ status: 200, json: { default_branch: "main" } });
    expect(await ask(github, "read", get(github))).toEqual({ default_branch: "main" });
    expect(server!.requests[0]!.headers).toMatchObject({
      authorization: `token ${TOKEN}`,
      "user-agent": expect.stringMatching(/^tenure /),
    });
  });

  it("writes nothing to the terminal by itself", async () => {
    const github = await clientFor({ status: 404, json: { message: "Not Found" } });
    const written: unknown[] = [];
    const originals = [console.warn, console.error, console.log, console.info] as const;
    console.warn = console.error = console.log = console.info = (...words: unknown[]) => void written.push(words);
    try {
      await failureOf(github);
    } finally {
      [console.warn, console.error, console.log, console.info] = originals;
    }
    expect(written).toEqual([]);
  });

  describe("what may be absent", () => {
    it("is nothing for a 404", async () => {
      const github = await clientFor({ status: 404, json: { message: "Not Found" } });
      expect(await askIfThere(github, "look", get(github))).toBeUndefined();
    });

    it.each([401, 403, 409, 422, 500])("is an error for a %s: that says nothing about being there", async (status) => {
      const github = await clientFor({ status, json: { message: "x" } });
      await expect(askIfThere(github, "look", get(github))).rejects.toThrow(GitHubError);
    });
  });

  describe("the environment", () => {
    it("names no repository: then there is none", () => {
      expect(openGitHub({})).toBeUndefined();
      expect(openGitHub({ GITHUB_TOKEN: TOKEN, GITHUB_REPOSITORY: "" })).toBeUndefined();
    });

    it("names a repository on github.com unless it says another address", () => {
      expect(openGitHub(ENVIRONMENT)).toMatchObject({ owner: "acme", repo: "identities" });
      expect(openGitHub(ENVIRONMENT)!.octokit.request.endpoint.DEFAULTS.baseUrl).toBe("https://api.github.com");
      expect(openGitHub({ ...ENVIRONMENT, GITHUB_API_URL: "https://ghe.example/api/v3" })!.octokit.request.endpoint.DEFAULTS.baseUrl).toBe(
        "https://ghe.example/api/v3",
      );
    });

    it.each(["identities", "acme/", "/identities", "acme/identities/x", "https://github.com/acme/identities"])(
      "is refused when the repository is %s",
      (repository) => {
        expect(() => openGitHub({ ...ENVIRONMENT, GITHUB_REPOSITORY: repository })).toThrow(
          new GitHubError("GITHUB_NOT_CONFIGURED", `GITHUB_REPOSITORY: expected <owner>/<repository>, got "${repository}"`),
        );
      },
    );

    it("is refused without a token", () => {
      expect(() => openGitHub({ GITHUB_REPOSITORY: "acme/identities" })).toThrow(
        new GitHubError("GITHUB_NOT_CONFIGURED", "GITHUB_REPOSITORY is acme/identities, but GITHUB_TOKEN is not set"),
      );
    });

    it("is asked for by commands that cannot do without", () => {
      expect(() => requireGitHub({})).toThrow(
        new GitHubError(
          "GITHUB_NOT_CONFIGURED",
          "no repository on GitHub is named: set GITHUB_REPOSITORY and GITHUB_TOKEN (and GITHUB_API_URL for Enterprise)",
        ),
      );
      expect(requireGitHub(ENVIRONMENT).repo).toBe("identities");
    });
  });
});

/** A port on which nobody listens any more. */
function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
