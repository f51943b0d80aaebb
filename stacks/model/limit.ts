/** How much of something one run may touch: a count, and a share of the whole in percent. */
export type Limit = { count: number; percent: number };

/** The largest number that a limit lets through: whichever of count and share is the greater, so that small accounts can still move. */
export function allowedBy(limit: Limit, whole: number): number {
  return Math.max(limit.count, Math.floor((whole * limit.percent) / 100));
}

/** True when `amount` out of `whole` is more than the limit lets through. */
export function exceeds(limit: Limit, amount: number, whole: number): boolean {
  return amount > allowedBy(limit, whole);
}
