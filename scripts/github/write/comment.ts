import { ask, failure, type GitHub } from "../client.ts";

/** What a comment of ours is about. */
export type CommentTopic = "gate" | "request" | "withdrawn" | "still-there" | "reminder" | `answer-${number}`;

/** The hidden line by which the comment is known again. */
function markerOf(topic: CommentTopic): string {
  return `<!-- tenure/${topic}/1 -->`;
}

/** GitHub takes 65,536 characters. */
const LONGEST = 65_000;

/**
 * Keeps one comment of a topic on a pull request or an issue: written the first time, edited in place later, left alone when it says the same.
 * Only comments of one's own are edited, whatever others write into theirs.
 */
export async function keepComment(
  github: GitHub,
  number: number,
  text: string,
  topic: CommentTopic = "gate",
): Promise<"written" | "edited" | "unchanged"> {
  const { octokit, owner, repo } = github;
  const body = `${text.slice(0, LONGEST)}\n\n${markerOf(topic)}`;
  const own = await find(github, number, markerOf(topic));
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
