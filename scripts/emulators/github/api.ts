import type { GitHubUser } from "./people.ts";

/** A request to GitHub's REST API; `path` as sent, without the query. */
export type Call = {
  method: string;
  path: string;
  query: URLSearchParams;
  body: Json | undefined;
  token: string | undefined;
  login: string | undefined;
};

/** What an answer or a request holds, as far as anybody here looks into it. */
export type Json = { [key: string]: unknown };

/** An answer; `json` is a `Buffer` when it is something else, and `undefined` when there is nothing. */
export type Answer = { status: number; headers: Record<string, string>; json: unknown };

/** The stand-in behind the gateway, asked as the caller. */
export type Api = {
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** From now on this commit stands in all answers where the stand-in says that one. */
  replaceCommit(wrong: string, right: string): void;
};

/** What a correction works with; `parts` are the groups of its path, `forward` asks emulate what the caller asked. */
export type Correction = {
  call: Call;
  api: Api;
  forward(): Promise<Answer>;
  users: ReadonlyMap<string, GitHubUser>;
  /** Who closed which pull request, by its path: emulate forgets it. */
  closers: Map<string, string>;
  parts: readonly string[];
};

/** A validation error as GitHub words it (REST API, "Client errors"). */
export function unprocessable(message: string, errors: readonly Json[] = []): Answer {
  return { status: 422, headers: {}, json: { message, errors, documentation_url: "https://docs.github.com/rest" } };
}
