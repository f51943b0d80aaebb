import { BUCKETS, type Distribution } from "./figures/distribution.ts";
import type { Figures } from "./figures/figures.ts";

/** One sample: its labels and its value. */
type Sample = { labels?: Readonly<Record<string, string>>; value: number; suffix?: string };

/** A family of samples as the exposition format has it. */
type Family = { name: string; type: "gauge" | "histogram"; help: string; samples: readonly Sample[] };

/**
 * The figures in Prometheus' text exposition format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/), base units, one family
 * after another, no time stamps: what scrapes them knows when. What is unknown has no sample, so that an alert on `absent()` sees it.
 */
export function metricsProm(figures: Figures): string {
  return familiesOf(figures)
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} ${type}`,
      ...samples.map((sample) => lineOf(name, sample)),
    ])
    .map((line) => `${line}\n`)
    .join("");
}

function familiesOf(figures: Figures): readonly Family[] {
  const { asOf, status, incomplete, watched, risk, inventory, ends, findings, exceptions, revocation, leadTimes, controls } = figures;
  const gauge = (name: string, help: string, samples: readonly Sample[]): Family => ({
    name: `tenure_${name}`,
    type: "gauge",
    help,
    samples,
  });
  const seconds = (at: string) => Date.parse(at) / 1_000;
  return [
    gauge("report_timestamp_seconds", "The moment that the report is about.", [{ value: seconds(asOf) }]),
    gauge("report_status", "1 for the status of the report: clean, findings or incomplete.", [{ labels: { status }, value: 1 }]),
    gauge("incomplete", "Things that the report cannot vouch for.", [{ value: incomplete.length }]),
    gauge(
      "records",
      "Records by kind and state.",
      inventory.kinds.flatMap(({ name, active, disabled, ended }) =>
        Object.entries({ active, disabled, ended }).map(([state, value]) => ({ labels: { kind: name, state }, value })),
      ),
    ),
    // People are left out: a series for each of thousands would be too many, and their records end with them.
    gauge(
      "team_records",
      "Records by the team that answers for them.",
      inventory.owners.flatMap(({ name, total }) => (name.startsWith("team/") ? [{ labels: { owner: name }, value: total }] : [])),
    ),
    gauge("overdue", "Records and keys past their end that are not disabled.", [
      { labels: { what: "records" }, value: ends.overdue.records },
      { labels: { what: "keys" }, value: ends.overdue.keys },
    ]),
    gauge(
      "open_findings",
      "Open findings by severity.",
      Object.entries(findings.severities).map(([severity, value]) => ({ labels: { severity }, value })),
    ),
    gauge(
      "exception_expiry_timestamp_seconds",
      "When each exception ends.",
      exceptions.map(({ id, rule, expires }) => ({ labels: { exception: id, rule }, value: seconds(expires) })),
    ),
    gauge(
      "risk_value",
      "Measures of the process; ratios from 0 to 1, seconds, or counts. None where it is unknown.",
      risk.flatMap(({ name, unit, value }) => (value === null ? [] : [{ labels: { measure: name }, value: inBaseUnit(unit, value) }])),
    ),
    gauge(
      "risk_threshold",
      "The threshold of each measure, in the same unit.",
      risk.map(({ name, unit, threshold }) => ({ labels: { measure: name }, value: inBaseUnit(unit, threshold) })),
    ),
    gauge(
      "risk_over",
      "1 where a measure is over its threshold. None where it is unknown.",
      risk.flatMap(({ name, state }) => (state === "unknown" ? [] : [{ labels: { measure: name }, value: state === "over" ? 1 : 0 }])),
    ),
    gauge(
      "last_run_timestamp_seconds",
      "When an account was compared with AWS last.",
      watched.flatMap(({ stack, lastRun }) => (lastRun ? [{ labels: { stack }, value: seconds(lastRun.at) }] : [])),
    ),
    gauge(
      "last_complete_run_timestamp_seconds",
      "When a run over an account was complete last.",
      watched.flatMap(({ stack, lastComplete }) => (lastComplete ? [{ labels: { stack }, value: seconds(lastComplete.at) }] : [])),
    ),
    histogram("finding_duration_seconds", "From the run that saw a finding first to the run that did not any more.", revocation.findings),
    histogram("leaver_access_seconds", "From the last day of a leaver to the proof that access is gone.", revocation.leaverHours),
    histogram("approval_lead_seconds", "From a pull request that the bot opened to its merge.", leadTimes.opened),
    gauge(
      "controls",
      "Controls by framework and status.",
      [...Map.groupBy(controls, ({ framework, version, status: of }) => JSON.stringify([`${framework} ${version}`, of]))].map(
        ([key, own]) => {
          const [framework, of] = JSON.parse(key) as [string, string];
          return { labels: { framework, status: of }, value: own.length };
        },
      ),
    ),
  ];
}

const HOUR_S = 3_600;

function inBaseUnit(unit: "percent" | "count" | "hours", value: number): number {
  return { percent: value / 100, count: value, hours: value * HOUR_S }[unit];
}

/** A distribution as a histogram: buckets count everything up to their end. */
function histogram(name: string, help: string, { count, sum, buckets }: Distribution): Family {
  const upTo = (index: number) => buckets.slice(0, index + 1).reduce((total, bucket) => total + bucket.count, 0);
  const samples: readonly Sample[] = [
    ...BUCKETS.map((hours, index) => ({ suffix: "_bucket", labels: { le: String(hours * HOUR_S) }, value: upTo(index) })),
    { suffix: "_bucket", labels: { le: "+Inf" }, value: count },
    { suffix: "_sum", value: Math.round(sum * HOUR_S) },
    { suffix: "_count", value: count },
  ];
  return { name: `tenure_${name}`, type: "histogram", help, samples };
}

function lineOf(name: string, { labels = {}, value, suffix = "" }: Sample): string {
  const pairs = Object.entries(labels).map(
    ([label, text]) => `${label}="${text.replace(/[\\"\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`))}"`,
  );
  return `${name}${suffix}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}
