import type { Declared } from "../../../stacks/model/declared.ts";
import { type Directory, hasBegun, hasLeft, type Person } from "../../../stacks/model/directory.ts";
import { afterLastDay, dayIn, firstMoment, type Instant } from "../../../stacks/model/instant.ts";
import type { HrPerson, People } from "../../observe/hr/record.ts";

/** Something that the feed says and that cannot be taken over, and why. */
export type Unclear = { property: string; because: string };

/** Somebody's entry of the directory as it should be by the feed. Without an entry too much is unclear for one. What is unclear stays as it is. */
export type Expected = { entry: Person | undefined; unclear: readonly Unclear[] };

/** What the feed as a whole tells, and what it is read against. `managers` are those of the feed, else of the directory. */
export type Reading = {
  declared: Declared;
  feedAt: Instant;
  managers: ReadonlyMap<string, string | null>;
  /** A feed that knows no last days does not say that somebody stays. */
  knowsLastDays: boolean;
  asOf: Instant;
};

/** Reads a feed as a whole, once for all of its people. */
export function readingOf(declared: Declared, feed: Pick<People, "asOf" | "people">, asOf: Instant): Reading {
  const known = [...declared.directory.people.values()].map(({ id, manager }) => [id, manager] as const);
  const stated = feed.people.flatMap(({ id, manager }) => (manager === null ? [] : [[id, manager] as const]));
  const knowsLastDays = feed.people.some(({ ends }) => ends !== null);
  return { declared, feedAt: feed.asOf, managers: new Map<string, string | null>([...known, ...stated]), knowsLastDays, asOf };
}

/**
 * The directory's entry of somebody as the feed has it: ids, days, type, team, manager and status; never a name or an address.
 * A field of which the feed says nothing stays. Last days count to their end, in the person's time zone.
 */
export function expectedOf(stated: HrPerson, current: Person | undefined, reading: Reading): Expected {
  const { declared, asOf } = reading;
  const unclear: Unclear[] = [];
  const timeZone = stated.timeZone ?? current?.timeZone ?? declared.settings.timeZone;
  const ended = stated.ends !== null && afterLastDay(stated.ends, timeZone) <= asOf;
  // A last day that is stated and still to come is when they go, whatever the status says already.
  const gone = ended || (stated.status === "left" && stated.ends === null);
  // Of whoever is gone nothing but that they are gone matters any more.
  if (gone) return { entry: current && goneOf(stated, current, timeZone, reading), unclear };
  if (current && isBackWithoutReason(stated, current)) return { entry: current, unclear: [{ property: "status", because: BACK }] };
  const known: Partial<Person> = current ?? { id: stated.id, github: null, aws: {} };
  const take = <T>(property: string, found: Found<T>, otherwise: T | undefined): T | undefined => {
    if (found && "because" in found) unclear.push({ property, because: found.because });
    return found && "value" in found ? found.value : otherwise;
  };
  const type = stated.type ?? known.type;
  const manager = take("manager", managerOf(stated, current, reading), known.manager);
  const draft = {
    ...known,
    team: take("department", teamOf(stated, declared), known.team),
    manager,
    type,
    starts: take("starts", startOf(stated, current, asOf), known.starts),
    ends: endOf(stated, current, type, reading),
    status: stated.status === "leave" ? ("leave" as const) : ("active" as const),
    timeZone,
    sponsor: sponsorOf(type, current, manager, declared.directory),
  };
  const lacks = lackingOf(draft, stated);
  return { entry: isWhole(draft) && lacks.length === 0 ? draft : current, unclear: [...unclear, ...lacks] };
}

type Draft = Partial<Person> & Pick<Person, "ends" | "sponsor">;

function isWhole<T extends Draft>(draft: T): draft is T & Person {
  return draft.team !== undefined && draft.manager !== undefined && draft.type !== undefined && draft.starts !== undefined;
}

/** What an entry cannot be without, and neither the feed nor the directory knows. What the feed says wrongly is said elsewhere. */
function lackingOf({ team, manager, type, starts, ends, sponsor }: Draft, stated: HrPerson): readonly Unclear[] {
  const isBound = type !== undefined && type !== "employee";
  const lacks: readonly (readonly [lacks: boolean, property: string, because: string])[] = [
    [team === undefined && stated.department === null, "department", "the feed names no department"],
    [manager === undefined && stated.manager === null, "manager", "the feed names no manager, so nobody could answer for them"],
    [type === undefined, "type", "the feed does not say how they work here"],
    [starts === undefined && stated.starts === null, "starts", "the feed names no first day"],
    [isBound && ends === null, "ends", `the feed names no last day, without which nobody is ${type}`],
    [isBound && sponsor === null, "sponsor", `no employee is known who answers for them, without whom nobody is ${type}`],
  ];
  return lacks.flatMap(([isLacking, property, because]) => (isLacking ? [{ property, because }] : []));
}

/** Somebody who is gone: their entry ends, and everything else of it stays. */
function goneOf(stated: HrPerson, current: Person, timeZone: string, { feedAt }: Reading): Person {
  if (current.status === "left") return current;
  const today = dayIn(feedAt, timeZone);
  const known = current.ends !== null && current.ends <= today ? current.ends : today;
  const ends = stated.ends ?? known;
  // Whoever never began was here for no day at all.
  return { ...current, status: "left", ends: [ends, current.starts].sort()[1]! };
}

type Found<T> = { value: T } | { because: string } | undefined;

const BACK =
  "they have left by the directory and are here by the feed, without a first day after their last one: a new first day makes it a return, and a slip of the feed is repaired there";

/** Whoever has left comes back by a new first day and in no other way: a status alone may be a slip. */
function isBackWithoutReason({ starts }: HrPerson, current: Person): boolean {
  if (current.status !== "left") return false;
  return starts === null || starts <= (current.ends ?? current.starts);
}

function teamOf({ department }: HrPerson, { directory, settings }: Declared): Found<string> {
  if (department === null) return undefined;
  const words = settings.sources.hr?.words.department ?? {};
  const team = Object.hasOwn(words, department) ? words[department]! : department;
  if (directory.teams.has(team)) return { value: team };
  return { because: `department: "${department}" is no team, and sources.hr.words.department does not name its team` };
}

function managerOf({ id, manager }: HrPerson, current: Person | undefined, { declared, managers, asOf }: Reading): Found<string> {
  if (manager === null || manager === current?.manager) return undefined;
  const { people } = declared.directory;
  const found = people.get(manager);
  if (!found) return { because: `manager: ${manager} is not in the directory (yet)` };
  if (hasLeft(found, asOf)) return { because: `manager: ${manager} has left` };
  const back = (where: string) => ({
    because: `manager: by ${where} the line of managers above ${id} would lead back to ${id}, through ${manager}`,
  });
  if (isAbove(id, manager, (of) => managers.get(of))) return back("the feed");
  // What is right in the end may need others to be changed first.
  return isAbove(id, manager, (of) => people.get(of)?.manager) ? back("the directory as it stands") : { value: manager };
}

/** True when somebody stands in the line of managers from another one up, or is the same. */
function isAbove(id: string, from: string, managerOf: (id: string) => string | null | undefined): boolean {
  const seen = new Set<string>();
  for (let at: string | null | undefined = from; at && !seen.has(at); at = managerOf(at)) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

/** A first day is moved while it is still to come; whoever works here already does not begin again. */
function startOf({ starts }: HrPerson, current: Person | undefined, asOf: Instant): Found<string> {
  if (starts === null || starts === current?.starts) return undefined;
  if (!current || current.status === "left" || !hasBegun(current, asOf)) return { value: starts };
  return firstMoment(starts, current.timeZone) > asOf
    ? { because: `starts: ${starts} is still to come, and they work here since ${current.starts}` }
    : undefined;
}

/** Whoever answers for somebody who is no employee: as before, else the manager, if that is one. */
function sponsorOf(
  type: Person["type"] | undefined,
  current: Person | undefined,
  manager: string | null | undefined,
  { people }: Directory,
): string | null {
  if (current?.sponsor || type === "employee") return current?.sponsor ?? null;
  return manager && people.get(manager)?.type === "employee" ? manager : null;
}

function endOf(
  { ends }: HrPerson,
  current: Person | undefined,
  type: Person["type"] | undefined,
  { knowsLastDays }: Reading,
): string | null {
  if (ends !== null) return ends;
  const stays = type === "employee" && (knowsLastDays || current?.status === "left");
  return stays ? null : (current?.ends ?? null);
}
