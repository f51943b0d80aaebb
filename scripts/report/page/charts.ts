import type { Bucket, Distribution } from "../figures/distribution.ts";
import type { EndSpan, Ends } from "../figures/ends.ts";
import { type FindingLife, SEVERITIES } from "../figures/finding-lives.ts";
import type { Count } from "../figures/inventory.ts";
import type { TrendDay } from "../figures/trend.ts";
import { STATES } from "../record-rows.ts";
import { columnsPlot, type Drawing, daysPlot, type Point, rowsPlot, type Series } from "./plots.ts";

/** A plot with its words: what it says in one sentence, what its colours mean, and the same figures as a table. `drawing` is absent where there is nothing to draw. */
export type Chart = {
  id: string;
  title: string;
  says: string;
  series: readonly Series[];
  drawing: Drawing | undefined;
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
};

const STATE_SERIES: readonly Series[] = [
  { name: "active", colour: "--good" },
  { name: "disabled", colour: "--muted" },
  { name: "ended", colour: "--bad" },
];
const END_SERIES: readonly Series[] = [
  { name: "records", colour: "--first" },
  { name: "keys", colour: "--second" },
];
/** What is informational is said in words and in the table: it would cover what somebody has to do something about. */
const SEVERITY_SERIES: readonly Series[] = SEVERITIES.filter((name) => name !== "informational").map((name) => ({
  name,
  colour: `--${name}`,
}));

/** More owners than these would be a list and no picture: the table has all of them. */
const MOST_OWNERS = 12;

/** Records by kind and state. */
export function kindsChart(kinds: readonly Count[]): Chart {
  const says = kinds[0] ? `Kinds: ${kinds.length}; the largest is ${kinds[0].name} with ${kinds[0].total}.` : "No record is declared.";
  return countsChart({ id: "kinds", title: "Records by kind", says }, kinds, kinds);
}

/** Records by who answers for them. */
export function ownersChart(owners: readonly Count[]): Chart {
  const rest = owners.slice(MOST_OWNERS);
  const sum = (state: "total" | "active" | "disabled" | "ended") => rest.reduce((total, count) => total + count[state], 0);
  const others = {
    name: `${rest.length} others`,
    total: sum("total"),
    active: sum("active"),
    disabled: sum("disabled"),
    ended: sum("ended"),
  };
  const says = owners[0]
    ? `Owners: ${owners.length}; ${owners[0].name} answers for most, ${owners[0].total}.`
    : "Nobody answers for anything.";
  const shown = rest.length > 1 ? [...owners.slice(0, MOST_OWNERS), others] : owners;
  return countsChart({ id: "owners", title: "Records by owner", says }, shown, owners);
}

/** What ends in each week of the quarter to come. */
export function weeksChart({ weeks, overdue }: Ends): Chart {
  const sum = weeks.slice(0, 5).reduce((total, { records, keys }) => total + records + keys, 0);
  const says = `${sum} end within this and the next four weeks; ${overdue.records} records and ${overdue.keys} keys are past their end.`;
  return spansChart({ id: "weeks", title: "Ends by week", says }, weeks, "week of", dayAndMonth);
}

/** What ends in each month of the year and a half to come. */
export function monthsChart({ months, later }: Ends): Chart {
  const most = [...months].sort((a, b) => b.records + b.keys - (a.records + a.keys))[0]!;
  const says = `Most end in ${monthAndYear(most.from)}, ${most.records + most.keys}; ${later.records + later.keys} end after these months.`;
  return spansChart({ id: "months", title: "Ends by month", says }, months, "month", monthAndYear);
}

/** Open findings from day to day. */
export function trendChart(trend: readonly TrendDay[]): Chart {
  const [first, last] = [trend[0], trend.at(-1)];
  const total = ({ open }: TrendDay) => SEVERITIES.reduce((sum, severity) => sum + open[severity], -open.informational);
  const incomplete = trend.filter((day) => day.incomplete > 0).length;
  const says =
    first && last
      ? `${total(last)} open on ${last.day}, ${total(first)} on ${first.day}; on ${incomplete} of ${trend.length} days a run was incomplete (dots below). Notices are not drawn.`
      : "No run is on record.";
  const points = trend.flatMap(({ day, open }) =>
    SEVERITY_SERIES.map(({ name }): Point => ({ place: day, series: name, value: open[name as keyof typeof open] })),
  );
  const marked = trend.filter((day) => day.incomplete > 0).map(({ day }) => day);
  return {
    ...{ id: "trend", title: "Open findings from day to day", says, series: SEVERITY_SERIES },
    drawing: trend.length > 1 ? daysPlot(points, SEVERITY_SERIES, marked) : undefined,
    head: ["day", ...SEVERITIES, "runs", "incomplete"],
    rows: trend.map(({ day, open, runs, incomplete: gaps }) => [day, ...SEVERITIES.map((severity) => open[severity]), runs, gaps]),
  };
}

/** Open findings by the check that found them. */
export function checksChart(all: readonly FindingLife[]): Chart {
  const open = all.filter(({ severity }) => severity !== "informational");
  const checks = [...Map.groupBy(open, ({ check }) => check)].sort(
    ([a, own], [b, others]) => others.length - own.length || (a < b ? -1 : 1),
  );
  const count = (own: readonly FindingLife[], severity: string) => own.filter((one) => one.severity === severity).length;
  return {
    ...{ id: "checks", title: "Open findings by check", series: SEVERITY_SERIES },
    says: checks[0]
      ? `${open.length} open; ${checks[0][0]} found most, ${checks[0][1].length}. Notices besides: ${all.length - open.length}.`
      : `Nothing is open. Notices: ${all.length}.`,
    drawing:
      checks.length === 0
        ? undefined
        : rowsPlot(
            checks.flatMap(([check, own]) =>
              SEVERITY_SERIES.map(({ name }): Point => ({ place: check, series: name, value: count(own, name) })),
            ),
            SEVERITY_SERIES,
          ),
    head: ["check", "all", ...SEVERITY_SERIES.map(({ name }) => name)],
    rows: checks.map(([check, own]) => [check, own.length, ...SEVERITY_SERIES.map(({ name }) => count(own, name))]),
  };
}

/** How long things took, in classes. */
export function durationsChart(id: string, title: string, what: string, { count, median, p90, longest, buckets }: Distribution): Chart {
  const says =
    count === 0
      ? `No ${what} is on record yet.`
      : `${count} on record; half of them took at most ${inTime(median!)}, nine of ten ${inTime(p90!)}, the longest ${inTime(longest!)}.`;
  const series = [{ name: what, colour: "--first" }];
  const points = buckets.map(
    (bucket, index): Point => ({ place: bucketName(bucket, buckets[index - 1]), series: what, value: bucket.count }),
  );
  return {
    ...{ id, title, says, series },
    drawing: count === 0 ? undefined : columnsPlot(points, series),
    head: ["time", "how many"],
    rows: points.map(({ place, value }) => [place, value]),
  };
}

/** A number of hours as people say it: `40 min`, `7.5 h`, `12 days`. */
export function inTime(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} min`;
  return hours < 72 ? `${Math.round(hours * 10) / 10} h` : `${Math.round(hours / 2.4) / 10} days`;
}

type Words = Pick<Chart, "id" | "title" | "says">;

function countsChart(words: Words, shown: readonly Count[], all: readonly Count[]): Chart {
  const points = shown.flatMap((count) => STATES.map((state): Point => ({ place: count.name, series: state, value: count[state] })));
  return {
    ...words,
    series: STATE_SERIES,
    drawing: shown.length === 0 ? undefined : rowsPlot(points, STATE_SERIES),
    head: ["", "all", ...STATES],
    rows: all.map((count) => [count.name, count.total, ...STATES.map((state) => count[state])]),
  };
}

function spansChart(words: Words, spans: readonly EndSpan[], head: string, nameOf: (from: string) => string): Chart {
  const points = spans.flatMap((span) =>
    END_SERIES.map(({ name }): Point => ({ place: nameOf(span.from), series: name, value: span[name as "records" | "keys"] })),
  );
  return {
    ...words,
    series: END_SERIES,
    drawing: columnsPlot(points, END_SERIES),
    head: [head, "records", "keys"],
    rows: spans.map(({ from, records, keys }) => [nameOf(from), records, keys]),
  };
}

function bucketName({ upTo }: Bucket, before: Bucket | undefined): string {
  const name = (hours: number) => (hours < 24 ? `${hours} h` : `${hours / 24} d`);
  return upTo === null ? `> ${name(before!.upTo!)}` : `≤ ${name(upTo)}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function dayAndMonth(date: string): string {
  return `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1]}`;
}

function monthAndYear(date: string): string {
  return `${MONTHS[Number(date.slice(5, 7)) - 1]} ${date.slice(0, 4)}`;
}
