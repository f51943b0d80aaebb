import type { ElsewhereAccount } from "../../scripts/observe/applications/account.ts";
import type { Observation, Part } from "../../scripts/observe/observation.ts";
import type { OutsideParts } from "../../scripts/observe/outside-parts.ts";
import { OBSERVED_AT } from "./observations.ts";

/** An active account of which nothing more is known, but for what is stated. */
export function elsewhereAccount(id: string, more: Partial<ElsewhereAccount> = {}): ElsewhereAccount {
  return { id, active: true, admin: null, lastUsedAt: null, person: null, handle: null, ...more };
}

/** An observation that has a part beyond AWS as well. */
export function withPartOutside<Name extends keyof OutsideParts>(
  name: Name,
  value: OutsideParts[Name],
  except?: (Part<unknown> & { complete: true })["except"],
): (observation: Observation) => Observation {
  const part = { complete: true, value, observedAt: OBSERVED_AT, ...(except ? { except } : {}) };
  return (observation) => ({ ...observation, parts: { ...observation.parts, [name]: part } });
}

/** An observation in which applications have these accounts. */
export function withAccounts(
  lists: Readonly<Record<string, readonly ElsewhereAccount[]>>,
  except?: (Part<unknown> & { complete: true })["except"],
): (observation: Observation) => Observation {
  const named = Object.entries(lists).map(([name, accounts]) => [name, { asOf: OBSERVED_AT, accounts }]);
  return withPartOutside("applications", Object.fromEntries(named), except);
}

/** An observation in which the organisation on GitHub has these accounts. */
export function withGitHub(accounts: readonly ElsewhereAccount[]): (observation: Observation) => Observation {
  return withPartOutside("githubAccounts", { asOf: OBSERVED_AT, accounts });
}
