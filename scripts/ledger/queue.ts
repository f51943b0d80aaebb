import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "../../stacks/model/instant.ts";
import { LedgerError } from "./chain.ts";
import type { EntryType, Facts } from "./entry.ts";
import type { Ledger } from "./ledger.ts";

/** Where entries wait that could not be written, because GitHub did not answer in the hour when something had to be done. */
export const QUEUE_FOLDER = join(".tenure", "queue");

/** Keeps an entry until the ledger can be written again. A name says when, and what it holds: the same entry twice is one. */
export function enqueue<T extends EntryType>(folder: string, type: T, at: Instant, facts: Facts<T>): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${at.replace(/[-:]/g, "")}-${type}-${process.pid}-${readdirSync(folder).length}.json`);
  writeFileSync(`${file}.part`, `${JSON.stringify({ type, at, facts })}\n`);
  renameSync(`${file}.part`, file);
}

/**
 * Writes what waits, oldest first, and takes each away once it is written; a run that is killed in between writes one twice, never none.
 * @returns how many were written. @throws what keeps the ledger from being written, and LedgerError for a file that holds no entry
 */
export async function flush(folder: string, ledger: Ledger): Promise<number> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  for (const name of files.sort()) {
    const { type, at, facts } = entryIn(join(folder, name));
    await ledger.append(type, at, facts);
    rmSync(join(folder, name), { force: true });
  }
  return files.length;
}

function entryIn(file: string): { type: EntryType; at: Instant; facts: Facts<EntryType> } {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new LedgerError("LEDGER_UNREADABLE", `${file} holds no entry that waits: ${(cause as Error).message}`, { cause });
  }
}
