import { Octokit } from "@octokit/rest";
import { ProjectError } from "../../stacks/model/errors.ts";

/** One repository on GitHub and the means to ask about it. */
export type GitHub = { octokit: Octokit; owner: string; repo: string };

/** Why GitHub did not do what was asked. */
export type GitHubErrorCode =
  | "GITHUB_NOT_CONFIGURED"
  | "GITHUB_UNAUTHORIZED"
  | "GITHUB_FORBIDDEN"
  | "GITHUB_NOT_FOUND"
  | "GITHUB_CONFLICT"
  | "GITHUB_REFUSED"
  | "GITHUB_UNAVAILABLE"
  | "GITHUB_UNREACHABLE";

/** Thrown for every failed request; says what was attempted and what to repair. The token is never part of it. */
export class GitHubError extends ProjectError<GitHubErrorCode> {
  override name = "GitHubError";
}

/** What GitHub's environment variables say; `undefined` when no repository is named. @throws GitHubError when a repository is named and cannot be used. */
export function openGitHub(environment: Readonly<Record<string, string | undefined>>): GitHub | undefined {
  const { GITHUB_REPOSITORY: repository, GITHUB_TOKEN: token, GITHUB_API_URL: baseUrl } = environment;
  if (!repository) return undefined;
  const [owner, repo, ...more] = repository.split("/");
  if (!owner || !repo || more.length > 0)
    throw new GitHubError("GITHUB_NOT_CONFIGURED", `GITHUB_REPOSITORY: expected <owner>/<repository>, got "${repository}"`);
  if (!token) throw new GitHubError("GITHUB_NOT_CONFIGURED", `GITHUB_REPOSITORY is ${repository}, but GITHUB_TOKEN is not set`);
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  return { octokit: new Octokit({ auth: token, userAgent: "tenure", log: silent, ...(baseUrl ? { baseUrl } : {}) }), owner, repo };
}

/** The same, for commands that cannot do without. */
export function requireGitHub(environment: Readonly<Record<string, string | undefined>>): GitHub {
  const github = openGitHub(environment);
  if (!github)
    throw new GitHubError(
      "GITHUB_NOT_CONFIGURED",
      "no repository on GitHub is named: set GITHUB_REPOSITORY and GITHUB_TOKEN (and GITHUB_API_URL for Enterprise)",
    );
  return github;
}

const CODES: Readonly<Record<number, [GitHubErrorCode, string]>> = {
  401: ["GITHUB_UNAUTHORIZED", "the token is not accepted; is GITHUB_TOKEN current?"],
  403: ["GITHUB_FORBIDDEN", "the token may not do this, or the rate limit is used up"],
  404: ["GITHUB_NOT_FOUND", "it does not exist, or the token may not see it"],
  409: ["GITHUB_CONFLICT", "somebody else changed it meanwhile"],
  422: ["GITHUB_REFUSED", "GitHub refuses it"],
  429: ["GITHUB_FORBIDDEN", "the rate limit is used up"],
};

/** Sends one request, its failure turned into a `GitHubError`. `what` completes "cannot …". */
export async function ask<T>(github: GitHub, what: string, send: () => Promise<{ data: T }>): Promise<T> {
  try {
    return (await send()).data;
  } catch (cause) {
    throw failure(github, what, cause);
  }
}

/** The same for what may be absent: `undefined` for 404 and for nothing else. */
export async function askIfThere<T>(github: GitHub, what: string, send: () => Promise<{ data: T }>): Promise<T | undefined> {
  try {
    return await ask(github, what, send);
  } catch (error) {
    if (error instanceof GitHubError && error.code === "GITHUB_NOT_FOUND") return undefined;
    throw error;
  }
}

/** A failure of a request as a `GitHubError`. */
export function failure({ owner, repo }: GitHub, what: string, cause: unknown): GitHubError {
  const { status, message } = cause as { status?: number; message: string };
  const where = `cannot ${what} in ${owner}/${repo}`;
  const details = { status };
  const known = CODES[status ?? 0];
  if (known) return new GitHubError(known[0], `${where}: ${known[1]} (${status}: ${firstLine(message)})`, { cause, details });
  // Octokit gives 500 to failures of the network too; those have no response, and the reason is the cause of their cause.
  if ((cause as { response?: unknown }).response === undefined)
    return new GitHubError(
      "GITHUB_UNREACHABLE",
      `${where}: nothing answers (${networkCode(cause) ?? firstLine(message)}); is GITHUB_API_URL right, is the network up?`,
      { cause, details },
    );
  return new GitHubError("GITHUB_UNAVAILABLE", `${where}: GitHub failed (${status}); try again later`, { cause, details });
}

function networkCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return typeof code === "string" ? code : networkCode(cause);
}

function firstLine(text: string): string {
  return text.split("\n")[0]!.slice(0, 200);
}
