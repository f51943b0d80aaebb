import { z } from "zod";
import { duration, strictObject, wordRecord } from "./fields.ts";
import { type Duration, parseDuration } from "./instant.ts";

/** What `settings.yaml` says of sources beyond AWS. Nothing is read from outside unless it stands here. */

const ms = (text: string): Duration => parseDuration(text)!;
const url = z
  .url({ protocol: /^https?$/ })
  .refine((text) => /^https:|^http:\/\/127\.0\.0\.1[:/]/.test(text), { error: "expected https (http only to 127.0.0.1)" })
  .describe("where it answers, without a trailing slash")
  .meta({ examples: ["https://hr.example.com/scim/v2"] });
const column = (description: string, example: string) =>
  z
    .string()
    .min(1)
    .describe(description)
    .meta({ examples: [example] });
const file = z
  .string()
  .min(1)
  .describe("path of the export, from where the command runs")
  .meta({ examples: ["feeds/hr.csv"] });

/** How the bytes of an export are to be read: what is written otherwise is not guessed but a gap. */
const encoding = z.enum(["utf-8", "utf-16le", "windows-1252"]).default("utf-8").describe("encoding; windows-1252 includes latin-1");
const delimiter = z.string().length(1).default(",").describe("what stands between two columns");

const words = strictObject({
  status: wordRecord(z.string(), z.enum(["active", "leave", "left"]))
    .default({})
    .describe("words of the feed for active, leave and left; a word that is neither ours nor here is never taken for left")
    .meta({ examples: [{ Terminated: "left" }] }),
  type: wordRecord(z.string(), z.enum(["employee", "contractor", "seasonal", "external"]))
    .default({})
    .describe("words of the feed for employee, contractor, seasonal and external")
    .meta({ examples: [{ "Contingent Worker": "external" }] }),
})
  .prefault({})
  .describe("words of the feed that are not ours");

const guarded = {
  tenant: z
    .string()
    .nullable()
    .default(null)
    .describe("tenant that the feed must name; null asks for none")
    .meta({ examples: ["acme-prod"] }),
  staleAfter: duration.default(ms("36h")).describe("older than this the feed says nothing; a nightly export may be late by half a day"),
  least: z.int().min(1).default(1).describe("least plausible number of people"),
  words,
};

const dates = z.enum(["yyyy-mm-dd", "dd.mm.yyyy", "mm/dd/yyyy"]).default("yyyy-mm-dd").describe("how dates are written");

const FORMATS = "csv, json for a file that holds tenure/hr/1 itself, scim (2.0) or okta";

const hr = z.discriminatedUnion("format", [
  strictObject({
    format: z.literal("csv").describe(FORMATS),
    file,
    encoding,
    delimiter,
    dates,
    columns: strictObject({
      id: column("column of the person id", "Worker ID"),
      type: column("column of the kind of work", "Worker Type").optional(),
      status: column("column of the status", "Status"),
      starts: column("column of the first day", "Hire Date").optional(),
      ends: column("column of the last day", "Termination Date").optional(),
      department: column("column of the department", "Department").optional(),
      position: column("column of the position", "Position").optional(),
      manager: column("column of the manager's person id", "Manager ID").optional(),
      timeZone: column("column of the time zone", "Time Zone").optional(),
      tenant: column("column of the tenant", "Tenant").optional(),
      asOf: column("column of the moment of the export; without it, when the file was written", "Exported At").optional(),
    }).describe("header of the column of each field"),
    ...guarded,
  }),
  strictObject({ format: z.literal("json").describe(FORMATS), file, ...guarded }),
  strictObject({ format: z.literal("scim").describe(FORMATS), url, ...guarded }),
  strictObject({
    format: z.literal("okta").describe(FORMATS),
    url,
    person: z.string().min(1).default("employeeNumber").describe("attribute of Okta's profile that holds the person id"),
    ...guarded,
  }),
]);

/** The sources beyond AWS; none unless stated. */
export const sources = strictObject({
  hr: hr
    .nullable()
    .default(null)
    .describe("where people come from, read as tenure/hr/1; the token of a service is HR_TOKEN")
    .meta({ examples: [{ format: "json", file: "feeds/hr.json" }] }),
})
  .prefault({})
  .describe("sources beyond AWS, read by drift. Why: none, until somebody states one");

/** The sources beyond AWS as read. */
export type ConfiguredSources = z.output<typeof sources>;

/** Where people come from. */
export type HrSource = NonNullable<ConfiguredSources["hr"]>;
