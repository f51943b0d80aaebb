import { type Directory, hasBegun, hasLeft, membersByTeam, type Person, type Team } from "../../stacks/model/directory.ts";
import { afterLastDay, firstMoment, type Instant } from "../../stacks/model/instant.ts";
import { parseOwner } from "../../stacks/model/ref.ts";
import type { Settings } from "../../stacks/model/settings.ts";
import type { Interested } from "./interest.ts";

/** What decides who may approve: base's directory and settings, whoever is interested, and the moment. */
export type Electorate = { directory: Directory; settings: Settings; interested: Interested; asOf: Instant };

/** One approval that a change needs: any one of these teams and persons suffices. */
export type Need = readonly string[];

/** A need in words: `team/payments | team/security`. */
export function printNeed(need: Need): string {
  return need.join(" | ");
}

/** Everybody who may give this approval: active members and their stand-ins, without those who are interested. */
export function approversOf(need: Need, electorate: Electorate): readonly Person[] {
  const able = need.flatMap((ref) => peopleOf(ref, electorate)).filter((person) => mayApprove(person, electorate));
  return [...new Map(able.map((person) => [person.id, person])).values()];
}

/**
 * A need that somebody can meet. When everybody who could is interested or away, the next manager up the line decides in their place,
 * and where there is none, security or platform: a change must neither approve itself nor wait for nobody.
 */
export function answerable(need: Need, electorate: Electorate): Need {
  const { settings } = electorate;
  if (approversOf(need, electorate).length > 0) return need;
  const managers = need.flatMap((ref) => nextManager(ref, electorate)).map(({ id }) => `person/${id}`);
  const others = [`team/${settings.teams.security}`, `team/${settings.teams.platform}`].map((team): Need => [team]);
  const inTheirPlace = [...(managers.length > 0 ? [[...new Set(managers)]] : []), ...others];
  return inTheirPlace.find((other) => approversOf(other, electorate).length > 0) ?? need;
}

/** True when somebody works here at that moment: began, has not left, is not on leave. */
export function isActive(person: Person, asOf: Instant): boolean {
  return person.status === "active" && !hasLeft(person, asOf) && hasBegun(person, asOf);
}

/** True for somebody who works here, has an account on GitHub, and has nothing by what is decided. */
export function mayApprove(person: Person, { interested, asOf }: Electorate): boolean {
  return person.github !== null && isActive(person, asOf) && !interested.has(person.id);
}

function peopleOf(ref: string, { directory, interested, asOf }: Electorate): readonly Person[] {
  const owner = parseOwner(ref);
  if (!owner) return [];
  const own =
    owner.type === "person"
      ? [directory.people.get(owner.id)].filter((one) => one !== undefined)
      : (membersByTeam(directory).get(owner.id) ?? []);
  // Whoever may not approve cannot have somebody approve in their name.
  const absent = own.filter(({ id }) => !interested.has(id));
  return [...own, ...absent.flatMap((person) => standIns(person, directory, asOf))];
}

/** People who stand in on that day for a person of the directory, by id. */
export function standInsFor(id: string, { directory, asOf }: Electorate): readonly Person[] {
  const person = directory.people.get(id);
  return person ? standIns(person, directory, asOf) : [];
}

/** People who stand in for somebody on that day, by what the teams say. A stand-in's own stand-ins do not count. */
function standIns({ id, timeZone }: Person, directory: Directory, asOf: Instant): readonly Person[] {
  const isNow = ({ from, until }: Delegation) => firstMoment(from, timeZone) <= asOf && asOf < afterLastDay(until, timeZone);
  return (delegationsOf(directory).get(id) ?? []).filter(isNow).flatMap(({ to }) => directory.people.get(to) ?? []);
}

type Delegation = Team["delegates"][number];

/** Who stands in for whom, by the person who is away: everybody who may approve anything is asked about it, and what was read is never changed. */
function delegationsOf(directory: Directory): ReadonlyMap<string, readonly Delegation[]> {
  const known =
    DELEGATIONS.get(directory) ??
    Map.groupBy(
      [...directory.teams.values()].flatMap(({ delegates }) => delegates),
      ({ for: away }) => away,
    );
  DELEGATIONS.set(directory, known);
  return known;
}

const DELEGATIONS = new WeakMap<Directory, ReadonlyMap<string, readonly Delegation[]>>();

/** The first person up the line from somebody, or from a team's lead, who may approve. */
function nextManager(ref: string, electorate: Electorate): readonly Person[] {
  const { directory } = electorate;
  const owner = parseOwner(ref);
  const start = owner?.type === "person" ? owner.id : directory.teams.get(owner?.id ?? "")?.lead;
  const seen = new Set<string>();
  for (let id = directory.people.get(start ?? "")?.manager; id && !seen.has(id); id = directory.people.get(id)?.manager) {
    seen.add(id);
    const manager = directory.people.get(id);
    if (manager && mayApprove(manager, electorate)) return [manager];
  }
  return [];
}
