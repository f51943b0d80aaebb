import { GITHUB } from "../../stacks/model/configured.ts";
import { type Claim, claimsOn, personClaim } from "../../stacks/model/elsewhere.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { AccountList, ElsewhereAccount } from "../observe/applications/account.ts";
import type { AllParts } from "../observe/observation.ts";
import type { Scope } from "./check.ts";

/** Which parts of an observation show accounts elsewhere: checks on them are asked once for each row, so that a gap costs no more than it must. */
export type AccountSource<P extends keyof AllParts = keyof AllParts> = {
  needs: readonly P[];
  lists(parts: Pick<AllParts, P>): readonly (readonly [application: string, list: AccountList])[];
};

function source<P extends keyof AllParts>(definition: AccountSource<P>): AccountSource {
  return definition as unknown as AccountSource;
}

/** All sources of accounts elsewhere. */
export const ACCOUNT_SOURCES: readonly AccountSource[] = [
  source({ needs: ["applications"], lists: ({ applications }) => Object.entries(applications) }),
  source({ needs: ["githubAccounts"], lists: ({ githubAccounts }) => [[GITHUB, githubAccounts]] }),
];

/** An active account of an application, with everybody who is said to have it; nobody, where nothing says so. */
export type HeldElsewhere = { application: string; account: ElsewhereAccount; claims: readonly Claim[] };

/**
 * The active accounts of some lists and whose they are. What records, the directory and the settings state counts before what the
 * application itself says, since somebody there may have written it;
 * a person whom the directory does not know is nobody.
 */
export function activeAccounts({ declared }: Scope, lists: readonly (readonly [string, AccountList])[], asOf: Instant) {
  return lists.flatMap(([application, { accounts }]) => {
    const stated = claimsOn(declared, application, asOf);
    return accounts.flatMap((account): readonly HeldElsewhere[] => {
      if (!account.active) return [];
      const person = account.person === null ? undefined : declared.directory.people.get(account.person);
      const own = person === undefined ? [] : [personClaim(person, application, asOf)];
      return [{ application, account, claims: stated.get(account.id) ?? own }];
    });
  });
}

/** An account as people may look for it. */
export function nameOf({ application, account: { id, handle, admin } }: HeldElsewhere): string {
  return `${application} account ${id}${handle === null ? "" : ` (${handle})`}${admin === true ? ", an administrator," : ""}`;
}
