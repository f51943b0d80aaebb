import { type Instant, plus } from "../../../stacks/model/instant.ts";
import type { Settings } from "../../../stacks/model/settings.ts";
import type { Entry } from "../../ledger/entry.ts";
import { rounded } from "./distribution.ts";
import type { FindingLife } from "./finding-lives.ts";
import { changesOf } from "./lead-times.ts";
import type { Leaver } from "./revocation.ts";

/**
 * One measure of the process against its threshold of `settings.yaml`. `over`: the process itself has become the risk, which is a finding.
 * `unknown`: what it is read from is missing, and nothing already known is over. `says` is the whole of it for people.
 */
export type Gauge = {
  name: "exceptions-of-changes" | "exceptions-of-records" | "manual-changes" | "lapsed-exceptions" | "leaver-hours";
  title: string;
  unit: "percent" | "count" | "hours";
  value: number | null;
  threshold: number;
  state: "within" | "over" | "unknown";
  part: number;
  of: number | null;
  says: string;
};

/** What the measures are read from. `records` and exceptions are today's; everything else counts what happened in the last 90 days. */
export type RiskSources = {
  thresholds: Settings["thresholds"];
  records: number;
  exceptions: readonly { record: string; daysLeft: number }[];
  lives: readonly FindingLife[];
  deployed: readonly Entry<"deployed">[];
  stopped: readonly Entry<"stopped">[];
  leavers: readonly Leaver[];
  /** Whether every declared account has been compared at least once. */
  isWatched: boolean;
  asOf: Instant;
};

/** How far back shares are counted: a quarter, as reviews and auditors do. */
export const WINDOW_DAYS = 90;

/** Findings that only a hand in AWS brings about: what records, deployments and the passing of time never do. */
const BY_HAND: readonly string[] = ["changed", "credential-undeclared", "key-undeclared", "missing", "unmanaged"];

const DAY_MS = 86_400_000;
const VERDICT = "the process has become a compliance risk";

/** Every measure, in the order in which managers ask. Pure. */
export function gaugesOf(sources: RiskSources): readonly Gauge[] {
  const inWindow = windowed(sources);
  return [
    exceptionsOfChanges(sources, inWindow),
    manualChanges(sources, inWindow),
    exceptionsOfRecords(sources),
    lapsed(sources),
    leaverHours(sources, inWindow.from),
  ];
}

type Window = { from: Instant; changes: number; excepted: number; unnamed: number; byHand: number };

function windowed({ deployed, stopped, lives, asOf }: RiskSources): Window {
  const from = plus(asOf, -WINDOW_DAYS * DAY_MS);
  const recent = deployed.filter(({ at }) => at > from);
  const changes = changesOf(recent);
  // A deployment without approvals to read does not say which changes it had: it was one at least, and nobody knows with what exceptions.
  const unnamed = recent.filter(({ facts }) => !facts.baseline && facts.changes === undefined && facts.touched?.length !== 0).length;
  const found = lives.filter(({ check, firstAt, inFirstRun }) => BY_HAND.includes(check) && firstAt > from && !inFirstRun);
  const stops = stopped.filter(({ at }) => at > from);
  return {
    from,
    changes: changes.length + unnamed,
    excepted: changes.filter(({ hasException }) => hasException).length,
    unnamed,
    byHand: found.length + stops.length,
  };
}

function exceptionsOfChanges({ thresholds }: RiskSources, { changes, excepted, unnamed }: Window): Gauge {
  return share({
    ...{ name: "exceptions-of-changes", title: "Changes with an exception", what: "manual exceptions", ofWhat: "changes" },
    ...{ part: excepted, of: changes, threshold: thresholds.exceptionsPercent },
    missing:
      unnamed > 0
        ? `${unnamed} ${unnamed === 1 ? "deployment does not say which changes it" : "deployments do not say which changes they"} had`
        : undefined,
    period: `in ${WINDOW_DAYS} days`,
  });
}

function manualChanges({ thresholds, isWatched }: RiskSources, { changes, byHand }: Window): Gauge {
  return share({
    ...{ name: "manual-changes", title: "Changes made by hand", what: "manual interventions", ofWhat: "changes" },
    ...{ part: byHand, of: changes + byHand, threshold: thresholds.manualPercent },
    missing: isWatched ? undefined : "an account was never compared with AWS",
    period: `in ${WINDOW_DAYS} days`,
  });
}

function exceptionsOfRecords({ thresholds, exceptions, records }: RiskSources): Gauge {
  const excepted = new Set(exceptions.filter(({ daysLeft }) => daysLeft >= 0).map(({ record }) => record)).size;
  return share({
    ...{ name: "exceptions-of-records", title: "Records with an exception", what: "records with an exception", ofWhat: "records" },
    ...{ part: excepted, of: records, threshold: thresholds.exceptionsPercent, missing: undefined, period: "today" },
  });
}

function lapsed({ thresholds, exceptions }: RiskSources): Gauge {
  const value = exceptions.filter(({ daysLeft }) => daysLeft < 0).length;
  const threshold = thresholds.lapsedExceptions;
  const over = value > threshold;
  const says = `${plural(value, "exception is", "exceptions are")} past ${value === 1 ? "its" : "their"} end, threshold ${threshold}${over ? `: ${VERDICT}` : ""}`;
  const fixed = { name: "lapsed-exceptions", title: "Lapsed exceptions", unit: "count", part: value, of: null } as const;
  return { ...fixed, value, threshold, state: over ? "over" : "within", says };
}

/** The longest time that a leaver of the last quarter kept access, or keeps it. */
function leaverHours({ thresholds, leavers, isWatched }: RiskSources, from: Instant): Gauge {
  const threshold = thresholds.leaverHours;
  const recent = leavers.filter(({ goneAt }) => goneAt === null || goneAt > from);
  const value = Math.max(0, ...recent.map(({ hours }) => hours));
  const slow = recent.filter(({ hours }) => hours > threshold).length;
  const unknown = !isWatched && slow === 0;
  const longest = recent.length === 0 ? "no leaver was found with access" : `leavers kept access for up to ${value} hours`;
  const count = slow > 0 ? `, ${slow} of ${recent.length} for longer than that: ${VERDICT}` : "";
  return {
    ...{ name: "leaver-hours", title: "Hours from last day to access gone", unit: "hours", part: slow, of: recent.length, threshold },
    value: unknown ? null : value,
    state: slow > 0 ? "over" : unknown ? "unknown" : "within",
    says: unknown
      ? `Nobody knows how long leavers keep access: an account was never compared with AWS`
      : `${capital(longest)} in ${WINDOW_DAYS} days, threshold ${threshold} h${count}`,
  };
}

type Share = Pick<Gauge, "name" | "title" | "part" | "threshold"> & {
  of: number;
  what: string;
  ofWhat: string;
  missing: string | undefined;
  period: string;
};

/** Parts in a whole. What is already over stays over, whatever is missing; a share of nothing is nought. */
function share({ name, title, part, of, threshold, what, ofWhat, missing, period }: Share): Gauge {
  const percent = of === 0 ? 0 : (part / of) * 100;
  const over = percent > threshold;
  const state = over ? "over" : missing === undefined ? "within" : "unknown";
  const value = state === "unknown" ? null : rounded(percent);
  const amount = of === 0 ? `No ${ofWhat} are on record` : `${capital(what)} are ${printed(percent)} % of ${ofWhat} (${part} of ${of}`;
  const sums = `${amount} ${period}${of === 0 ? "" : ")"}, threshold ${threshold} %`;
  const says = {
    within: sums,
    over: `${sums}: ${VERDICT}`,
    unknown: `The share of ${what} is not known (at least ${part} of ${of} ${ofWhat} ${period}): ${missing}`,
  }[state];
  return { name, title, unit: "percent", value, threshold, state, part, of, says };
}

function printed(percent: number): string {
  return String(Math.round(percent * 10) / 10);
}

function capital(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

function plural(count: number, one: string, many: string): string {
  return `${count === 0 ? "No" : count} ${count === 1 ? one : many}`;
}
