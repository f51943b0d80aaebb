import { type AccountList, applications } from "./applications/account.ts";
import { type Bypass, type DeployKey, githubAccounts, githubApps, githubBypass, githubKeys, type Installation } from "./github/parts.ts";
import { type People, people } from "./hr/record.ts";
import type { OUTSIDE_PARTS } from "./parts.ts";

/** The parts beyond AWS by name. They are in an observation only where the settings name their source. */
export type OutsideParts = {
  /** People as the HR system shows them. */
  people: People;
  /** The accounts of each application by its name; one that could not be read is not there, and is an exception of the part. */
  applications: Readonly<Record<string, AccountList>>;
  /** Members and outside collaborators of the organisation on GitHub, by their numbers. */
  githubAccounts: AccountList;
  githubKeys: readonly DeployKey[];
  githubApps: readonly Installation[];
  githubBypass: Bypass;
};

/** What each of them looks like in a saved observation. */
export const OUTSIDE_SCHEMAS = {
  people,
  applications,
  githubAccounts,
  githubKeys,
  githubApps,
  githubBypass,
} as const satisfies Record<keyof typeof OUTSIDE_PARTS, unknown>;
