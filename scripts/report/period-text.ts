import type { Period, PopulationLine, Watch } from "./period.ts";
import { columns } from "./record-rows.ts";

/** The period as `tenure/evidence-period/1`. */
export function periodJson(ledger: string, period: Period) {
  return { schema: "tenure/evidence-period/1" as const, ledger, ...period };
}

/** The period for a terminal: population, exclusions, sample, tie-out, gaps. */
export function periodText(ledger: string, { from, to, population, exclusions, sample, watch, gaps }: Period): string {
  return [
    `Period ${from} to ${to}, by ${ledger}`,
    section(`Population: ${population.length} changes of records in AWS`, table(sample ? [] : population.map(cells))),
    section(
      "Excluded",
      exclusions.map(({ because, count, entries }) => `${count} ${because} (${entriesText(entries)})`),
    ),
    ...(sample
      ? [
          section(
            `Sample: ${sample.lines.length} of ${population.length}, seed "${sample.seed}": the first by sha256("<seed>\\n<id>")`,
            table(sample.lines.map((line) => [line.draw.slice(0, 12), ...cells(line)])),
          ),
        ]
      : []),
    section("Tie-out: declared + unmanaged + AWS's own = live", watch.flatMap(watchLines)),
    section("Gaps", gaps),
  ].join("\n\n");
}

function section(heading: string, lines: readonly string[]): string {
  return [heading, ...(lines.length > 0 ? lines : ["none"]).map((line) => `  ${line}`)].join("\n");
}

function cells({ id, at, did, pulls, requestedBy, approvedBy, approvals, readBack }: PopulationLine): readonly string[] {
  const pull = pulls.length > 0 ? pulls.map((number) => `#${number}`).join(" ") : "no pull request";
  const approved = approvedBy.length > 0 ? `approved by ${approvedBy.join(", ")}` : approvals;
  return [id, at, did, pull, requestedBy.length > 0 ? `requested by ${requestedBy.join(", ")}` : "", approved, readBack];
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : columns(rows);
}

function watchLines({ stack, runs, incomplete, longestGapHours, tieOut }: Watch): readonly string[] {
  const seen = runs === 0 ? "never compared" : `${runs} runs, ${incomplete} incomplete, at most ${longestGapHours} hours apart`;
  const lines = (tieOut?.lines ?? []).map(
    ({ type, live, declared, unmanaged, platform, missing }) =>
      `  ${type.padEnd(8)}  ${declared} + ${unmanaged} + ${platform} ${declared + unmanaged + platform === live ? "=" : "is not"} ${live}${missing > 0 ? `; ${missing} declared and missing` : ""}`,
  );
  return [`${stack}: ${seen}${tieOut ? `; counted at ${tieOut.at} (entry ${tieOut.entry})` : ""}`, ...lines];
}

function entriesText(entries: readonly number[]): string {
  const shown = entries.slice(0, 5).join(", ");
  return `${entries.length === 1 ? "entry" : "entries"} ${shown}${entries.length > 5 ? ` and ${entries.length - 5} more` : ""}`;
}
