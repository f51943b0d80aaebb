import type { Instant } from "../../stacks/model/instant.ts";
import { approvalsOf, type Compared } from "./approvals.ts";
import { isActive } from "./approvers.ts";
import { interestedIn, peopleBehind, peopleNamed } from "./interest.ts";
import type { Actor, PullRequest } from "./pull-request.ts";
import type { Risk } from "./risk.ts";

/** Who an account is, and whether what they say about a risk counts; `because` completes "<login> …". */
export type Entitlement = { person: string | null; counts: boolean; because: string };

/**
 * Whether somebody may decide that a revocation waits or does not come: whoever may approve everything that such a change asks for when it gives access
 * (leaving it is no less), or security, and who neither asked for the change nor has anything by what it would take away.
 */
export function entitlementOf(actor: Actor, compared: Compared, risk: Risk, code: boolean, pull: PullRequest, asOf: Instant): Entitlement {
  const { base, head, diff } = compared;
  const people = actor.isBot ? [] : peopleBehind(base.directory, actor);
  const person = people.find((one) => isActive(one, asOf));
  if (!person)
    return {
      person: people[0] ? `person/${people[0].id}` : null,
      counts: false,
      because: "is the account of nobody who works here at present",
    };
  const named = `person/${person.id}`;
  const interested = interestedIn(diff, base, head, pull);
  const holders = new Set(diff.records.flatMap(({ before }) => (before ? peopleNamed(before) : [])));
  const interest = people.flatMap(({ id }) => interested.get(id) ?? (holders.has(id) ? "is named by what it would take away" : []))[0];
  if (interest !== undefined) return { person: named, counts: false, because: interest };
  if (person.team === base.settings.teams.security) return { person: named, counts: true, because: "is of security" };
  const { mayApprove } = approvalsOf(compared, { risk, reduces: false, code }, { ...pull, reviews: [] }, asOf);
  const needs = Object.values(mayApprove);
  const counts = needs.length > 0 && needs.every((logins) => logins.includes(person.github!.login));
  return { person: named, counts, because: counts ? "answers for it" : "may not decide this risk" };
}
