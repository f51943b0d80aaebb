import type { Declared } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { SetUp, Told } from "../../github/read/set-up.ts";

/** Who AWS says that we are, what that may do, and by how many milliseconds AWS's clock is ahead of ours (`null`: no answer said). */
export type AwsSeen = {
  accountId: string;
  arn: string;
  aheadMs: number | null;
  missing: readonly string[];
  untold: readonly string[];
};

/** What the ledger says of itself: the first break of its chain, and the last complete drift run of each stack. */
export type LedgerSeen = { entries: number; broken: string | null; lastComplete: ReadonlyMap<string, string> };

/** Everything that the checks judge, gathered once. `workflows` are the texts of the clone's own, by file. */
export type Facts = {
  asOf: Instant;
  stacks: readonly string[];
  node: string;
  git: Told<string>;
  pulumi: Told<string>;
  python: Told<string>;
  backend: string | undefined;
  problems: readonly string[];
  declared: Declared | undefined;
  aws: Told<AwsSeen>;
  github: Told<SetUp>;
  githubAheadMs: number | null;
  workflows: ReadonlyMap<string, string>;
  locks: Told<readonly string[]>;
  ledger: Told<LedgerSeen>;
};
