/** How long things took, in hours. `median` and `p90` are the smallest values that half and nine tenths of them do not exceed; `null` for none. */
export type Distribution = {
  count: number;
  sum: number;
  median: number | null;
  p90: number | null;
  longest: number | null;
  buckets: readonly Bucket[];
};

/** How many took at most so long and longer than the bucket before; `upTo` is in hours, `null` for everything longer. */
export type Bucket = { upTo: number | null; count: number };

/** The upper ends of buckets in hours: an hour, a shift, a day (`leaverHours` by default), three days, a week, a month. */
export const BUCKETS: readonly number[] = [1, 8, 24, 72, 168, 720];

const HOUR_MS = 3_600_000;

/** Hours between two instants, to a hundredth. */
export function hoursBetween(from: string, to: string): number {
  return rounded((Date.parse(to) - Date.parse(from)) / HOUR_MS);
}

/** The distribution of so many lengths of time in hours. */
export function distributionOf(hours: readonly number[]): Distribution {
  const sorted = [...hours].sort((a, b) => a - b);
  const quantile = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  const within = (upTo: number) => sorted.filter((one) => one <= upTo).length;
  return {
    count: sorted.length,
    sum: rounded(sorted.reduce((sum, one) => sum + one, 0)),
    median: quantile(0.5),
    p90: quantile(0.9),
    longest: sorted.at(-1) ?? null,
    buckets: [
      ...BUCKETS.map((upTo, index) => ({ upTo, count: within(upTo) - (index === 0 ? 0 : within(BUCKETS[index - 1]!)) })),
      { upTo: null, count: sorted.length - within(BUCKETS.at(-1)!) },
    ],
  };
}

/** To a hundredth: more would be noise of the clock. */
export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
