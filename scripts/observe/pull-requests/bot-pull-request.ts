import type { Instant } from "../../../stacks/model/instant.ts";

/** A pull request from a branch of the bot's. `digest` is the set of findings it answers, from the hidden marker in its body; `head` is the commit its branch points to. */
export type Revocation = {
  number: number;
  url: string;
  branch: string;
  state: "open" | "closed" | "merged";
  digest: string | null;
  head: string;
  createdAt: Instant;
  closedAt: Instant | null;
};

/** One that the ledger knows as the bot's own; `wrote` is the commit that the bot wrote last: any other head is somebody else's work. */
export type BotPullRequest = Revocation & {
  wrote: string;
  /** The bot closed it itself: that is nobody's decision. */
  withdrawn?: boolean;
  /** Somebody closed it, and whether they may decide that; absent while nobody has asked who it was. */
  counts?: boolean;
  /** Somebody who may has put it off until then. */
  snoozedUntil?: Instant;
};
