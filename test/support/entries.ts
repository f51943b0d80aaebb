import { printEntry } from "../../scripts/ledger/chain.ts";
import { type Entry, type EntryType, type Facts, fileOf, nextEntry } from "../../scripts/ledger/entry.ts";
import type { Instant } from "../../stacks/model/instant.ts";

/** What a drift run writes down, unless stated otherwise. */
export function driftFacts(more: Partial<Facts<"drift">> = {}): Facts<"drift"> {
  return {
    stack: "prod",
    commit: "1".repeat(40),
    status: "findings",
    settings: "5".repeat(64),
    findings: [{ id: "0123456789abcdef", check: "unmanaged", record: null, subject: "b".repeat(64), severity: "high" }],
    covered: [],
    checks: ["expired", "unmanaged"],
    unknown: [],
    heldBack: 0,
    tieOut: [{ type: "user", live: 3, declared: 2, unmanaged: 1, platform: 0, missing: 0 }],
    observedAt: "2026-09-20T05:59:00Z",
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
    digest: "d".repeat(24),
    action: "opened",
    record: "prod/service-accounts/exporter",
    ...more,
  };
}

/** What a deployment writes down, unless stated otherwise. */
export function deployedFacts(more: Partial<Facts<"deployed">> = {}): Facts<"deployed"> {
  return {
    stack: "prod",
    commit: "1".repeat(40),
    engine: "embedded",
    program: "a".repeat(64),
    settings: "5".repeat(64),
    baseline: false,
    approvals: "unverified",
    rules: ["key-limit-active", "tags-require-owner"],
    violations: [],
    result: "succeeded",
    operations: { create: 2, same: 1 },
    touched: [{ record: "prod/service-accounts/exporter", operations: { create: 2 }, observed: "c".repeat(64) }],
    readBack: { result: "as declared", findings: [], manifest: "a".repeat(64), observedAt: "2026-09-20T05:59:00Z" },
    ...more,
  };
}

/** A change as a deployment names it, unless stated otherwise. */
export function changeFacts(
  more: Partial<NonNullable<Facts<"deployed">["changes"]>[number]> = {},
): NonNullable<Facts<"deployed">["changes"]>[number] {
  return {
    commit: "1".repeat(40),
    pull: 12,
    digest: "d".repeat(64),
    requestedBy: ["person/w2"],
    approvedBy: ["person/w1"],
    mergedAt: "2026-09-20T05:00:00Z",
    records: ["prod/service-accounts/exporter"],
    exceptions: [],
    ...more,
  };
}

/** What a request writes down, unless stated otherwise. */
export function requestFacts(more: Partial<Facts<"request">> = {}): Facts<"request"> {
  return {
    stack: "prod",
    action: "grant",
    record: "grants/2026-11-24-w5-admin",
    role: "admin",
    who: "person/w5",
    askedBy: ["person/w5"],
    starts: "2026-11-24T00:00:00Z",
    ends: "2026-11-24T04:00:00Z",
    words: "c".repeat(24),
    branch: "request/prod/grant-0123456789ab",
    number: 1,
    issue: null,
    reason: "b".repeat(64),
    ...more,
  };
}

/** What stopping somebody at once writes down, unless stated otherwise. */
export function stoppedFacts(more: Partial<Facts<"stopped">> = {}): Facts<"stopped"> {
  return {
    stack: "prod",
    subject: "b".repeat(64),
    record: "prod/service-accounts/exporter",
    by: "person/w3",
    caller: "c".repeat(64),
    reason: "d".repeat(64),
    ref: null,
    keys: [],
    verified: true,
    ...more,
  };
}

/** What opening a sealed identity writes down, unless stated otherwise. */
export function breakGlassFacts(more: Partial<Facts<"break-glass">> = {}): Facts<"break-glass"> {
  return {
    ...{ stack: "prod", record: "prod/break-glass/glass-1", incident: "INC-1", action: "opened", by: "person/w3" },
    ...{ reviewer: null, reviewBy: null, key: null, outcome: null, reason: "c".repeat(64) },
    ...more,
  };
}

/** Entries of one type at these moments, as the ledger would hold them; numbered from `first`. */
export function entriesAt<T extends EntryType>(
  type: T,
  moments: readonly (readonly [at: string, facts: Facts<T>])[],
  first = 1,
): readonly Entry<T>[] {
  return moments.map(([at, facts], index) => nextEntry({ number: first + index - 1, hash: "0".repeat(64) }, type, at as Instant, facts));
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
