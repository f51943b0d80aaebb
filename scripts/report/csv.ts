import type { Entry } from "../ledger/entry.ts";

/** Entries by type, as an export has them. */
export type Entries = { deployed: readonly Entry<"deployed">[]; drift: readonly Entry<"drift">[]; proposed: readonly Entry<"proposed">[] };

/** The columns, in order; what does not apply to a row is empty. */
const COLUMNS = [
  ...["entry", "at", "type", "stack", "commit", "what", "record", "result", "pulls", "requested_by", "approved_by", "merged_at"],
  ...["check", "severity", "finding", "exception", "observed", "hash"],
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | readonly (string | number)[]>>;

/** Entries as a table (RFC 4180, CRLF, UTF-8): a row for each record that a deployment touched, each finding and each pull request. */
export function evidenceCsv({ deployed, drift, proposed }: Entries): string {
  const rows = [...deployed.flatMap(deployedRows), ...drift.flatMap(driftRows), ...proposed.map(proposedRow)];
  const sorted = rows.map((row, index) => ({ row, index })).sort((a, b) => Number(a.row.entry) - Number(b.row.entry) || a.index - b.index);
  return [COLUMNS.join(","), ...sorted.map(({ row }) => COLUMNS.map((name) => cell(row[name])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

function common({ number, at, type, hash, facts }: Entry<"deployed" | "drift" | "proposed">): Row {
  return { entry: number, at, type, hash, stack: facts.stack };
}

function deployedRows(entry: Entry<"deployed">): readonly Row[] {
  const { facts } = entry;
  const row: Row = {
    ...common(entry),
    commit: facts.commit,
    result: `${facts.result}, ${facts.readBack.result}, approvals ${facts.approvals}`,
  };
  if (!facts.touched?.length) return [{ ...row, what: facts.touched ? "nothing to do" : "not said" }];
  return facts.touched.map(({ record, operations, observed }) => {
    const changes = (facts.changes ?? []).filter(({ records }) => records.includes(record));
    return {
      ...row,
      record,
      observed,
      what: Object.entries(operations).map(([op, count]) => `${op} ${count}`),
      pulls: changes.map(({ pull }) => pull),
      requested_by: changes.flatMap(({ requestedBy }) => requestedBy),
      approved_by: changes.flatMap(({ approvedBy }) => approvedBy),
      merged_at: changes.map(({ mergedAt }) => mergedAt),
    };
  });
}

function driftRows(entry: Entry<"drift">): readonly Row[] {
  const { facts } = entry;
  const row: Row = { ...common(entry), commit: facts.commit, result: facts.status };
  return [
    { ...row, what: `compared, ${facts.findings.length} findings, ${facts.unknown.length} checks unknown` },
    ...facts.findings.map(({ id, check, record, severity, subject }) => ({
      ...row,
      ...{ what: "found", record: record ?? `sha256:${subject}`, check, severity, finding: id },
    })),
    ...(facts.covered ?? []).map(({ id, check, record, exception }) => ({
      ...row,
      what: "excepted",
      record: record ?? "",
      check,
      finding: id,
      exception,
    })),
  ];
}

function proposedRow(entry: Entry<"proposed">): Row {
  const { facts } = entry;
  const askedBy = facts.askedBy ?? [];
  return {
    ...common(entry),
    commit: facts.head,
    what: facts.action,
    record: facts.record ?? "",
    pulls: [facts.number],
    requested_by: askedBy,
  };
}

/** A cell. What a spreadsheet would take for a formula is kept as text by an apostrophe (OWASP, "CSV Injection"). */
export function cell(value: Row[keyof Row]): string {
  const text = value === undefined ? "" : typeof value === "object" ? [...new Set(value)].join(" ") : String(value);
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
