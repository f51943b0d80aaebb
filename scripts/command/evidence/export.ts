import { renameSync, writeFileSync } from "node:fs";
import { canonical } from "../../ledger/canonical.ts";
import { evidenceCsv } from "../../report/csv.ts";
import { evidenceJson } from "../../report/evidence-json.ts";
import { ocsfEvents } from "../../report/ocsf.ts";
import { oscalResults } from "../../report/oscal.ts";
import { allResults } from "../../report/proof-results.ts";
import type { Outcome } from "../command.ts";
import { oneOf } from "../named.ts";
import { UsageError } from "../options.ts";
import type { Asked } from "./asked.ts";
import { askedPeriod, type Evidence, readEvidence, within } from "./read.ts";

/** What an export is of: the entries of a period, and the head of the whole ledger. */
type Source = Evidence & { from: string | null; to: string | null; head: { number: number; hash: string; at: string } };

/** Every format: the same entries are the same bytes. OCSF is a line for each event, as collectors take it. */
const FORMATS: Readonly<Record<string, (source: Source) => string>> = {
  json: (source) => `${canonical(evidenceJson(source))}\n`,
  csv: (source) => evidenceCsv(source),
  ocsf: ({ drift, deployed }) =>
    ocsfEvents(drift, deployed)
      .map((event) => `${canonical(event)}\n`)
      .join(""),
  oscal: ({ drift, deployed, from, to, head, entries }) => {
    const period = { from: from ?? entries[0]?.at ?? head.at, to: to ?? head.at };
    return `${canonical(oscalResults({ ...period, head, results: allResults(drift, deployed) }))}\n`;
  },
};

/** `evidence export`: the ledger in a format of others. */
export function exportEvidence(asked: Asked): Outcome {
  const { options } = asked;
  const format = oneOf("--format", options.format, Object.keys(FORMATS));
  if (format === undefined) throw new UsageError(`--format: expected ${Object.keys(FORMATS).join(", ")}, got nothing`);
  const { from, to } = askedPeriod(options);
  const whole = readEvidence(asked);
  const last = whole.entries.at(-1);
  if (!last) throw new UsageError("export: the ledger holds no entry yet");
  const head = { number: last.number, hash: last.hash, at: last.at };
  const text = FORMATS[format]!({ ...within(whole, from, to), from: from ?? null, to: to ?? null, head });
  if (options.out === undefined) return { result: "clean", output: text };
  // Beside and renamed: whoever reads the file never finds half of it.
  writeFileSync(`${options.out}.part`, text);
  renameSync(`${options.out}.part`, options.out);
  return {
    result: "clean",
    output: `${options.out}: ${format}, ${Buffer.byteLength(text)} bytes, up to entry ${head.number} (${head.hash})`,
  };
}
