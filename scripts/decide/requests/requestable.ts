import type { RoleRecord } from "../../../stacks/kinds/roles.ts";
import type { Account, AccountName } from "../../../stacks/model/declared.ts";
import type { Person } from "../../../stacks/model/directory.ts";
import { type Instant, printDuration } from "../../../stacks/model/instant.ts";
import { recordRef } from "../../../stacks/model/ref.ts";
import { didYouMean } from "../../../stacks/model/suggestion.ts";

/** A role that can be asked for: by whom, for how long at most, who approves, and until when there are grants of it. */
export type Requestable = {
  stack: AccountName;
  role: string;
  purpose: string;
  permissions: readonly string[];
  by: readonly string[];
  longest: string;
  approvers: readonly string[];
  until: Instant;
};

/** Everything that can be asked for in an account today, or what one person can. Ended and disabled templates are not among it. */
export function requestableIn(account: Account, asOf: Instant, person?: Person): readonly Requestable[] {
  return [...account.records.values()].flatMap(({ kind, name, fields }) => {
    if (kind !== "roles") return [];
    const { requestable, purpose, permissions, expires, state } = fields as RoleRecord;
    if (!requestable || state === "disabled" || expires <= asOf || (person && !isEligible(person, requestable.by))) return [];
    const { by, maxDuration, approvers } = requestable;
    return [{ stack: account.name, role: name, purpose, permissions, by, longest: printDuration(maxDuration), approvers, until: expires }];
  });
}

/** True when a template lists somebody, by name or by team. */
export function isEligible({ id, team }: Person, by: readonly string[]): boolean {
  return by.includes(`person/${id}`) || by.includes(`team/${team}`);
}

/** The template that somebody asks for; or why they cannot have it, with those that they can. */
export function templateFor(role: string, person: Person, account: Account, asOf: Instant): RoleRecord | { because: string } {
  const found = account.records.get(recordRef("roles", role))?.fields as RoleRecord | undefined;
  const why = found
    ? refusal(role, found, person, asOf)
    : `there is no accounts/${account.name}/roles/${role}.yaml${didYouMean(role, rolesOf(account))}`;
  return why === undefined ? found! : { because: `${why}; ${choice(requestableIn(account, asOf, person), person, account)}` };
}

function refusal(role: string, { requestable, state, expires }: RoleRecord, person: Person, asOf: Instant): string | undefined {
  if (!requestable) return `roles/${role} is a standing role and cannot be asked for`;
  if (state === "disabled") return `roles/${role} is disabled, and nobody gets it`;
  if (expires <= asOf) return `roles/${role} ended at ${expires}, and so would every grant of it`;
  return isEligible(person, requestable.by)
    ? undefined
    : `person/${person.id} may not have roles/${role}, which is for ${requestable.by.join(", ")}`;
}

function rolesOf({ records }: Account): readonly string[] {
  return [...records.values()].flatMap(({ kind, name }) => (kind === "roles" ? [name] : []));
}

function choice(all: readonly Requestable[], { id }: Person, { name }: Account): string {
  if (all.length === 0) return `there is nothing in ${name} that person/${id} can ask for`;
  return `what person/${id} can ask for in ${name}: ${all.map(({ role, longest }) => `${role} (at most ${longest})`).join(", ")}`;
}
