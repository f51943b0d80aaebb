import type { Entry } from "../../ledger/entry.ts";
import { type FindingLife, openAt, SEVERITIES, type Severity } from "./finding-lives.ts";

/** One day on which something was compared: what was open after its last run, by severity, and whether a run of that day was incomplete. */
export type TrendDay = { day: string; open: Readonly<Record<Severity, number>>; runs: number; incomplete: number };

/** What was open at the end of each day with a run, oldest first; days without one have no figure. At most the last `days` of them. */
export function trendOf(drift: readonly Entry<"drift">[], lives: readonly FindingLife[], days: number): readonly TrendDay[] {
  const byDay = [...Map.groupBy(drift, ({ at }) => at.slice(0, 10))].sort(([a], [b]) => (a < b ? -1 : 1)).slice(-days);
  return byDay.map(([day, runs]) => ({
    day,
    open: countBySeverity(openAt(lives, runs.at(-1)!.at)),
    runs: runs.length,
    incomplete: runs.filter(({ facts }) => facts.status === "incomplete").length,
  }));
}

/** How many there are of each severity, nought included. */
export function countBySeverity(lives: readonly Pick<FindingLife, "severity">[]): Readonly<Record<Severity, number>> {
  const count = (severity: Severity) => lives.filter((life) => life.severity === severity).length;
  return Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity)])) as Record<Severity, number>;
}
