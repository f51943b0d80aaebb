import { setTimeout as delay } from "node:timers/promises";
import { GenerateCredentialReportCommand, GetCredentialReportCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Credential } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

const WAIT_MS = 1_000;
/** AWS makes most reports within seconds; after a minute something is wrong. */
const ATTEMPTS = 60;

/** Columns that are read; AWS may add others at any time and they are passed over. */
const COLUMNS = [
  "user",
  "arn",
  "password_enabled",
  "mfa_active",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_2_active",
  "access_key_2_last_rotated",
] as const;

/**
 * Who has a password, MFA and keys, one row for each user and none for root.
 * AWS makes at most one report in four hours and returns the old one meanwhile: `reportedAt` says how old it is.
 */
export async function readCredentialReport(
  iam: IAMClient,
  recorder: Recorder,
): Promise<{ reportedAt: Instant; rows: readonly Credential[] }> {
  await generate(iam, recorder);
  const { Content, GeneratedTime } = await iam.send(new GetCredentialReportCommand({}));
  if (!Content || !GeneratedTime) throw new PartError("GetCredentialReport", "an empty report");
  const rows = parseReport(Buffer.from(Content).toString("utf8"));
  recorder.page("GetCredentialReport", rows.length);
  return { reportedAt: instantOf(GeneratedTime), rows };
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
export function parseReport(csv: string): readonly Credential[] {
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
  return lines.flatMap((row, line) => {
    if (row.length !== header!.length)
      throw new PartError("GetCredentialReport", `line ${line + 2} has ${row.length} columns, expected ${header!.length}`);
    const cell = (column: (typeof COLUMNS)[number]) => row[index[column]]!;
    const yes = (column: (typeof COLUMNS)[number]) => cell(column).toLowerCase() === "true";
    // A key that was made and is Inactive shows only in its date: "N/A" there means that there is none.
    const has = (slot: 1 | 2) => yes(`access_key_${slot}_active`) || cell(`access_key_${slot}_last_rotated`) !== "N/A";
    if (cell("user") === "<root_account>") return [];
    return [{ user: cell("arn") as Arn, console: yes("password_enabled"), mfa: yes("mfa_active"), hasKeys: has(1) || has(2) }];
  });
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
