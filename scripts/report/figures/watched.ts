import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { accountOfStackName } from "../../../stacks/model/slice.ts";
import type { Entry } from "../../ledger/entry.ts";
import type { Observation } from "../../observe/observation.ts";
import { gapsOf } from "../drift-json.ts";

/** When an account was compared with AWS last, and when that last was complete. `unknown` are checks without a whole answer in the last run. */
export type Watched = {
  stack: string;
  lastRun: { at: string; entry: number; status: "clean" | "findings" | "incomplete" } | null;
  lastComplete: { at: string; entry: number } | null;
  unknown: readonly string[];
};

/** Something that a report cannot vouch for. */
export type Incomplete = { stack: string; says: string };

/** Runs are due twice a day: after two days without one, nobody can say how things stand today. */
const STALE_MS = 48 * 3_600_000;

/** The last runs over each account that is declared or was ever compared, by name. */
export function watchedOf(accounts: readonly string[], drift: readonly Entry<"drift">[]): readonly Watched[] {
  const stacks = new Set([...accounts, ...drift.map(({ facts }) => accountOfStackName(facts.stack))]);
  return [...stacks].sort().map((stack) => {
    const own = drift.filter(({ facts }) => accountOfStackName(facts.stack) === stack);
    const last = own.at(-1);
    const complete = own.findLast(({ facts }) => facts.status !== "incomplete");
    return {
      stack,
      lastRun: last ? { at: last.at, entry: last.number, status: last.facts.status } : null,
      lastComplete: complete ? { at: complete.at, entry: complete.number } : null,
      unknown: [...(last?.facts.unknown ?? [])].sort(),
    };
  });
}

/** What is not known of the accounts that are declared: never or no longer compared, checks without an answer, gaps of an observation. */
export function incompleteOf(
  watched: readonly Watched[],
  accounts: readonly string[],
  observations: readonly Observation[],
  asOf: Instant,
): readonly Incomplete[] {
  return watched
    .filter(({ stack }) => accounts.includes(stack))
    .flatMap(({ stack, lastRun, lastComplete, unknown }): Incomplete[] => {
      if (!lastRun) return [{ stack, says: "was never compared with AWS" }];
      const complete = lastComplete ? `the last complete run was at ${lastComplete.at}` : "no run was ever complete";
      const checks = unknown.length > 0 ? ` has no whole answer of ${unknown.join(", ")};` : " is incomplete;";
      return [
        ...(plus(lastRun.at as Instant, STALE_MS) < asOf
          ? [{ stack, says: `was last compared with AWS at ${lastRun.at}, over two days ago` }]
          : []),
        ...(lastRun.status === "incomplete" ? [{ stack, says: `the last run (${lastRun.at})${checks} ${complete}` }] : []),
      ];
    })
    .concat(observations.flatMap(gapsIn));
}

function gapsIn({ account, parts }: Observation): readonly Incomplete[] {
  const gaps = Object.entries(parts).flatMap(([part, value]) => gapsOf(value).map((gap) => ({ part, ...gap })));
  return gaps.map(({ part, source, operation, reason }) => ({
    stack: account,
    says: `${part} could not be read from ${source} (${operation}): ${reason}`,
  }));
}
