import { ProjectError } from "../../stacks/model/errors.ts";
import { canonical } from "./canonical.ts";
import { GENESIS, hashOf, isVersion, problemOfFacts, type Written } from "./entry.ts";

/** Thrown when the ledger is not an unbroken chain; names the first line that does not fit. */
export class LedgerError extends ProjectError<"LEDGER_BROKEN" | "LEDGER_UNREADABLE" | "ANCHOR_FAILED"> {
  override name = "LedgerError";
}

/** The first line of a ledger that is altered, missing or in another place; `expected` and `got` are in words for people. */
export type Break = { file: string; line: number; why: string; expected: string; got: string };

/** A ledger as far as it is an unbroken chain, oldest entry first, and where it breaks. */
export type Chain = { entries: readonly Written[]; broken: Break | undefined };

/**
 * Reads all entries, oldest first, and verifies the chain while reading.
 * @throws LedgerError at the first entry that is altered, missing or in another place. What was cut off at the end only an anchor outside can tell.
 */
export function readChain(files: ReadonlyMap<string, string>): readonly Written[] {
  const { entries, broken } = checkChain(files);
  if (!broken) return entries;
  const { file, line, why } = broken;
  throw new LedgerError("LEDGER_BROKEN", `the ledger is broken at ${file}:${line}: ${why}`, { details: { file, line } });
}

/**
 * The same as a result, for whoever asks whether a ledger is whole.
 * @param options `strictly` also holds each entry against the schema of its version and type; `after` is the entry that came before these files
 */
export function checkChain(files: ReadonlyMap<string, string>, options: { strictly?: boolean; after?: Written | undefined } = {}): Chain {
  const { strictly = false, after } = options;
  const entries: Written[] = [];
  for (const [file, text] of [...files].filter(([path]) => path.endsWith(".jsonl")).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const lines = text.split("\n");
    const rest = lines.pop() ?? "";
    for (const [index, line] of lines.entries()) {
      const read = readLine(line, entries.at(-1) ?? after, strictly);
      if ("why" in read) return { entries, broken: { file, line: index + 1, ...read } };
      entries.push(read);
    }
    if (rest !== "") return { entries, broken: { file, line: lines.length + 1, ...CUT, got: `${rest.length} characters without one` } };
  }
  return { entries, broken: undefined };
}

const CUT = { why: "the last line is cut short", expected: "a line break at the end of every entry" };

type Wrong = Pick<Break, "why" | "expected" | "got">;

function readLine(text: string, last: Written | undefined, strictly: boolean): Written | Wrong {
  const entry = parse(text);
  if (!entry) return { why: "it is not an entry in JSON", expected: "an entry in canonical JSON", got: shortened(text) };
  const number = (last?.number ?? 0) + 1;
  const previous = last?.hash ?? GENESIS;
  if (entry.previous !== previous || entry.number !== number)
    return {
      why: `it does not follow entry ${last?.number ?? 0}`,
      expected: `entry ${number} after ${previous.slice(0, 16)}`,
      got: `entry ${shortened(String(entry.number))} after ${shortened(String(entry.previous))}`,
    };
  const written = writtenOf(entry, text);
  if (written !== undefined) return { why: "its content is not what was written", ...written };
  const problem = strictly ? problemOfFacts(entry) : undefined;
  return problem === undefined
    ? entry
    : { why: "it holds what no entry may hold", expected: `facts as ${entry.schema} allows them`, got: problem };
}

/** What the line would have to be; `undefined` when it is that. */
function writtenOf(entry: Written, text: string): Pick<Wrong, "expected" | "got"> | undefined {
  const { schema, number, at, type, facts, previous, hash, ...strange } = entry;
  if (!isVersion(schema)) return { expected: "a version of entries that this program knows", got: shortened(String(schema)) };
  const [more] = Object.keys(strange);
  if (more !== undefined) return { expected: "nothing beside what an entry has", got: `the member ${shortened(more)}` };
  try {
    const real = hashOf({ schema, number, at, type, facts, previous });
    if (real !== hash)
      return { expected: `content with the hash ${shortened(String(hash))}`, got: `content with the hash ${shortened(real)}` };
    return canonical(entry) === text ? undefined : { expected: "canonical JSON (RFC 8785)", got: "the same content, written otherwise" };
  } catch (error) {
    return { expected: "canonical JSON (RFC 8785)", got: (error as Error).message }; // half a character was never written
  }
}

/** An entry as its line. */
export function printEntry(entry: Written): string {
  return `${canonical(entry)}\n`;
}

/** The line as an entry, whatever stands in it; `undefined` when it is no JSON object. */
function parse(text: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Written) : undefined;
  } catch {
    return undefined;
  }
}

function shortened(text: string): string {
  return text.length > 16 ? `${text.slice(0, 16)}…` : text;
}

/** The text of a file of the ledger. Bytes that are no UTF-8 would otherwise be read as the same character, whatever they are. @throws LedgerError */
export function textOfFile(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    const before = new TextDecoder("utf-8").decode(bytes).split("\ufffd")[0] ?? "";
    const line = before.split("\n").length;
    throw new LedgerError("LEDGER_BROKEN", `the ledger is broken at ${file}:${line}: it holds bytes that are no UTF-8`, {
      cause,
      details: { file, line },
    });
  }
}
