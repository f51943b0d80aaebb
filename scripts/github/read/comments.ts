import type { Actor } from "../../gate/pull-request.ts";
import { askIfThere, failure, type GitHub } from "../client.ts";

/** A comment of a person on a pull request. The text is foreign. */
export type PersonComment = { id: number; by: Actor; body: string };

/** The comments of people on a pull request, oldest first; Apps and deleted accounts say nothing that counts. */
export async function listPersonComments(github: GitHub, number: number): Promise<readonly PersonComment[]> {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate(octokit.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 });
    return all
      .flatMap(({ id, user, body }) => {
        if (user?.type !== "User") return [];
        return [{ id, by: { id: user.id, login: user.login, isBot: false }, body: body ?? "" }];
      })
      .sort((a, b) => a.id - b.id);
  } catch (cause) {
    throw failure(github, `list the comments on #${number}`, cause);
  }
}

/** Who closed a pull request; `undefined` when GitHub does not say. */
export async function readCloser(github: GitHub, number: number): Promise<Actor | undefined> {
  const { octokit, owner, repo } = github;
  const issue = await askIfThere(github, `read who closed #${number}`, () =>
    octokit.rest.issues.get({ owner, repo, issue_number: number }),
  );
  const by = issue?.closed_by;
  return by ? { id: by.id, login: by.login, isBot: by.type === "Bot" } : undefined;
}
