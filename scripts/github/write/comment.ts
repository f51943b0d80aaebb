import { ask, failure, type GitHub } from "../client.ts";

/** What a comment is about, in the hidden line by which it is known again. */
export type Subject = "gate" | "request";

/** GitHub takes 65,536 characters. */
const LONGEST = 65_000;

/**
 * Keeps one comment on a pull request or an issue for each subject: written the first time, edited in place later, left alone when it says the same.
 * Only comments of one's own are edited, whatever others write into theirs.
 */
export async function keepComment(
  github: GitHub,
  number: number,
  text: string,
  subject: Subject = "gate",
): Promise<"written" | "edited" | "unchanged"> {
  const { octokit, owner, repo } = github;
  const marker = `<!-- tenure/${subject}/1 -->`;
  const body = `${text.slice(0, LONGEST)}\n\n${marker}`;
  const own = await find(github, number, marker);
  if (own?.body === body) return "unchanged";
  if (own)
    await ask(github, `edit the comment on #${number}`, () => octokit.rest.issues.updateComment({ owner, repo, comment_id: own.id, body }));
  else await ask(github, `comment on #${number}`, () => octokit.rest.issues.createComment({ owner, repo, issue_number: number, body }));
  return own ? "edited" : "written";
}

async function find(github: GitHub, number: number, marker: string) {
  const { octokit, owner, repo } = github;
  try {
    const all = await octokit.paginate(octokit.rest.issues.listComments, { owner, repo, issue_number: number, per_page: 100 });
    return all.find(({ body, user }) => user?.type === "Bot" && body?.endsWith(marker));
  } catch (cause) {
    throw failure(github, `list the comments on #${number}`, cause);
  }
}
