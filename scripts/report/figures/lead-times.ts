import type { Entry } from "../../ledger/entry.ts";
import { type Distribution, distributionOf, hoursBetween } from "./distribution.ts";

/**
 * How long changes take. `opened` to merged is known for pull requests that the bot opened, since the ledger says when; those of people are
 * counted in `notKnown`. `deployed` is from the merge to the deployment that had it.
 */
export type LeadTimes = { changes: number; opened: Distribution; notKnown: number; deployed: Distribution };

/** The lead times of every change that was deployed, each pull request once. */
export function leadTimesOf(
  deployed: readonly Entry<"deployed">[],
  proposed: readonly Entry<"proposed">[],
  requests: readonly Entry<"request">[],
): LeadTimes {
  const openedAt = new Map<number, string>();
  for (const { facts, at } of [...proposed, ...requests]) {
    const known = openedAt.get(facts.number);
    if (known === undefined || at < known) openedAt.set(facts.number, at);
  }
  const changes = changesOf(deployed).filter(({ mergedAt }) => mergedAt !== "");
  const opened = changes.flatMap(({ pull, mergedAt }) => {
    const at = openedAt.get(pull);
    return at === undefined || at > mergedAt ? [] : [hoursBetween(at, mergedAt)];
  });
  return {
    changes: changes.length,
    opened: distributionOf(opened),
    notKnown: changes.length - opened.length,
    deployed: distributionOf(changes.map(({ mergedAt, deployedAt }) => Math.max(0, hoursBetween(mergedAt, deployedAt)))),
  };
}

/** A change that was deployed, with the first deployment that had it. */
export type DeployedChange = { pull: number; mergedAt: string; deployedAt: string; hasException: boolean };

/** Every change once: a pull request over several accounts is deployed several times. */
export function changesOf(deployed: readonly Entry<"deployed">[]): readonly DeployedChange[] {
  const changes = new Map<number, DeployedChange>();
  for (const { facts, at } of deployed)
    for (const { pull, mergedAt, exceptions } of facts.changes ?? [])
      if (!changes.has(pull)) changes.set(pull, { pull, mergedAt, deployedAt: at, hasException: exceptions.length > 0 });
  return [...changes.values()];
}
