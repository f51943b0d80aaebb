import { createHash } from "node:crypto";
import type { Commit } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { ReviewQuestion } from "../../stacks/model/review.ts";

/** Somebody on GitHub. Only the number tells who it is: a login can be given to somebody else. */
export type Actor = { id: number; login: string; isBot: boolean };

/** One file that differs between two commits; each side is its mode and the hash of its content, `null` where there is none. */
export type ChangedFile = { path: string; before: string | null; after: string | null };

/** A review that decides something. `digest` is that of what the reviewer saw, absent when their commit cannot be had any more. */
export type Review = { by: Actor; says: "approved" | "changes-requested" | "dismissed"; digest: string | undefined; at: Instant };

/** A pull request as approvals are about it. */
export type PullRequest = {
  number: number;
  author: Actor;
  /** The digest of what it changes. */
  digest: string;
  /** Oldest first. */
  reviews: readonly Review[];
  /** Authors, committers, co-authors and pushers of its commits, as far as GitHub knows their accounts. */
  writers: readonly Actor[];
  /** Commits that have an author or a committer of whom GitHub knows no account. */
  strangers: readonly Commit[];
  /** What the ledger says of a pull request that the bot opened, absent for any other: the people who asked for it, by id. */
  ledger: { askedBy: readonly string[] } | undefined;
  /** Every question that reviewers were asked, as the ledger knows it; absent: nobody was asked anything. */
  questions?: readonly ReviewQuestion[];
};

/**
 * The digest that an approval binds to: path, content before and content after of every file that is changed.
 * A rebase that leaves all of them as they were keeps it, and nothing else does.
 */
export function digestOf(changes: readonly ChangedFile[]): string {
  const lines = changes.map(({ path, before, after }) => JSON.stringify([path, before, after])).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/**
 * A change that was merged with the approvals that it needs: what the ledger keeps of it. People are `person/<id>`, or `github/<number>` where the
 * directory has nobody; records are `<account>/<kind>/<name>`; `exceptions` are those that it brought in. `mergedAt` is GitHub's clock.
 */
export type ApprovedChange = {
  commit: Commit;
  pull: number;
  digest: string;
  requestedBy: readonly string[];
  approvedBy: readonly string[];
  mergedAt: Instant;
  records: readonly string[];
  exceptions: readonly string[];
};

/** A commit of the default branch that nothing may be deployed from, and why, in words that complete "the commit …". */
export type UnapprovedChange = { commit: Commit; because: string };
