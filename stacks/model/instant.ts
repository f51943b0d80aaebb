/** A moment in UTC to the second, always `2027-03-31T00:00:00Z`: `<` compares two of them, AWS and JSON take it as it is. */
export type Instant = string & { readonly instant: true };

/** A length of time in milliseconds. */
export type Duration = number;

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})Z)?$/;
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** A bare date (00:00:00Z of that date) or a full instant; `undefined` for everything else, impossible dates included. */
export function parseInstant(text: string): Instant | undefined {
  const match = INSTANT.exec(text);
  if (!match) return undefined;
  const full = match[4] === undefined ? `${text}T00:00:00Z` : text;
  const at = new Date(full);
  // A day that its month does not have, or the hour 24, comes out as another day.
  return at.getUTCDate() === Number(match[3]) ? (full as Instant) : undefined;
}

/** The last moment that the form can hold. Many systems write 9999-12-31 for "never", and the moment after that day has five digits of year. */
const LAST = "9999-12-31T23:59:59Z" as Instant;

/** The instant of a `Date`, milliseconds cut off; what lies beyond the year 9999 is its last second. */
export function instantOf(date: Date): Instant {
  if (date.getTime() > Date.parse(LAST)) return LAST;
  return `${date.toISOString().slice(0, 19)}Z` as Instant;
}

/** A calendar date `2027-03-31`; `undefined` when there is no such day. */
export function parseDate(text: string): string | undefined {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parseInstant(text) ? text : undefined;
}

/** `180d`, `12h`, `5m`, `30s` in milliseconds; `undefined` for everything else. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  return match ? Number(match[1]) * UNITS[match[2] as keyof typeof UNITS] : undefined;
}

/** A length of time as people write it: the inverse of `parseDuration`, in the largest unit that says it exactly. */
export function printDuration(duration: Duration): string {
  const unit = (["d", "h", "m"] as const).find((name) => duration > 0 && duration % UNITS[name] === 0) ?? "s";
  return `${duration / UNITS[unit]}${unit}`;
}

/** The instant a duration later; a negative duration goes back. */
export function plus(at: Instant, duration: Duration): Instant {
  return instantOf(new Date(Date.parse(at) + duration));
}

/** From one instant to another, negative when `to` is the earlier. */
export function between(from: Instant, to: Instant): Duration {
  return Date.parse(to) - Date.parse(from);
}

/** The first instant after a last day, which is inclusive and ends at midnight of its own time zone. */
export function afterLastDay(date: string, timeZone: string): Instant {
  const midnight = Date.parse(`${date}T00:00:00Z`) + UNITS.d;
  const guess = midnight - offsetAt(midnight, timeZone);
  // The offset may itself change between the guess and local midnight (daylight saving): the second look settles it.
  const end = midnight - offsetAt(guess, timeZone);
  // Where clocks go forward at midnight there is no midnight: the last day then ends with the offset it began with.
  const isStillThatDay = end + offsetAt(end, timeZone) < midnight;
  return instantOf(new Date(isStillThatDay ? midnight - offsetAt(end, timeZone) : end));
}

/** The first instant of a date in a time zone: the moment after the day before, since days with a change of clocks have no 24 hours. */
export function firstMoment(date: string, timeZone: string): Instant {
  return afterLastDay(plus(`${date}T00:00:00Z` as Instant, -UNITS.d).slice(0, 10), timeZone);
}

/**
 * The moments at which clocks of a time zone show a date and time, written as if it were UTC: usually one, none where clocks go forward over it,
 * two, earlier first, where they go back over it.
 */
export function momentsAt(local: Instant, timeZone: string): readonly Instant[] {
  const shown = Date.parse(local);
  // No zone is more than a day from UTC, and none changes its clocks twice in two days.
  const offsets = new Set([shown - UNITS.d, shown + UNITS.d].map((epoch) => offsetAt(epoch, timeZone)));
  const epochs = [...offsets].map((offset) => shown - offset).filter((epoch) => epoch + offsetAt(epoch, timeZone) === shown);
  return epochs.sort((a, b) => a - b).map((epoch) => instantOf(new Date(epoch)));
}

/** The calendar day that it is somewhere at a moment. */
export function dayIn(at: Instant, timeZone: string): string {
  const epoch = Date.parse(at);
  return new Date(epoch + offsetAt(epoch, timeZone)).toISOString().slice(0, 10);
}

/** What most organisations say: known without the time-zone data, whose loading takes longer than all else that is read. */
const UTC = "Etc/UTC";

/** True for names that the ICU time-zone data knows, such as `Europe/Berlin`. */
export function isTimeZone(name: string): boolean {
  if (name === UTC) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** An end in words: `works until 30 Mar 2027 23:59:59 UTC (in 127 days)`, or `ended 2 Jan 2027 00:00:00 UTC (3 days ago)`. */
export function describeEnd(end: Instant, asOf: Instant): string {
  return end > asOf
    ? `works until ${inWords(plus(end, -UNITS.s))} (in ${roughly(between(asOf, end))})`
    : `ended ${inWords(end)} (${roughly(between(end, asOf))} ago)`;
}

/**
 * An end that denies nothing, in words: `to be renewed by 30 Mar 2027 23:59:59 UTC (in 127 days), works on after it`, or
 * `overdue since 2 Jan 2027 00:00:00 UTC (3 days), still works`.
 */
export function describeDue(end: Instant, asOf: Instant): string {
  return end > asOf
    ? `to be renewed by ${inWords(plus(end, -UNITS.s))} (in ${roughly(between(asOf, end))}), works on after it`
    : `overdue since ${inWords(end)} (${roughly(between(end, asOf))}), still works`;
}

/** A moment on the clocks of a time zone: `24 Nov 2026 15:00:00 Europe/Berlin`. */
export function inZone(at: Instant, timeZone: string): string {
  const epoch = Date.parse(at);
  return `${inWords(instantOf(new Date(epoch + offsetAt(epoch, timeZone)))).replace(/ UTC$/, "")} ${timeZone}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function inWords(at: Instant): string {
  return `${Number(at.slice(8, 10))} ${MONTHS[Number(at.slice(5, 7)) - 1]} ${at.slice(0, 4)} ${at.slice(11, 19)} UTC`;
}

/** Whole units, rounded down, so that nobody is promised more time than there is. */
function roughly(duration: Duration): string {
  for (const [unit, size] of [
    ["day", UNITS.d],
    ["hour", UNITS.h],
    ["minute", UNITS.m],
  ] as const) {
    const count = Math.floor(duration / size);
    if (count >= 1) return `${count} ${unit}${count === 1 ? "" : "s"}`;
  }
  const seconds = Math.floor(duration / UNITS.s);
  return `${seconds} second${seconds === 1 ? "" : "s"}`;
}

/** Milliseconds by which local time is ahead of UTC at that moment. */
function offsetAt(epoch: number, timeZone: string): number {
  if (timeZone === UTC) return 0;
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone, timeZoneName: "longOffset", hour: "2-digit" }).formatToParts(epoch);
  const name = parts.find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  const match = /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(name);
  if (!match?.[1]) return 0;
  const size = Number(match[2]) * UNITS.h + Number(match[3]) * UNITS.m + Number(match[4] ?? 0) * UNITS.s;
  return match[1] === "-" ? -size : size;
}
