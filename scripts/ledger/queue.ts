import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Instant } from "../../stacks/model/instant.ts";
import { canonical } from "./canonical.ts";
import { LedgerError } from "./chain.ts";
import type { EntryType, Facts } from "./entry.ts";
import type { Ledger } from "./ledger.ts";

/** Where entries wait that could not be written, because GitHub did not answer in the hour when something had to be done. */
export const QUEUE_FOLDER = join(".tenure", "queue");

/** An entry that waits. */
export type Waiting<T extends EntryType = EntryType> = { type: T; at: Instant; facts: Facts<T> };

/** Keeps an entry on the disk until the ledger can be written again. Entries of one moment stay in the order in which they came. */
export function enqueue<T extends EntryType>(folder: string, type: T, at: Instant, facts: Facts<T>): void {
  mkdirSync(folder, { recursive: true });
  const before = readdirSync(folder).map((name) => Number(/^[^-]+-(\d+)-/.exec(name)?.[1] ?? 0));
  const number = String(Math.max(0, ...before) + 1).padStart(6, "0");
  const file = join(folder, `${at.replace(/[-:]/g, "")}-${number}-${type}-${process.pid}.json`);
  writeFileSync(`${file}.part`, `${JSON.stringify({ type, at, facts })}\n`, { flush: true });
  renameSync(`${file}.part`, file);
}

/** What waits, oldest first. @throws LedgerError for a file that holds no entry */
export function waiting(folder: string): readonly Waiting[] {
  return filesOf(folder).map((name) => entryIn(join(folder, name)));
}

/** How many entries wait, readable or not. */
export function countWaiting(folder: string): number {
  return filesOf(folder).length;
}

/**
 * Writes what waits, oldest first, and takes each away once it is written. What a run that was killed in between has written already
 * is not written twice.
 * @returns how many waited. @throws what keeps the ledger from being read or written, and LedgerError for a file that holds no entry
 */
export async function flush(folder: string, ledger: Ledger): Promise<number> {
  const files = filesOf(folder);
  if (files.length === 0) return 0;
  const known = new Set((await ledger.read()).map(({ type, at, facts }) => canonical({ type, at, facts })));
  for (const name of files) {
    const { type, at, facts } = entryIn(join(folder, name));
    const text = canonical({ type, at, facts });
    if (!known.has(text)) await ledger.append(type, at, facts);
    known.add(text);
    rmSync(join(folder, name), { force: true });
  }
  return files.length;
}

function filesOf(folder: string): readonly string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(".json"))
        .sort()
    : [];
}

function entryIn(file: string): Waiting {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new LedgerError("LEDGER_UNREADABLE", `${file} holds no entry that waits: ${(cause as Error).message}`, { cause });
  }
}
