import type { Entity, Tags } from "../../../stacks/iam/entity.ts";
import type { Directory, Person } from "../../../stacks/model/directory.ts";
import { type OwnerRef, parseOwner } from "../../../stacks/model/ref.ts";
import type { Reasoned } from "./account.ts";

/** Tag keys by which people usually say who answers for something, lower case. */
const OWNER_KEYS = /^(owner|owners|owned-?by|team|squad|contact|responsible|maintainer|created-?by|user|person|e-?mail|costcenter-?owner)$/;

/** Tag keys by which people usually say what something is for, lower case. */
const PURPOSE_KEYS = /^(purpose|description|application|app|service|project|component|usage)$/;

/** Who a word may mean, by how it is written in the directory, lower case. What two could mean, nobody means. */
export type Meanings = { people: ReadonlyMap<string, Person>; teams: ReadonlyMap<string, string> };

/** The words of a directory: ids and logins of people, ids and slugs of teams. Made once for each directory: it is never changed. */
export function meaningsOf(directory: Directory): Meanings {
  const known = MEANINGS.get(directory) ?? {
    people: unambiguous(
      [...directory.people.values()].flatMap((person) => [person.id, person.github?.login ?? person.id].map((word) => [word, person])),
    ),
    teams: unambiguous([...directory.teams.values()].flatMap(({ id, github }) => [id, github ?? id].map((word) => [word, id]))),
  };
  MEANINGS.set(directory, known);
  return known;
}

const MEANINGS = new WeakMap<Directory, Meanings>();

function unambiguous<T>(pairs: readonly (readonly [word: string, means: T])[]): ReadonlyMap<string, T> {
  const all = Map.groupBy(pairs, ([word]) => word.toLowerCase());
  return new Map(
    [...all].flatMap(([word, found]) => (found.every(([, means]) => means === found[0]![1]) ? [[word, found[0]![1]] as const] : [])),
  );
}

/** The person whom a name or a tag of a user means, where one does. */
export function personSaid(entity: Extract<Entity, { type: "user" }>, directory: Directory): Reasoned<Person> | undefined {
  const { people } = meaningsOf(directory);
  const byName = people.get(localPart(entity.name));
  if (byName) return { value: byName, because: `its name means person/${byName.id}`, guess: true };
  for (const [key, value] of ownerTags(entity.tags)) {
    const person = people.get(localPart(bare(value)));
    if (person) return { value: person, because: `the tag ${key} names person/${person.id}`, guess: true };
  }
  return undefined;
}

/** Who answers for something by its tags, where one names somebody of the directory. */
export function ownerInTags(tags: Tags, directory: Directory): Reasoned<OwnerRef> | undefined {
  for (const [key, value] of ownerTags(tags)) {
    const owner = ownerMeant(value, directory);
    if (owner) return { value: owner, because: `the tag ${key} says "${value}"`, guess: true };
  }
  return undefined;
}

/** Who answers for something by the words of its name and path: a team whose id stands in them. */
export function ownerInName({ name, path }: Pick<Entity, "name" | "path">, directory: Directory): Reasoned<OwnerRef> | undefined {
  const { teams } = meaningsOf(directory);
  for (const [where, text] of [
    ["path", path],
    ["name", name],
  ] as const) {
    const words = text
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== "");
    // Ids of several words stand in names as they are written.
    const found = [...teams].find(([word]) => words.includes(word) || (word.includes("-") && `-${words.join("-")}-`.includes(`-${word}-`)));
    if (found) return { value: `team/${found[1]}`, because: `its ${where} ${text} holds the name of the team`, guess: true };
  }
  return undefined;
}

/** What something is for by its tags, in one line, where one says so. */
export function purposeInTags(tags: Tags): Reasoned<string> | undefined {
  const found = Object.entries(tags).find(
    ([key, value]) => PURPOSE_KEYS.test(key.toLowerCase()) && /^[^\p{C}]{3,200}$/u.test(value.trim()),
  );
  return found && { value: found[1].trim(), because: `the tag ${found[0]} says so`, guess: true };
}

function ownerMeant(value: string, directory: Directory): OwnerRef | undefined {
  const { people, teams } = meaningsOf(directory);
  const stated = parseOwner(value);
  if (stated) return (stated.type === "team" ? directory.teams : directory.people).has(stated.id) ? (value as OwnerRef) : undefined;
  const team = teams.get(value.trim().toLowerCase()) ?? teams.get(bare(value));
  if (team !== undefined) return `team/${team}`;
  const person = people.get(localPart(bare(value)));
  return person && `person/${person.id}`;
}

function ownerTags(tags: Tags): readonly (readonly [string, string])[] {
  return Object.entries(tags).filter(([key]) => OWNER_KEYS.test(key.toLowerCase()));
}

/** `Team Payments`, `team/payments` and `payments-team` mean payments. */
function bare(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replace(/^(team|person|user)[-_/: ]+/, "")
    .replace(/[-_ ]+team$/, "");
}

/** What stands before the `@` of an address. */
function localPart(word: string): string {
  return word.toLowerCase().split("@")[0]!;
}
