import { randomBytes } from "node:crypto";
import { createEmulator } from "emulate";
import type { Directory } from "../../../stacks/model/directory.ts";
import { EmulatorError } from "../error.ts";
import { freePort } from "../server.ts";
import { startGitHubGateway, type Tokens } from "./gateway.ts";
import { BOT, type GitHubUser, teamsOf, usersOf } from "./people.ts";

/** A running stand-in for GitHub with one repository. */
export type GitHub = {
  /** What `GITHUB_API_URL` is set to. */
  url: string;
  /** `acme/identities`. */
  repository: string;
  /** The token of each user by login: everybody of the directory, `tenure-bot[bot]` and `tenure-judge[bot]`. */
  tokens: ReadonlyMap<string, string>;
  /** What our commands and @octokit/rest read, as the bot unless stated. */
  environment(login?: string): Record<string, string>;
  /** One call of the REST API as the bot. @throws EmulatorError EMULATOR_REFUSED */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Makes the default branch point at a commit, whatever it pointed at before. */
  setDefaultBranch(commit: string): Promise<void>;
  close(): Promise<void>;
};

/**
 * `files`: what the default branch holds, by path; `undefined` leaves the repository without a commit (see `copyCommit`).
 * `directory`: who has an account and is in which team.
 */
export type GitHubOptions = { files: ReadonlyMap<string, string> | undefined; directory: Directory; port?: number };

const [OWNER, NAME, DEFAULT_BRANCH] = ["acme", "identities", "main"];

/**
 * Starts the stand-in for GitHub inside this process, on 127.0.0.1, behind a gateway that corrects it.
 * It keeps nothing on disk and ends with the process.
 * @throws EmulatorError PORT_IN_USE
 */
export async function startGitHub({ files, directory, port = 0 }: GitHubOptions): Promise<GitHub> {
  const users = usersOf(directory);
  const tokens: Tokens = new Map(users.map((user) => [`ghs_${randomBytes(18).toString("hex")}`, user]));
  let emulator = "";
  const gateway = await startGitHubGateway(port, tokens, () => emulator);
  const inner = await startEmulate(users, tokens, gateway.url);
  emulator = inner.url;
  const github = clientOf(gateway.url, tokens, async () => {
    await gateway.close();
    await inner.close();
  });
  await enrol(github, directory, users);
  if (files) await commitFiles(github, files);
  return github;
}

/** A free port can be taken by somebody else between the look and the start: so often it is tried again. */
const ATTEMPTS = 3;

/** emulate tells only the address that it advertises, which is the gateway's: so its own port is chosen here. */
async function startEmulate(
  users: readonly GitHubUser[],
  tokens: Tokens,
  baseUrl: string,
): Promise<{ url: string; close(): Promise<void> }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      const emulator = await createEmulator({ service: "github", port, baseUrl, seed: seedOf(users, tokens) });
      return { url: `http://127.0.0.1:${port}`, close: () => emulator.close() };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "EADDRINUSE" && attempt < ATTEMPTS) continue;
      throw new EmulatorError("EMULATOR_DID_NOT_START", `the GitHub stand-in (emulate) did not come up: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
}

function seedOf(users: readonly GitHubUser[], tokens: Tokens) {
  return {
    tokens: Object.fromEntries([...tokens].map(([token, { login }]) => [token, { login, scopes: ["repo", "read:org"] }])),
    github: {
      users: users.map(({ login }) => ({ login })),
      // Only administrators of the organisation write git data without being collaborators: the bot does, the judge does not.
      orgs: [{ login: OWNER, members: users.map(({ login }) => ({ login, role: login === BOT.login ? "admin" : "member" })) }],
      repos: [{ owner: OWNER, name: NAME, private: true, default_branch: DEFAULT_BRANCH, auto_init: false }],
    },
  };
}

function clientOf(url: string, users: Tokens, close: () => Promise<void>): GitHub {
  const tokens = new Map([...users].map(([token, { login }]) => [login, token]));
  const repository = `${OWNER}/${NAME}`;
  const tokenOf = (login: string) => {
    const token = tokens.get(login);
    if (token === undefined) throw new Error(`expected a user of the GitHub stand-in (${[...tokens.keys()].join(", ")}), got ${login}`);
    return token;
  };
  const github: GitHub = {
    url,
    repository,
    tokens,
    environment: (login = BOT.login) => ({
      GITHUB_API_URL: url,
      GITHUB_SERVER_URL: url,
      GITHUB_REPOSITORY: repository,
      GITHUB_TOKEN: tokenOf(login),
    }),
    async request(method, path, body) {
      const headers = { authorization: `Bearer ${tokenOf(BOT.login)}`, "content-type": "application/json" };
      const response = await fetch(`${url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
      const text = await response.text();
      if (!response.ok)
        throw new EmulatorError(
          "EMULATOR_REFUSED",
          `the GitHub stand-in refused ${method} ${path}: ${response.status} ${text.slice(0, 300)}`,
        );
      return text === "" ? undefined : JSON.parse(text);
    },
    async setDefaultBranch(commit) {
      const path = `/repos/${repository}/git`;
      const exists = ((await github.request("GET", `${path}/matching-refs/heads/${DEFAULT_BRANCH}`)) as unknown[]).length > 0;
      if (exists) await github.request("PATCH", `${path}/refs/heads/${DEFAULT_BRANCH}`, { sha: commit, force: true });
      else await github.request("POST", `${path}/refs`, { ref: `refs/heads/${DEFAULT_BRANCH}`, sha: commit });
    },
    close,
  };
  return github;
}

/** People may push branches and are in the teams that the directory says. */
async function enrol(github: GitHub, directory: Directory, users: readonly GitHubUser[]): Promise<void> {
  for (const { login } of users.filter(({ type }) => type === "User")) {
    await github.request("PUT", `/repos/${github.repository}/collaborators/${login}`, { permission: "push" });
  }
  for (const { slug, logins } of teamsOf(directory)) {
    await github.request("POST", `/orgs/${OWNER}/teams`, { name: slug });
    for (const login of logins) await github.request("PUT", `/orgs/${OWNER}/teams/${slug}/memberships/${login}`, { role: "member" });
  }
}

async function commitFiles(github: GitHub, files: ReadonlyMap<string, string>): Promise<void> {
  const git = `/repos/${github.repository}/git`;
  const items = [...files].map(([path, content]) => ({ path, mode: "100644", type: "blob", content }));
  const tree = (await github.request("POST", `${git}/trees`, { tree: items })) as { sha: string };
  const commit = (await github.request("POST", `${git}/commits`, { message: "Records", tree: tree.sha, parents: [] })) as { sha: string };
  await github.setDefaultBranch(commit.sha);
}
