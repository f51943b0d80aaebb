import { ask, askIfThere, type GitHub } from "../client.ts";
import { type CommentTopic, keepComment } from "./comment.ts";

/**
 * Closes a pull request of the bot's own with the reason in a comment, and takes its branch away, from which it can be restored on its page.
 * Done again after an interruption, it goes on where it stopped and says nothing twice.
 */
export async function closePullRequest(
  github: GitHub,
  { number, branch }: { number: number; branch: string },
  reason: string,
  topic: CommentTopic = "withdrawn",
): Promise<void> {
  const { octokit, owner, repo } = github;
  await keepComment(github, number, reason, topic);
  await ask(github, `close #${number}`, () => octokit.rest.pulls.update({ owner, repo, pull_number: number, state: "closed" }));
  const ref = `heads/${branch}`;
  const there = await askIfThere(github, `look for the branch ${branch}`, () => octokit.rest.git.getRef({ owner, repo, ref }));
  if (there)
    await ask(github, `delete the branch ${branch}`, async () => ({
      data: (await octokit.rest.git.deleteRef({ owner, repo, ref })).status,
    }));
}
