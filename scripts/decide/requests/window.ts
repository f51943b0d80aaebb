import type { LatestEnd } from "../../../stacks/kinds/latest-end.ts";
import { endOfPerson, hasLeft, type Person, startOfPerson } from "../../../stacks/model/directory.ts";
import {
  type Duration,
  describeEnd,
  type Instant,
  instantOf,
  momentsAt,
  parseDuration,
  parseInstant,
  plus,
  printDuration,
} from "../../../stacks/model/instant.ts";
import { written } from "../situation.ts";

/** When somebody wants access, in their words: from when (now unless stated) and for how long (as long as is allowed unless stated). */
export type WindowWords = { from?: string | undefined; for?: string | undefined };

/** A window of access: the first instant with it, and the first without. */
export type Window = { starts: Instant; ends: Instant };

/** The longest window, and what sets it. */
export type Longest = { duration: Duration; because: string };

/** The window that somebody asks for; or why it cannot be, in words that say what was expected. */
export function windowOf(
  words: WindowWords,
  person: Person,
  { longest, latest }: { longest: Longest; latest: readonly LatestEnd[] },
  asOf: Instant,
): Window | { because: string } {
  const starts = words.from === undefined ? asOf : momentOf("--from", words.from, person.timeZone);
  if (typeof starts !== "string") return starts;
  if (starts < asOf) return { because: `--from: ${starts} is in the past (it is ${asOf}); leave it out for a window that begins now` };
  const length = words.for === undefined ? longest.duration : lengthOf(words.for);
  if (typeof length !== "number") return length;
  if (length > longest.duration)
    return { because: `--for: expected at most ${printDuration(longest.duration)} (${longest.because}), got ${words.for}` };
  const absence = absenceOf(person, starts);
  if (absence !== undefined) return { because: absence };
  const end = [{ end: plus(starts, length), because: "" }, ...latest].reduce((first, other) => (other.end < first.end ? other : first));
  if (end.end <= starts) return { because: `the window would begin at ${starts}, when it is over: ${end.because}` };
  if (words.for !== undefined && end.end < plus(starts, length))
    return { because: `--for: ${words.for} from ${starts} on is too long: ${written(end.end)} is the latest end (${end.because})` };
  return { starts, ends: end.end };
}

/** So much time as an option states. */
export function lengthOf(text: string): Duration | { because: string } {
  const length = parseDuration(text);
  if (length === undefined || length === 0) return { because: `--for: expected a length of time such as 4h or 90m, got "${text}"` };
  return length;
}

/** Why nobody may begin to have access at that moment; `undefined` when they may. */
export function absenceOf(person: Person, at: Instant): string | undefined {
  const who = `person/${person.id}`;
  if (person.status === "left" || hasLeft(person, at)) {
    const end = endOfPerson(person);
    return `${who} ${end === null || end > at ? "has left" : `${describeEnd(end, at)}: ${person.ends} is the last day`}`;
  }
  if (person.status === "leave") return `${who} is on leave`;
  return startOfPerson(person) > at ? `${who} works here from ${person.starts} on (${startOfPerson(person)})` : undefined;
}

/**
 * A moment as people write it: an instant, a time with an offset, or a time on the clocks of whoever gets the access.
 * A time that those clocks never show, or show twice, is refused: nobody's guess gives access.
 */
export function momentOf(option: string, text: string, timeZone: string): Instant | { because: string } {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(:\d{2})?([+-]\d{2}:\d{2})?$/.exec(text);
  const local = match === null ? undefined : parseInstant(`${match[1]}T${match[2]}${match[3] ?? ":00"}Z`);
  if (!match || local === undefined)
    return {
      because: `${option}: expected a moment such as 2027-03-31T14:00:00Z, 2027-03-31T14:00+02:00 or, in ${timeZone}, 2027-03-31T14:00, got "${text}"`,
    };
  if (match[4] !== undefined) return offset(option, text, local, match[4]);
  const [moment, other] = momentsAt(local, timeZone);
  if (moment === undefined)
    return { because: `${option}: clocks in ${timeZone} never show ${text}: they go forward over it; state another time` };
  if (other !== undefined)
    return { because: `${option}: clocks in ${timeZone} show ${text} twice, at ${moment} and ${other}: state which one` };
  return moment;
}

function offset(option: string, text: string, local: Instant, ahead: string): Instant | { because: string } {
  const [hours, minutes] = [Number(ahead.slice(1, 3)), Number(ahead.slice(4, 6))];
  if (hours > 14 || minutes > 59) return { because: `${option}: there is no offset ${ahead} from UTC in "${text}"` };
  const size = parseDuration(`${hours * 60 + minutes}m`)!;
  return instantOf(new Date(Date.parse(local) + (ahead.startsWith("-") ? size : -size)));
}
