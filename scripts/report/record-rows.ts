import { describeEndOf } from "../../stacks/kinds/kinds.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { compareText } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type OwnerRef, parseRecordRef, type RecordRef, recordRef } from "../../stacks/model/ref.ts";

/** What a record comes to at a moment: `ended` is active but past its end. */
export type State = "active" | "disabled" | "ended";

/** All states that a row can be in. */
export const STATES: readonly State[] = ["active", "disabled", "ended"];

/** One record or exception in a list: who answers for it, what for, until when, and where it stands. */
export type Row = {
  stack: string;
  record: RecordRef;
  kind: string;
  owner: OwnerRef;
  purpose: string;
  state: State;
  expires: Instant;
  file: string;
};

/** What a list is narrowed to; what is absent narrows nothing. `before` is the first end that is too late. */
export type Filter = {
  stack?: string | undefined;
  owner?: string | undefined;
  kind?: string | undefined;
  state?: string | undefined;
  before?: Instant | undefined;
};

/** Every record and exception of the organisation that a filter lets through, by account and name. An exception's owner is its subject's. */
export function rowsOf(declared: Declared, filter: Filter, asOf: Instant): readonly Row[] {
  return [...declared.accounts.values()]
    .flatMap((account) => [...recordRows(account, asOf), ...exceptionRows(account, asOf)])
    .filter((row) => matches(row, filter))
    .sort((a, b) => compareText(a.stack, b.stack) || compareText(a.record, b.record));
}

/** The list for a terminal; `ends` in words, one record a line. */
export function rowsText(rows: readonly Row[], asOf: Instant): string {
  if (rows.length === 0) return "no record matches";
  const lines = rows.map(({ stack, record, kind, owner, state, expires }) => [
    stack,
    record,
    owner,
    state,
    describeEndOf(kind, expires, asOf),
  ]);
  return [...columns(lines), "", `${rows.length} record${rows.length === 1 ? "" : "s"}`].join("\n");
}

/** Rows of words as lines, each column as wide as its widest word. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((word, column) => word.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
}

/** The state of a record at a moment. */
export function stateOf(record: { state?: string | undefined; expires: Instant }, asOf: Instant): State {
  if (record.state === "disabled") return "disabled";
  return record.expires <= asOf ? "ended" : "active";
}

function recordRows({ name: stack, records }: Account, asOf: Instant): readonly Row[] {
  return [...records.values()].map(({ ref, kind, fields, source }) => {
    const { owner, purpose, expires } = fields;
    return { stack, record: ref, kind, owner, purpose, state: stateOf(fields, asOf), expires, file: source.file };
  });
}

function exceptionRows({ name: stack, records, exceptions }: Account, asOf: Instant): readonly Row[] {
  return exceptions.map(({ id, rule, subject, approvedBy, expires, source }) => ({
    stack,
    record: recordRef("exceptions", parseRecordRef(id.slice(stack.length + 1))?.name ?? id),
    kind: "exceptions",
    owner: records.get(subject)?.fields.owner ?? approvedBy,
    purpose: `${rule} does not hold for ${subject}`,
    state: stateOf({ expires }, asOf),
    expires,
    file: source.file,
  }));
}

function matches(row: Row, { stack, owner, kind, state, before }: Filter): boolean {
  const wanted = [
    [stack, row.stack],
    [owner, row.owner],
    [kind, row.kind],
    [state, row.state],
  ];
  return wanted.every(([asked, found]) => asked === undefined || asked === found) && (before === undefined || row.expires < before);
}
