import { FRAMEWORKS } from "../../../policies/controls/frameworks.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { allExceptions } from "../../../stacks/model/declared.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { between, type Instant } from "../../../stacks/model/instant.ts";
import { type OwnerRef, recordTag } from "../../../stacks/model/ref.ts";
import type { Entry } from "../../ledger/entry.ts";
import type { Observation } from "../../observe/observation.ts";
import { type ControlCoverage, coverageOf } from "../coverage.ts";
import { allResults } from "../proof-results.ts";
import { type Row, rowsOf } from "../record-rows.ts";
import { type Ends, endsOf, timelineOf } from "./ends.ts";
import { type FindingLife, findingLives, openAt, SEVERITIES, type Severity } from "./finding-lives.ts";
import { type Inventory, inventoryOf } from "./inventory.ts";
import { type LeadTimes, leadTimesOf } from "./lead-times.ts";
import { type Revocation, revocationOf } from "./revocation.ts";
import { type Gauge, gaugesOf } from "./risk.ts";
import { countBySeverity, type TrendDay, trendOf } from "./trend.ts";
import { type Incomplete, incompleteOf, type Watched, watchedOf } from "./watched.ts";

/** An exception with its whole days left, rounded down; negative once it has lapsed. `record` is what it is about. */
export type ExceptionFigure = {
  id: string;
  rule: string;
  record: string;
  owner: OwnerRef;
  approvedBy: OwnerRef;
  expires: Instant;
  daysLeft: number;
};

/** What is known of certifying access again. Nothing is recorded yet; `overdue` counts by the day on which AWS made an identity, `null` where no run says. */
export type Recertification = { recorded: false; overdue: number | null; says: string };

/** Everything that a report says, once, for every format. `status` is the result of the report: unknown wins over findings. */
export type Figures = {
  asOf: Instant;
  commit: string;
  ledger: { description: string; entries: number; head: string | null };
  status: "clean" | "findings" | "incomplete";
  incomplete: readonly Incomplete[];
  watched: readonly Watched[];
  risk: readonly Gauge[];
  inventory: Inventory;
  ends: Ends;
  findings: { open: readonly FindingLife[]; severities: Readonly<Record<Severity, number>>; trend: readonly TrendDay[] };
  exceptions: readonly ExceptionFigure[];
  recertification: Recertification;
  revocation: Revocation;
  leadTimes: LeadTimes;
  controls: readonly ControlCoverage[];
  records: readonly Row[];
};

/** What figures are made of. Entries are those of the whole ledger; what was written after `asOf` does not count. */
export type FigureSources = {
  declared: Declared;
  ledger: Figures["ledger"];
  deployed: readonly Entry<"deployed">[];
  drift: readonly Entry<"drift">[];
  proposed: readonly Entry<"proposed">[];
  requests: readonly Entry<"request">[];
  stopped: readonly Entry<"stopped">[];
  observations: readonly Observation[];
  asOf: Instant;
};

const DAY_MS = 86_400_000;
const TREND_DAYS = 366;

/** Works out every figure of a report. Pure: the same records, entries and moment give the same figures. */
export function figuresOf(sources: FigureSources): Figures {
  const { declared, ledger, observations, asOf } = sources;
  const upTo = <E extends { at: string }>(entries: readonly E[]) => entries.filter(({ at }) => at <= asOf);
  const [deployed, drift, stopped] = [upTo(sources.deployed), upTo(sources.drift), upTo(sources.stopped)];
  const accounts = [...declared.accounts.keys()].sort();
  const rows = rowsOf(declared, {}, asOf);
  const inventory = inventoryOf(rows);
  const lives = findingLives(drift);
  const watched = watchedOf(accounts, drift);
  const revocation = revocationOf({ declared, lives, deployed, stopped, asOf });
  const exceptions = exceptionsOf(declared, asOf);
  const isWatched = watched.every(({ stack, lastRun }) => lastRun !== null || !accounts.includes(stack));
  const { thresholds } = declared.settings;
  const { leavers } = revocation;
  const risk = gaugesOf({ thresholds, records: inventory.records.total, exceptions, lives, deployed, stopped, leavers, isWatched, asOf });
  const incomplete = [
    ...incompleteOf(watched, accounts, observations, asOf),
    ...risk.filter(({ state }) => state === "unknown").map(({ says }) => ({ stack: "all accounts", says })),
  ];
  const open = openAt(lives, asOf).toSorted(worstFirst);
  const isBad = open.some(({ severity }) => severity !== "informational") || risk.some(({ state }) => state === "over");
  return {
    ...{ asOf, commit: declared.commit, ledger, watched, incomplete, risk, inventory, exceptions, revocation },
    status: incomplete.length > 0 ? "incomplete" : isBad ? "findings" : "clean",
    ends: timelineOf(endsOf(declared), asOf),
    findings: { open, severities: countBySeverity(open), trend: trendOf(drift, lives, TREND_DAYS) },
    recertification: recertificationOf(open, watched),
    leadTimes: leadTimesOf(deployed, upTo(sources.proposed), upTo(sources.requests)),
    controls: coverageOf(
      FRAMEWORKS.flatMap((framework) => framework.controls.map((control) => ({ framework, control }))),
      allResults(
        lastWith(drift, ({ checks }) => checks),
        lastWith(deployed, ({ rules }) => rules),
      ),
    ),
    records: rows,
  };
}

/** Entries without which the last result of some name in some stack would be another one: of a year of runs over forty accounts, forty. */
function lastWith<E extends { facts: { stack: string } }>(
  entries: readonly E[],
  namesOf: (facts: E["facts"]) => readonly string[] | null,
): readonly E[] {
  const seen = new Set<string>();
  const kept = entries.toReversed().filter(({ facts }) => {
    const before = seen.size;
    for (const name of namesOf(facts) ?? []) seen.add(`${name} ${facts.stack}`);
    return seen.size > before;
  });
  return kept.reverse();
}

function exceptionsOf(declared: Declared, asOf: Instant): readonly ExceptionFigure[] {
  return allExceptions(declared)
    .map(({ id, rule, subject, approvedBy, expires }) => {
      const account = id.split("/")[0]!;
      const owner = declared.accounts.get(account)?.records.get(subject)?.fields.owner ?? approvedBy;
      const daysLeft = Math.floor(between(asOf, expires) / DAY_MS);
      return {
        id,
        rule,
        record: recordTag(account, subject),
        owner,
        approvedBy,
        expires,
        daysLeft: expires <= asOf ? Math.min(-1, daysLeft) : daysLeft,
      };
    })
    .sort((a, b) => compareText(a.expires, b.expires) || compareText(a.id, b.id));
}

function recertificationOf(open: readonly FindingLife[], watched: readonly Watched[]): Recertification {
  const isAsked = watched.length > 0 && watched.every(({ lastRun, unknown }) => lastRun !== null && !unknown.includes("review-overdue"));
  const overdue = isAsked ? open.filter(({ check }) => check === "review-overdue").length : null;
  const said =
    overdue === null
      ? "how many are overdue is not known either"
      : `by the day on which AWS made them, ${overdue} are past their review period`;
  return { recorded: false, overdue, says: `Not yet: no review is recorded, so nobody has certified any access again; ${said}.` };
}

function worstFirst(a: FindingLife, b: FindingLife): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compareText(a.firstAt, b.firstAt) || compareText(a.id, b.id);
}
