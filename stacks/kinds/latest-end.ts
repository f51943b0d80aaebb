import { type Directory, endOfPerson } from "../model/directory.ts";
import { afterLastDay, type Instant } from "../model/instant.ts";
import { parseOwner } from "../model/ref.ts";

/** The latest end that something may have, and what sets it: `the last day of person/w1042 is 2026-12-31`. */
export type LatestEnd = { end: Instant; because: string };

/** The last days of people without whom something may not go on. People of no last day set no end. */
export function lastDays(refs: readonly string[], directory: Directory): readonly LatestEnd[] {
  return refs.flatMap((ref) => {
    const person = directory.people.get(parseOwner(ref)?.id ?? "");
    const end = person ? endOfPerson(person) : null;
    return end === null ? [] : [{ end, because: `the last day of ${ref} is ${person!.ends}` }];
  });
}

/** The end of a contract: the moment after its last day, which is inclusive. */
export function contractEnd(lastDay: string, timeZone: string): LatestEnd {
  return { end: afterLastDay(lastDay, timeZone), because: `the last day of the contract is ${lastDay}` };
}
