import type { UserRecord } from "../../../stacks/kinds/users.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";

/** Something that ends: a record, or one key of one. */
export type End = { what: string; isKey: boolean; at: Instant };

/** How many records and keys end in a span of time; `from` is its first day. */
export type EndSpan = { from: string; records: number; keys: number };

/** When what works today ends. `overdue` is past its end, `later` ends after the last month. */
export type Ends = { overdue: Omit<EndSpan, "from">; weeks: readonly EndSpan[]; months: readonly EndSpan[]; later: Omit<EndSpan, "from"> };

const DAY_MS = 86_400_000;
const WEEKS = 13; // a quarter
const MONTHS = 18;

/** Every end of what is not disabled: records, and the keys of those. */
export function endsOf({ accounts }: Declared): readonly End[] {
  return [...accounts.values()].flatMap(({ name, records }) =>
    [...records.values()].flatMap(({ ref, fields }): End[] => {
      if (fields.state === "disabled") return [];
      const keys = Object.entries((fields as Partial<UserRecord>).keys ?? {}).filter(([, key]) => key.state !== "disabled");
      return [
        { what: recordTag(name, ref), isKey: false, at: fields.expires },
        ...keys.map(([slot, key]) => ({ what: `${recordTag(name, ref)}#${slot}`, isKey: true, at: key.expires })),
      ];
    }),
  );
}

/** Ends by week (from Monday of this one, a quarter long) and by month. An end at midnight belongs to the day before: that is the last day that works. */
export function timelineOf(ends: readonly End[], asOf: Instant): Ends {
  const ahead = ends.filter(({ at }) => at > asOf);
  const weeks = spans(mondayOf(asOf), WEEKS, (from, index) => plus(from, index * 7 * DAY_MS));
  const months = spans(`${asOf.slice(0, 7)}-01T00:00:00Z` as Instant, MONTHS, monthAfter);
  return {
    overdue: countIn(ends.filter(({ at }) => at <= asOf)),
    weeks: weeks.map(([from, to]) => ({ from: from.slice(0, 10), ...countIn(ahead.filter(({ at }) => at > from && at <= to)) })),
    months: months.map(([from, to]) => ({ from: from.slice(0, 10), ...countIn(ahead.filter(({ at }) => at > from && at <= to)) })),
    later: countIn(ahead.filter(({ at }) => at > months.at(-1)![1])),
  };
}

function countIn(ends: readonly End[]): Omit<EndSpan, "from"> {
  return { records: ends.filter(({ isKey }) => !isKey).length, keys: ends.filter(({ isKey }) => isKey).length };
}

function spans(from: Instant, count: number, at: (from: Instant, index: number) => Instant): readonly (readonly [Instant, Instant])[] {
  return Array.from({ length: count }, (_, index) => [at(from, index), at(from, index + 1)]);
}

function mondayOf(at: Instant): Instant {
  const midnight = `${at.slice(0, 10)}T00:00:00Z` as Instant;
  return plus(midnight, -((new Date(midnight).getUTCDay() + 6) % 7) * DAY_MS);
}

function monthAfter(from: Instant, count: number): Instant {
  const month = Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) - 1 + count;
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-01T00:00:00Z` as Instant;
}
