import { type Directory, hasBegun, hasLeft, type Person } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { HrPerson } from "../../observe/hr/record.ts";

/** Somebody whom both know, by the same id. */
export type Linked = { person: Person; stated: HrPerson };

/** Ids that may be one person, or one id that may be two: nothing follows until somebody has looked. `ids` are sorted. */
export type Disputed = { ids: readonly string[]; because: string };

/**
 * Who is who. `unlinked` work here by the directory and are not in the feed; `unmatched` are in the feed only.
 * People who are gone by both, and those whom only the feed knows and who are gone, are none of these.
 */
export type Correlation = {
  linked: readonly Linked[];
  unlinked: readonly Person[];
  unmatched: readonly HrPerson[];
  disputed: readonly Disputed[];
};

/**
 * Correlates a feed with the directory, by ids and nothing else: names and addresses change, and are not read.
 * An id that only the feed has, beside somebody who is missing from it and began on the same day in the same kind of work, is most likely a changed id:
 * taken for a leaver and a joiner it would end somebody's access and give it to nobody.
 * @param held people of whom the feed says what nobody understands: they are neither there nor missing
 */
export function correlate(directory: Directory, people: readonly HrPerson[], held: ReadonlySet<string>, asOf: Instant): Correlation {
  const stated = new Map(people.map((one) => [one.id, one]));
  const linked = people.flatMap((one): Linked[] => {
    const person = directory.people.get(one.id);
    return person ? [{ person, stated: one }] : [];
  });
  const missing = [...directory.people.values()].filter(
    (person) => !stated.has(person.id) && !held.has(person.id) && !hasLeft(person, asOf),
  );
  const strangers = people.filter(({ id, status }) => !directory.people.has(id) && status !== "left");
  const disputed = disputes(directory, missing, strangers, asOf);
  const inDispute = new Set(disputed.flatMap(({ ids }) => ids));
  return {
    linked: linked.filter(({ person }) => !inDispute.has(person.id)),
    unlinked: missing.filter(({ id }) => !inDispute.has(id)),
    unmatched: strangers.filter(({ id }) => !inDispute.has(id)),
    disputed,
  };
}

function disputes(directory: Directory, missing: readonly Person[], strangers: readonly HrPerson[], asOf: Instant): readonly Disputed[] {
  const byCase = new Map([...directory.people.keys()].map((id) => [id.toLowerCase(), id]));
  return strangers.flatMap((stranger): Disputed[] => {
    const spelled = byCase.get(stranger.id.toLowerCase());
    if (spelled !== undefined)
      return [
        { ids: [spelled, stranger.id].sort(), because: `the ids ${spelled} (directory) and ${stranger.id} (feed) differ only in case` },
      ];
    const alike = missing.filter((person) => isAlike(person, stranger, asOf));
    if (alike.length === 0) return [];
    const ids = alike.map(({ id }) => id);
    const because =
      ids.length === 1
        ? `${ids[0]} is missing from the feed and ${stranger.id} is new in it, with the same first day ${stranger.starts}: has the id changed?`
        : `${stranger.id} is new in the feed and could be any of ${ids.join(", ")}, who are missing from it and began on the same day`;
    return [{ ids: [...ids, stranger.id].sort(), because }];
  });
}

/** Whoever has not begun is nobody else yet: many begin on the first of a month. */
function isAlike(person: Person, { starts, type }: HrPerson, asOf: Instant): boolean {
  return hasBegun(person, asOf) && person.starts === starts && (type === null || type === person.type);
}
