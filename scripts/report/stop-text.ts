import type { StoppedRecord } from "../decide/requests/stop.ts";
import type { Stopped } from "../stop/stop.ts";

/** What became of one word of `disable --now`: what was done in AWS, with the record that follows, or why nothing was. */
export type StopReport = { word: string; stopped: Stopped; record: StoppedRecord | undefined } | { word: string; because: string };

/** What was done, with times, for a terminal; what is still open comes first. */
export function stopText(reports: readonly StopReport[], dryRun: boolean, follow: readonly string[]): string {
  const isBad = (report: StopReport) => "because" in report || report.stopped.problems.length > 0;
  const sorted = [...reports.filter(isBad), ...reports.filter((report) => !isBad(report))];
  return [...sorted.flatMap((report) => reportLines(report, dryRun)), ...follow.map((line) => `  ${line}`)].join("\n");
}

function reportLines(report: StopReport, dryRun: boolean): readonly string[] {
  if ("because" in report) return [`NOT STOPPED  ${report.word}`, `  ${report.because}`];
  const { stopped, word } = report;
  const { target, steps, problems, verified } = stopped;
  const headline = dryRun ? "WOULD STOP" : verified ? "STOPPED" : "NOT SURELY STOPPED";
  const subject = target.key === undefined ? target.identity : `${target.identity} ${target.key}`;
  return [
    `${headline}  ${word === target.identity ? word : `${word} (${subject})`}`,
    ...steps.map(({ at, did }) => `  ${at}  ${did}`),
    ...problems.map((problem) => `  ${problem}`),
  ];
}
