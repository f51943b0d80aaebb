import { parse } from "csv-parse/sync";
import { PartError } from "../part.ts";

/** One line of an export: where it stands, and its values under the names that were asked for; empty is `null`. */
export type Row<Name extends string> = { line: number; values: Readonly<Record<Name, string | null>> };

/**
 * The rows of a CSV file (RFC 4180) under our names. `columns` are the headers by our names; those that are `undefined` are `null` in each row.
 * @throws PartError for a header that is missing or there twice, and for a line with more or fewer values than the header.
 */
export function csvRows<Name extends string>(
  text: string,
  delimiter: string,
  columns: Readonly<Record<Name, string | undefined>>,
): readonly Row<Name>[] {
  const [first, ...lines] = linesOf(text, delimiter);
  if (first === undefined) throw new PartError("parse", "it is empty: not even a header");
  const header = first.record.map((cell) => cell.trim());
  const places = Object.entries(columns as Record<string, string | undefined>).map(
    ([name, title]) => [name, placeOf(header, title)] as const,
  );
  return lines.map(({ record, info }) => ({
    line: info.lines,
    values: Object.fromEntries(
      places.map(([name, place]) => [name, place === undefined ? null : cellOf(record[place])]),
    ) as Row<Name>["values"],
  }));
}

type Line = { record: string[]; info: { lines: number } };

function linesOf(text: string, delimiter: string): readonly Line[] {
  try {
    return parse(text, { delimiter, skip_empty_lines: true, info: true }) as unknown as Line[];
  } catch (cause) {
    throw new PartError("parse", `the columns are shifted, or it is no CSV: ${(cause as Error).message}`, { cause });
  }
}

function placeOf(header: readonly string[], title: string | undefined): number | undefined {
  if (title === undefined) return undefined;
  const places = header.flatMap((cell, index) => (cell === title ? [index] : []));
  if (places.length !== 1)
    throw new PartError("parse", `header: expected the column "${title}" once, got it ${places.length} times in ${header.join(", ")}`);
  return places[0];
}

function cellOf(cell: string | undefined): string | null {
  const text = (cell ?? "").trim();
  return text === "" ? null : text;
}
