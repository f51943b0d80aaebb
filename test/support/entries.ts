import { printEntry } from "../../scripts/ledger/chain.ts";
import { type Entry, type Facts, fileOf, nextEntry } from "../../scripts/ledger/entry.ts";
import type { Instant } from "../../stacks/model/instant.ts";

/** What a drift run writes down, unless stated otherwise. */
export function driftFacts(more: Partial<Facts<"drift">> = {}): Facts<"drift"> {
  return {
    stack: "prod",
    commit: "1".repeat(40),
    status: "findings",
    findings: ["0123456789abcdef"],
    unknown: [],
    heldBack: 0,
    manifest: "a".repeat(64),
    ...more,
  };
}

/** What opening a pull request writes down, unless stated otherwise. */
export function proposedFacts(more: Partial<Facts<"proposed">> = {}): Facts<"proposed"> {
  return {
    stack: "prod",
    branch: "revoke/prod/service-accounts-0123456789ab",
    number: 1,
    head: "2".repeat(40),
    digest: "d",
    action: "opened",
    ...more,
  };
}

/** A ledger of so many entries over several months, one a day, as its files. */
export function ledgerOf(count: number): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  let last: Entry | undefined;
  for (let day = 0; day < count; day++) {
    const at = `${new Date(Date.UTC(2026, 8, 20 + day)).toISOString().slice(0, 10)}T06:00:00Z` as Instant;
    last =
      day % 3 === 0
        ? nextEntry(last, "proposed", at, proposedFacts({ number: day + 1 }))
        : nextEntry(last, "drift", at, driftFacts({ heldBack: day }));
    files.set(fileOf(at), `${files.get(fileOf(at)) ?? ""}${printEntry(last)}`);
  }
  return files;
}
