import type { Declared } from "../../../stacks/model/declared.ts";
import { endOfPerson, isHeldBy, type Person } from "../../../stacks/model/directory.ts";
import { afterLastDay, type Instant, parseInstant, plus } from "../../../stacks/model/instant.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";

/** What is known of a record whose end is looked for; `fields` as they are read or as they are written. */
export type Lasting = { kind: string; name: string; account: string; fields: Readonly<Record<string, unknown>> };

/** A limit of a record's end, and what sets it. */
export type LatestEnd = { end: Instant; because: string };

/**
 * The latest end that a record may state today: the longest lifetime of its kind, the last day of the person whose access it is or who
 * sponsors it, the end of its contract; whichever comes first. Whole days, so that many records share one boundary.
 * `undefined` for a kind that has no lifetime.
 */
export function latestEnd(record: Lasting, { settings, directory }: Declared, asOf: Instant): LatestEnd | undefined {
  const longest = (settings.lifetimes as Readonly<Record<string, number>>)[record.kind];
  if (longest === undefined) return undefined;
  const lifetime = { end: wholeDay(plus(asOf, longest)), because: `settings.yaml lifetimes.${record.kind}` };
  const people = [...directory.people.values()].filter((person) => dependsOn(record, person));
  const contract = (record.fields.contract as { ends?: unknown } | undefined)?.ends;
  return [
    ...people.flatMap((person) => {
      const end = endOfPerson(person);
      return end === null ? [] : [{ end, because: `the last day of person/${person.id} is ${person.ends}` }];
    }),
    ...(typeof contract === "string" ? [contractEnd(contract, settings.timeZone)] : []),
  ].reduce((first, other) => (other.end < first.end ? other : first), lifetime);
}

/** The last midnight that is not after a moment. */
export function wholeDay(at: Instant): Instant {
  return parseInstant(at.slice(0, 10))!;
}

/** Access of a person's own, and what a person vouches for, end with that person. */
function dependsOn({ kind, name, account, fields }: Lasting, person: Person): boolean {
  if (typeof fields.sponsor === "string" && parseOwner(fields.sponsor)?.id === person.id) return true;
  return kind === "people" && isHeldBy(person, { name, owner: String(fields.owner) }, account);
}

/** A contract's last day, as written, or the instant that it was read as. */
function contractEnd(ends: string, timeZone: string): LatestEnd {
  const end = ends.length === 10 ? afterLastDay(ends, timeZone) : (ends as Instant);
  return { end, because: `its contract ends: ${ends.slice(0, 10)}` };
}
