import { z } from "zod";
import type { HrSource } from "../../../stacks/model/configured.ts";
import { parseInstant } from "../../../stacks/model/instant.ts";
import { conform } from "../conform.ts";
import { decode } from "../exports/decode.ts";
import type { Export } from "../exports/file.ts";
import { csvRows } from "../exports/rows.ts";
import { PartError } from "../part.ts";
import { type HrFeed, statedPerson } from "./record.ts";

/** A CSV file as a feed: columns, words and dates as declared. @throws PartError naming the line and the column that is otherwise. */
export function hrFromCsv({ bytes, writtenAt }: Export, source: Extract<HrSource, { format: "csv" }>): HrFeed {
  const { columns, encoding, delimiter, dates } = source;
  const asked = { ...NONE, ...columns };
  const rows = csvRows(decode(bytes, encoding), delimiter, asked);
  const people = rows.map(({ line, values: { tenant: _t, asOf: _a, ...values } }) => {
    const day = (name: "starts" | "ends") => dayOf(values[name], dates, `line ${line}: ${asked[name]}`);
    const found = { ...values, starts: day("starts"), ends: day("ends") };
    return conform("parse", z.record(z.string(), statedPerson), { [`line ${line}`]: found })[`line ${line}`]!;
  });
  const [tenant = null, ...tenants] = [...new Set(rows.map(({ values }) => values.tenant))];
  if (tenants.length > 0) throw new PartError("parse", `tenant: expected the same in each line, got ${[tenant, ...tenants].join(", ")}`);
  const moments = [...new Set(rows.map(({ values }) => values.asOf))];
  // The oldest line says how old the feed is.
  const stated = moments.filter((text) => text !== null).sort()[0];
  if (columns.asOf !== undefined && (stated === undefined || moments.includes(null)))
    throw new PartError("parse", `${columns.asOf}: expected a moment in each line`);
  const asOf = stated === undefined ? writtenAt : parseInstant(stated);
  if (asOf === undefined)
    throw new PartError("parse", `${columns.asOf}: expected an instant such as 2027-03-31T18:00:00Z, got "${stated}"`);
  return { schema: "tenure/hr/1", source: "csv", tenant, asOf, complete: true, count: people.length, people };
}

/** Fields that a file may go without. */
const NONE = {
  ...{ type: undefined, starts: undefined, ends: undefined, department: undefined, position: undefined },
  ...{ manager: undefined, timeZone: undefined, tenant: undefined, asOf: undefined },
};

const FORMS = {
  "yyyy-mm-dd": /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})$/,
  "dd.mm.yyyy": /^(?<d>\d{2})\.(?<m>\d{2})\.(?<y>\d{4})$/,
  "mm/dd/yyyy": /^(?<m>\d{2})\/(?<d>\d{2})\/(?<y>\d{4})$/,
} as const;

function dayOf(text: string | null, form: keyof typeof FORMS, where: string): string | null {
  if (text === null) return null;
  const found = FORMS[form].exec(text)?.groups;
  if (!found) throw new PartError("parse", `malformed: ${where}: expected a date as ${form}, got "${text}"`);
  return `${found.y}-${found.m}-${found.d}`;
}
