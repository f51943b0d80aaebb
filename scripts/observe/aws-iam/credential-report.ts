import { setTimeout as delay } from "node:timers/promises";
import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Credential, Root } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

const WAIT_MS = 1_000;
/** AWS makes most reports within seconds; after a minute something is wrong. */
const ATTEMPTS = 60;

/** Columns that are read; AWS may add others at any time and they are passed over. */
const COLUMNS = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
] as const;

/** What a report says, users and root apart. */
type Report = { root: Root | null; rows: readonly Credential[] };

/**
 * Who has a password, MFA, keys and certificates, one row for each user; root stands apart.
 * AWS makes at most one report in four hours and returns the old one meanwhile: `reportedAt` says how old it is.
 */
export async function readCredentialReport(iam: IAMClient, recorder: Recorder): Promise<{ reportedAt: Instant } & Report> {
  await generate(iam, recorder);
  const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}));
  if (!Content || !GeneratedTime) throw new PartError("GetCredentialReport", "an empty report");
  const report = parseReport(Buffer.from(Content).toString("utf8"));
  recorder.page("GetCredentialReport", report.rows.length);
  return { reportedAt: instantOf(GeneratedTime), ...report };
}

async function generate(iam: IAMClient, recorder: Recorder): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { State } = await iam.send(new GenerateCredentialReportCommand({}));
    recorder.page("GenerateCredentialReport", 0);
    if (State === "COMPLETE") return;
    await delay(WAIT_MS);
  }
  throw new PartError("GenerateCredentialReport", `not ready after ${ATTEMPTS} attempts`, { retry: true });
}

/** Reads the report by its column names. @throws PartError when a column that is needed is missing or a row is cut short. */
export function parseReport(csv: string): Report {
  const [header, ...lines] = csv
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .map(cells);
  const index = Object.fromEntries(COLUMNS.map((column) => [column, header?.indexOf(column) ?? -1])) as Record<
    (typeof COLUMNS)[number],
    number
  >;
  const missing = COLUMNS.filter((column) => index[column] < 0);
  if (missing.length > 0) throw new PartError("GetCredentialReport", `columns missing: ${missing.join(", ")}`);
  let root: Root | null = null;
  const rows = lines.flatMap((row, line) => {
    if (row.length !== header!.length)
      throw new PartError("GetCredentialReport", `line ${line + 2} has ${row.length} columns, expected ${header!.length}`);
    const cell = (column: Column) => row[index[column]]!;
    if (cell("user") !== "<root_account>") return [credentialOf(cell, line + 2)];
    const { mfa, keys, hasCertificates, passwordLastUsedAt } = { ...credentialOf(cell, line + 2) };
    root = { mfa, keys: keys.filter(({ active }) => active).length, hasCertificates, passwordLastUsedAt };
    return [];
  });
  return { root, rows };
}

type Column = (typeof COLUMNS)[number];

function credentialOf(cell: (column: Column) => string, line: number): Credential {
  const yes = (column: Column) => cell(column).toLowerCase() === "true";
  const at = (column: Column) => momentOf(cell(column), column, line);
  // What was made and is Inactive shows only in its date: "N/A" there means that there is none.
  const isThere = (active: Column, rotated: Column) => yes(active) || cell(rotated) !== "N/A";
  const keys = ([1, 2] as const).flatMap((slot) => {
    const [active, rotated] = [`access_key_${slot}_active`, `access_key_${slot}_last_rotated`] as const;
    return isThere(active, rotated)
      ? [{ active: yes(active), rotatedAt: at(rotated), lastUsedAt: at(`access_key_${slot}_last_used_date`) }]
      : [];
  });
  return {
    user: cell("arn") as Arn,
    createdAt: at("user_creation_time") ?? ("1970-01-01T00:00:00Z" as Instant),
    console: yes("password_enabled"),
    passwordLastUsedAt: at("password_last_used"),
    ...(yes("password_enabled") ? { passwordChangedAt: at("password_last_changed") } : {}),
    mfa: yes("mfa_active"),
    hasKeys: keys.length > 0,
    keys,
    hasCertificates: isThere("cert_1_active", "cert_1_last_rotated") || isThere("cert_2_active", "cert_2_last_rotated"),
  };
}

/** What AWS writes where there is no date. */
const NO_DATE = ["N/A", "no_information", "not_supported", ""];

function momentOf(text: string, column: Column, line: number): Instant | null {
  if (NO_DATE.includes(text)) return null;
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new PartError("GetCredentialReport", `line ${line}: ${column}: expected a date, got "${text}"`);
  return instantOf(date);
}

/** One line of RFC 4180: names may hold commas, and AWS quotes those. */
function cells(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
    .slice(0, countCells(line))
    .map(([, cell]) => (cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!));
}

function countCells(line: string): number {
  return line.replace(/"(?:[^"]|"")*"/g, "").split(",").length;
}
