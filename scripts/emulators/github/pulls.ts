import type { Api } from "./api.ts";

/** A pull request as far as corrections look into it. */
export type Pull = {
  number: number;
  state: string;
  title: string;
  merged_at: string | null;
  merge_commit_sha: string | null;
  head: Side;
  base: Side;
  user: { login: string };
};
type Side = { ref: string; sha: string };

/** A pull request with the head as it stands now; one that is closed keeps its last. */
export async function currentPull(api: Api, repository: string, pull: Pull): Promise<Pull> {
  const sha = pull.state === "open" ? await tipOf(api, repository, pull.head.ref) : undefined;
  return sha === undefined ? pull : { ...pull, head: { ...pull.head, sha } };
}

/** The commit that a branch points at, `undefined` when there is no such branch. */
export async function tipOf(api: Api, repository: string, branch: string): Promise<string | undefined> {
  const { status, json } = await api.ask("GET", `${repository}/git/ref/heads/${encodeURIComponent(branch)}`);
  return status === 200 ? (json as { object: { sha: string } }).object.sha : undefined;
}

/** All pull requests of a repository, open ones or all. */
export async function pullsOf(api: Api, repository: string, state: "open" | "all"): Promise<Pull[]> {
  const found: Pull[] = [];
  for (let page = 1; ; page += 1) {
    const { json } = await api.ask("GET", `${repository}/pulls?state=${state}&per_page=100&page=${page}`);
    found.push(...(json as Pull[]));
    if ((json as Pull[]).length < 100) return found;
  }
}
