import type { LatestEnd } from "../../../stacks/kinds/latest-end.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { type Instant, parseInstant, plus } from "../../../stacks/model/instant.ts";

/**
 * The latest end that a record of a kind may state today: the longest lifetime of the kind, or an earlier end of what the record rests on,
 * as `latestEndsOf` knows it. Whole days, so that many records share one boundary. `undefined` for a kind that has no lifetime.
 */
export function latestEnd(kind: string, restsOn: readonly LatestEnd[], { settings }: Declared, asOf: Instant): LatestEnd | undefined {
  const longest = (settings.lifetimes as Readonly<Record<string, number>>)[kind];
  if (longest === undefined) return undefined;
  const lifetime = { end: wholeDay(plus(asOf, longest)), because: `settings.yaml lifetimes.${kind}` };
  return restsOn.reduce((first, other) => (other.end < first.end ? other : first), lifetime);
}

/** The last midnight that is not after a moment. */
export function wholeDay(at: Instant): Instant {
  return parseInstant(at.slice(0, 10))!;
}
