import type { Declared } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { Written } from "../../ledger/entry.ts";
import { entriesOf } from "../../ledger/ledger.ts";
import type { Observation } from "../../observe/observation.ts";
import type { FigureSources } from "../../report/figures/figures.ts";
import { readEvidence } from "../evidence/read.ts";

/** A ledger for a report: where it is, in words, and its entries. */
export type ReportLedger = { description: string; entries: readonly Written[] };

/** The ledger that the options ask for. @throws LedgerError when it is not whole, UsageError when there is none: nothing is never taken for an empty ledger */
export function readReportLedger(root: string, options: { ledger: string | undefined; ref: string | undefined }): ReportLedger {
  const { ledger, entries } = readEvidence({ root, options });
  return { description: ledger, entries };
}

/** Everything that figures are made of. */
export function figureSources(
  declared: Declared,
  { description, entries }: ReportLedger,
  observations: readonly Observation[],
  asOf: Instant,
): FigureSources {
  return {
    declared,
    ledger: { description, entries: entries.length, head: entries.at(-1)?.hash ?? null },
    deployed: entriesOf(entries, "deployed"),
    drift: entriesOf(entries, "drift"),
    proposed: entriesOf(entries, "proposed"),
    requests: entriesOf(entries, "request"),
    stopped: entriesOf(entries, "stopped"),
    observations,
    asOf,
  };
}
