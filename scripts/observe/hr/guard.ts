import type { HrSource } from "../../../stacks/model/configured.ts";
import { announcedLosses, type Directory, hasLeft } from "../../../stacks/model/directory.ts";
import { between, type Instant, printDuration } from "../../../stacks/model/instant.ts";
import { allowedBy, type Limit } from "../../../stacks/model/limit.ts";
import type { Held, HrFeed, HrPerson } from "./record.ts";

/** What a feed is judged by. The directory is the last good feed: what was merged is what was believed. */
export type Against = {
  source: Pick<HrSource, "tenant" | "staleAfter" | "least">;
  directory: Directory;
  limit: Limit;
  timeZone: string;
  asOf: Instant;
};

/** Why nothing may follow from a feed, in words; `undefined` for a good one. The same feed and directory always come to the same. */
export function wrongWith(
  feed: HrFeed,
  read: { people: readonly HrPerson[]; held: readonly Held[] },
  against: Against,
): string | undefined {
  const { source, limit, asOf } = against;
  const age = between(feed.asOf, asOf);
  const reasons: readonly (readonly [isWrong: boolean, reason: string])[] = [
    [!feed.complete, "it says of itself that it is not complete"],
    [feed.people.length === 0, "it is empty"],
    [feed.count !== feed.people.length, `count: it says ${feed.count} people and has ${feed.people.length}`],
    [
      source.tenant !== null && feed.tenant !== source.tenant,
      `tenant: expected "${source.tenant}" (sources.hr.tenant), got ${feed.tenant === null ? "none" : `"${feed.tenant}"`}`,
    ],
    [age > source.staleAfter, `asOf: it is of ${feed.asOf}, older than ${printDuration(source.staleAfter)} (sources.hr.staleAfter)`],
    [age < -CLOCKS_DIFFER, `asOf: it is of ${feed.asOf}, which is in the future`],
    [feed.people.length < source.least, `it has ${feed.people.length} people, fewer than ${source.least} (sources.hr.least)`],
  ];
  const found = reasons.find(([isWrong]) => isWrong)?.[1] ?? duplicates(feed);
  if (found !== undefined) return found;
  const strange = allowedBy(limit, feed.people.length);
  if (read.held.length > strange)
    return `of ${read.held.length} of ${feed.people.length} people it says what nobody understands (${read.held[0]!.subject}: ${read.held[0]!.reason}); are its columns shifted?`;
  return lossOf(read, against);
}

/** Five minutes: the clocks of two systems are no further apart. */
const CLOCKS_DIFFER = 300_000;

/** Ids that differ only in their case are the same to most systems of people, and to nobody two. */
function duplicates({ people }: HrFeed): string | undefined {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of people) {
    if (seen.has(id.toLowerCase())) twice.add(id);
    seen.add(id.toLowerCase());
  }
  return twice.size === 0 ? undefined : `ids that are there twice: ${some([...twice])}`;
}

/** People of the directory whom a feed lacks or says to have left: more of them than the limit, and than was announced, is a mistake until somebody says otherwise. */
function lossOf({ people, held }: { people: readonly HrPerson[]; held: readonly Held[] }, against: Against): string | undefined {
  const { directory, limit, asOf, timeZone } = against;
  const here = new Set([
    ...people.filter(({ status }) => status !== "left").map(({ id }) => id),
    ...held.map(({ subject }) => subject.slice("person/".length)),
  ]);
  const known = [...directory.people.values()].filter((person) => !hasLeft(person, asOf)).map(({ id }) => id);
  const lost = known.filter((id) => !here.has(id));
  const { named, count: counted } = announcedLosses(directory, timeZone, asOf);
  const unannounced = lost.filter((id) => !named.has(id));
  const allowed = allowedBy(limit, known.length);
  if (unannounced.length - counted <= allowed) return undefined;
  const announced = lost.length - unannounced.length + counted;
  return `it lacks, or says to have left, ${lost.length} of the ${known.length} people of the directory (${some(unannounced)}); ${announced} were announced and ${allowed} more may be missing (limits.feed.missingPeople). If it is true, announce it in directory/events/<name>.yaml`;
}

function some(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.slice(0, 3).join(", ")} and ${ids.length - 3} more` : ids.join(", ");
}
