import type { Comparison } from "../compare/compare.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { type Change, changeOfBranch, identityIn, isOfLeaver } from "./change.ts";

/** An open pull request of the bot's that has nothing to do any more, and why, in words that complete "closed, since …". */
export type Healed = { pull: BotPullRequest; because: string };

/**
 * Open pull requests about an account whose findings are gone. Only where the whole account was read: what is not known is not healed.
 * What is of a leaver is of all accounts (`healedLeavers`). One that somebody else has committed to is theirs, and stays. A finding that is there and leads to no change just now keeps its pull request.
 */
export function healed(
  { account, findings, covered, unknown }: Comparison,
  isComplete: boolean,
  changes: readonly Change[],
  pullRequests: readonly BotPullRequest[],
): readonly Healed[] {
  if (!isComplete || unknown.length > 0) return [];
  const alive = new Set([...changes.map(({ id }) => id.slice(-12)), ...findings.map(identityIn)]);
  const excepted = new Map(covered.map(({ finding, exception }) => [identityIn(finding), exception]));
  return pullRequests.flatMap((pull): Healed[] => {
    const id = changeOfBranch(pull.branch);
    if (pull.state !== "open" || pull.head !== pull.wrote || !id?.startsWith(`${account}/`) || isOfLeaver(id)) return [];
    if (alive.has(id.slice(-12))) return [];
    const exception = excepted.get(id.slice(-12));
    return [{ pull, because: exception === undefined ? "what it was about is not so any more" : `${exception} covers what it was about` }];
  });
}
