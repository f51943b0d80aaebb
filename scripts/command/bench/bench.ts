import type { Log } from "../log.ts";

/**
 * One thing that was measured. The time is this machine's and of this moment; `ratio` and `counts` say the same everywhere.
 * Nothing is decided by them: a bench tells people where time goes.
 */
export type Measurement = {
  what: string;
  seconds: number;
  /** Of the process and all that it started, at the worst moment; absent where the operating system does not tell. */
  peakMb: number | undefined;
  /** How many times something simpler it takes. */
  ratio?: { to: string; value: number };
  /** How often something was done: API calls, operations, writes. */
  counts: Readonly<Record<string, number>>;
  /** What issue or design ask for. */
  goal?: string;
};

/** What a bench works with: a folder of its own, gone afterwards, and the sizes to measure where somebody asks for others than its own. */
export type Bench = {
  title: string;
  sizes: readonly number[];
  run(size: number, folder: string, log: Log): Promise<readonly Measurement[]>;
};

/** Measurements for a terminal. */
export function measurementTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ what, seconds, peakMb, ratio, counts, goal }) => [
    what,
    `${seconds.toFixed(2)} s`,
    peakMb === undefined ? "" : `${Math.round(peakMb)} MB`,
    ratio === undefined ? "" : `${ratio.value.toFixed(2)} × ${ratio.to}`,
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(", "),
    goal === undefined ? "" : `(goal: ${goal})`,
  ]);
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
