import { ProjectError } from "../../stacks/model/errors.ts";
import { canonical } from "./canonical.ts";
import { type Entry, GENESIS, hashOf } from "./entry.ts";

/** Thrown when the ledger is not an unbroken chain; names the first line that does not fit. */
export class LedgerError extends ProjectError<"LEDGER_BROKEN" | "LEDGER_UNREADABLE"> {
  override name = "LedgerError";
}

/**
 * Reads all entries, oldest first, and verifies the chain while reading.
 * @throws LedgerError at the first entry that is altered, missing or in another place. What was cut off at the end only an anchor outside can tell.
 */
export function readChain(files: ReadonlyMap<string, string>): readonly Entry[] {
  const entries: Entry[] = [];
  for (const [file, text] of [...files].filter(([path]) => path.endsWith(".jsonl")).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = text.split("\n");
    if (lines.pop() !== "") throw broken(file, lines.length + 1, "the last line is cut short");
    for (const [index, line] of lines.entries()) entries.push(readLine(file, index + 1, line, entries.at(-1)));
  }
  return entries;
}

/** An entry as its line. */
export function printEntry(entry: Entry): string {
  return `${canonical(entry)}\n`;
}

function readLine(file: string, line: number, text: string, last: Entry | undefined): Entry {
  const entry = parse(text);
  if (!entry) throw broken(file, line, "it is not an entry in JSON");
  if (entry.previous !== (last?.hash ?? GENESIS) || entry.number !== (last?.number ?? 0) + 1)
    throw broken(file, line, `it does not follow entry ${last?.number ?? 0}`);
  if (!isWritten(entry, text)) throw broken(file, line, "its content is not what was written");
  return entry;
}

function isWritten(entry: Entry, text: string): boolean {
  const { schema, number, at, type, facts, previous, hash, ...strange } = entry;
  if (schema !== "tenure/entry/1" || Object.keys(strange).length > 0) return false;
  try {
    return hashOf({ schema, number, at, type, facts, previous }) === hash && canonical(entry) === text;
  } catch {
    return false; // what canonical JSON cannot say (half a character) was never written
  }
}

/** The line as an entry, whatever stands in it; `undefined` when it is no JSON object. */
function parse(text: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Entry) : undefined;
  } catch {
    return undefined;
  }
}

function broken(file: string, line: number, why: string): LedgerError {
  return new LedgerError("LEDGER_BROKEN", `the ledger is broken at ${file}:${line}: ${why}`, { details: { file, line } });
}
