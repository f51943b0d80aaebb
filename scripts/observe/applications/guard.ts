import type { Claim } from "../../../stacks/model/elsewhere.ts";
import { between, type Instant, printDuration } from "../../../stacks/model/instant.ts";
import { allowedBy, type Limit } from "../../../stacks/model/limit.ts";
import type { ReadList } from "./rows.ts";

/** What a list of accounts is judged by: `claims` are who is said to have which account, the last good list so to speak. */
export type Believing = {
  least: number;
  /** Absent where a service was asked just now. */
  staleAfter?: number | undefined;
  claims: ReadonlyMap<string, readonly Claim[]>;
  limit: Limit;
  asOf: Instant;
};

/**
 * Why nothing may follow from a list of accounts, in words; `undefined` for a good one. A list that was cut in half shows no account
 * that should be gone: it would look clean.
 */
export function wrongWith({ asOf: madeAt, accounts, held }: ReadList, { least, staleAfter, claims, limit, asOf }: Believing) {
  const age = between(madeAt, asOf);
  const ids = [...accounts.map(({ id }) => id), ...held.map(({ id }) => id)];
  const here = new Set(ids);
  const twice = [...Map.groupBy(ids, (id) => id)].flatMap(([id, all]) => (all.length > 1 ? [id] : []));
  const expected = [...claims].filter(([, all]) => all.some(({ over }) => over === undefined)).map(([id]) => id);
  const lost = expected.filter((id) => !here.has(id));
  const reasons: readonly (readonly [isWrong: boolean, reason: () => string])[] = [
    [ids.length === 0, () => "it is empty"],
    [ids.length < least, () => `it has ${ids.length} accounts, fewer than ${least} (least)`],
    [staleAfter !== undefined && age > staleAfter, () => `it is of ${madeAt}, older than ${printDuration(staleAfter!)} (staleAfter)`],
    [age < -CLOCKS_DIFFER, () => `it is of ${madeAt}, which is in the future`],
    [here.size < ids.length, () => `ids that are there twice: ${some(twice)}`],
    [
      held.length > allowedBy(limit, ids.length),
      () =>
        `of ${held.length} of ${ids.length} accounts it says what nobody understands (${held[0]!.reason}); are its columns shifted, or words missing?`,
    ],
    [
      lost.length > allowedBy(limit, expected.length),
      () =>
        `it lacks ${lost.length} of the ${expected.length} accounts that are declared (${some(lost)}); ${allowedBy(limit, expected.length)} may be missing (limits.feed.missingPeople)`,
    ],
  ];
  return reasons.find(([isWrong]) => isWrong)?.[1]();
}

/** Five minutes: the clocks of two systems are no further apart. */
const CLOCKS_DIFFER = 300_000;

function some(ids: readonly string[]): string {
  return ids.length > 3 ? `${ids.slice(0, 3).join(", ")} and ${ids.length - 3} more` : ids.join(", ");
}
