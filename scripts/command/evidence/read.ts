import type { Instant } from "../../../stacks/model/instant.ts";
import { checkChain, LedgerError } from "../../ledger/chain.ts";
import type { Entry, Written } from "../../ledger/entry.ts";
import { entriesOf } from "../../ledger/ledger.ts";
import { instantOption, UsageError } from "../options.ts";
import type { Asked } from "./asked.ts";
import { readLedgerFiles } from "./source.ts";

/** The types of entries that answers are made of. */
const TYPES = ["deployed", "drift", "proposed", "request", "stopped"] as const;

type OfTypes = { [T in (typeof TYPES)[number]]: readonly Entry<T>[] };

/** The entries of a whole ledger, and those of each type as the current version says them. */
export type Evidence = OfTypes & { ledger: string; entries: readonly Written[] };

/** Reads the ledger for an answer. @throws LedgerError when it is not whole: no answer comes from a ledger that somebody altered */
export function readEvidence({ root, options }: { root: string; options: Pick<Asked["options"], "ledger" | "ref"> }): Evidence {
  const { description, files } = readLedgerFiles(root, options);
  const { entries, broken } = checkChain(files, { strictly: true });
  if (broken) {
    const { file, line, why, expected, got } = broken;
    const message = `the ledger is broken at ${file}:${line}: ${why}: expected ${expected}, got ${got} (npm run evidence -- verify)`;
    throw new LedgerError("LEDGER_BROKEN", message, { details: { file, line } });
  }
  return { ledger: description, entries, ...ofTypes(entries) };
}

/** What was written from `--from` on and before `--to`. */
export function within(evidence: Evidence, from: Instant | undefined, to: Instant | undefined): Evidence {
  const entries = evidence.entries.filter(({ at }) => (from === undefined || at >= from) && (to === undefined || at < to));
  return { ...evidence, entries, ...ofTypes(entries) };
}

/** The instants of `--from` and `--to`. @throws UsageError when they are no period */
export function askedPeriod(options: Asked["options"]): { from: Instant | undefined; to: Instant | undefined } {
  const [from, to] = [instantOption("--from", options.from), instantOption("--to", options.to)];
  if (from !== undefined && to !== undefined && from >= to) throw new UsageError(`--to: expected an instant after ${from}, got ${to}`);
  return { from, to };
}

function ofTypes(entries: readonly Written[]): OfTypes {
  return Object.fromEntries(TYPES.map((type) => [type, entriesOf(entries, type)])) as OfTypes;
}
