import type { ReviewQuestion } from "../../stacks/model/review.ts";
import { type AccountList, applications } from "./applications/account.ts";
import { type Agents, agents } from "./aws-agentcore/part.ts";
import { type Bypass, type DeployKey, githubAccounts, githubApps, githubBypass, githubKeys, type Installation } from "./github/parts.ts";
import { type People, people } from "./hr/record.ts";
import type { OUTSIDE_PARTS } from "./parts.ts";
import { questions } from "./reviews/questions.ts";

/** The parts that are in an observation only where the settings name their source: those beyond AWS, and agents. */
export type OutsideParts = {
  /** Agents of Bedrock AgentCore; read with the account that they are in. */
  agents: Agents;
  /** People as the HR system shows them. */
  people: People;
  /** The accounts of each application by its name; one that could not be read is not there, and is an exception of the part. */
  applications: Readonly<Record<string, AccountList>>;
  /** Members and outside collaborators of the organisation on GitHub, by their numbers. */
  githubAccounts: AccountList;
  githubKeys: readonly DeployKey[];
  githubApps: readonly Installation[];
  githubBypass: Bypass;
  /** What reviewers were asked, as the ledger knows it; joined when it is compared, never saved. */
  questions: readonly ReviewQuestion[];
};

/** What each of them looks like in a saved observation. */
export const OUTSIDE_SCHEMAS = {
  agents,
  people,
  applications,
  githubAccounts,
  githubKeys,
  githubApps,
  githubBypass,
  questions,
} as const satisfies Record<keyof typeof OUTSIDE_PARTS, unknown>;
