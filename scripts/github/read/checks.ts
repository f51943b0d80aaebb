import type { Commit } from "../../../stacks/model/declared.ts";
import { failure, type GitHub } from "../client.ts";

/** A finished check on a commit, published by the App of that number. `text` is what it says to programs. */
export type PublishedCheck = { name: string; conclusion: string; title: string; summary: string; text: string };

/**
 * What an App said last on a commit under a name; `undefined` when it said nothing or is not done.
 * Anybody's workflow may publish a check of the same name: only the number of the App tells them apart.
 */
export async function readCheck(github: GitHub, commit: Commit, name: string, app: number): Promise<PublishedCheck | undefined> {
  const { octokit, owner, repo } = github;
  try {
    const runs = await octokit.paginate(octokit.rest.checks.listForRef, {
      owner,
      repo,
      ref: commit,
      check_name: name,
      filter: "all",
      per_page: 100,
    });
    const newest = runs
      .filter((run) => run.name === name && run.app?.id === app)
      .reduce<(typeof runs)[number] | undefined>((last, run) => (last === undefined || run.id > last.id ? run : last), undefined);
    if (newest?.status !== "completed") return undefined;
    const { title, summary, text } = newest.output;
    return { name, conclusion: newest.conclusion ?? "", title: title ?? "", summary: summary ?? "", text: text ?? "" };
  } catch (cause) {
    throw failure(github, `read the checks of ${commit}`, cause);
  }
}
