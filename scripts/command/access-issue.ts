import { ProjectError } from "../../stacks/model/errors.ts";
import { type AccessRequest, askForGrant, type Declined, type Waiting } from "../decide/requests/access.ts";
import { readAccessForm } from "../decide/requests/access-form.ts";
import { usageOf } from "../decide/requests/usage.ts";
import { absenceOf } from "../decide/requests/window.ts";
import { peopleBehind } from "../gate/interest.ts";
import { type Issue, readIssue } from "../github/read/people.ts";
import { keepComment } from "../github/write/comment.ts";
import { requestJson, requestMarkdown, requestText } from "../report/request-text.ts";
import { type Asking, askByPullRequest } from "./access-request.ts";
import type { Outcome } from "./command.ts";

/**
 * Asks for what an issue says, and says on the issue what became of it. Who asks is whoever the number of the author's account belongs to:
 * nothing that stands in the issue can say so.
 */
export async function answerIssue(asking: Omit<Asking, "askedBy" | "issue">, number: number, json: boolean): Promise<Outcome> {
  const issue = await readIssue(asking.github, number);
  const wish = wishIn(issue, asking);
  const result =
    "because" in wish ? wish : await askByPullRequest({ ...asking, askedBy: [wish.who], issue: number }, wish.decide).catch(asDeclined);
  const say = (text: string) => (asking.dryRun ? undefined : keepComment(asking.github, number, text, "request"));
  if ("because" in result) {
    await say(`It could not be asked for: ${asText(result.because)}\n\nOpen a new issue once that is repaired.`);
    return { result: "findings", output: `not asked for in #${number}: ${result.because}` };
  }
  const requested = { ...result, usage: usageOf(result.request, asking.declared) };
  await say(requestMarkdown(requested));
  return { result: "clean", output: json ? requestJson(requested, result.request) : requestText(requested) };
}

function wishIn(
  issue: Issue,
  { declared, asOf }: Pick<Asking, "declared" | "asOf">,
): { who: `person/${string}`; decide(waiting: Waiting): AccessRequest | Declined } | Declined {
  if (!issue.isOpen) return { because: `#${issue.number} is closed` };
  const people = issue.author && !issue.author.isBot ? peopleBehind(declared.directory, issue.author) : [];
  if (people.length !== 1)
    return {
      because: `the account of the author is in ${people.length === 0 ? "no entry" : `${people.length} entries`} of the directory, expected one`,
    };
  const absence = absenceOf(people[0]!, asOf);
  if (absence !== undefined) return { because: absence };
  const form = readAccessForm(issue.body);
  if ("because" in form) return form;
  const account = declared.accounts.get(form.stack);
  if (!account)
    return {
      because: `there is no account ${JSON.stringify(form.stack.slice(0, 40))}; there are ${[...declared.accounts.keys()].sort().join(", ")}`,
    };
  const who = `person/${people[0]!.id}` as const;
  const wish = { role: form.role, who, reason: form.reason, window: { from: form.from, for: form.for } };
  return { who, decide: (waiting) => askForGrant(wish, account, declared, asOf, waiting) };
}

/** Records that would not be valid with it are what the author has to hear; whatever else fails is a failure of the run. */
function asDeclined(error: unknown): Declined {
  if (error instanceof ProjectError && error.code === "EDIT_INVALID") return { because: error.message };
  throw error;
}

/** Foreign words among it cannot mention anybody or format anything. */
function asText(text: string): string {
  return `\n\n${text.replace(/^/gm, "    ")}`;
}
