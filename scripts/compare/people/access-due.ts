import { accessOfTeam } from "../../../stacks/model/access.ts";
import type { Account, AccountName, Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { endOfPerson, hasBegun, isHeldBy, type Person, startOfPerson } from "../../../stacks/model/directory.ts";
import { type Instant, parseDuration, plus } from "../../../stacks/model/instant.ts";

/** Whoever began longer ago is no joiner any more: what they lack they ask for. */
const JOINING = parseDuration("30d")!;

/** The accounts in which somebody is to get what their team gets: from their first day on, for as long as they are joining, and only where they have nothing of their own yet. */
export function accessDue(person: Person, declared: Declared, asOf: Instant): readonly AccountName[] {
  if (!isHere(person, asOf) || plus(startOfPerson(person), JOINING) <= asOf) return [];
  return accountsGiven(person, declared).filter((name) => recordsHeldBy(person, declared.accounts.get(name)!).length === 0);
}

/** True for somebody who works here now, and neither begins later nor is away. */
export function isHere(person: Person, asOf: Instant): boolean {
  const end = endOfPerson(person);
  return person.status === "active" && hasBegun(person, asOf) && (end === null || end > asOf);
}

/** The accounts in which the settings give something to somebody's team. */
export function accountsGiven({ team }: Person, { settings, accounts }: Declared): readonly AccountName[] {
  return Object.keys(accessOfTeam(settings.access, team) ?? {}).filter((name) => accounts.has(name));
}

/** Why access is stopped that somebody who comes back had before. */
export const EARLIER = "of an earlier time of theirs here";

/** Somebody's own users in an account. What was stopped before they began is of an earlier time here, and stays stopped: it is not theirs again. */
export function recordsHeldBy(person: Person, account: Account): readonly DeclaredRecord[] {
  const begins = startOfPerson(person);
  return [...account.records.values()].filter(({ kind, name, fields }) => {
    if (kind !== "people" || !isHeldBy(person, { name, owner: fields.owner }, account.name)) return false;
    return (
      fields.state !== "disabled" ||
      fields.disabled === undefined ||
      (fields.disabled.since >= begins && fields.disabled.reason !== EARLIER)
    );
  });
}
