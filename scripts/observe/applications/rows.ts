import type { ApplicationSource } from "../../../stacks/model/configured.ts";
import { type Instant, instantOf, parseInstant } from "../../../stacks/model/instant.ts";
import { PartError } from "../part.ts";
import type { AccountList, ElsewhereAccount } from "./account.ts";

/** An account of which an export says what nobody understands: held as it is. */
export type HeldAccount = { id: string; reason: string };

/** What was read of an application, before anybody judged whether it can be true. */
export type ReadList = AccountList & { held: readonly HeldAccount[] };

/** One line of an export under our names; `where` is its place, for people. */
export type Line = { where: string; values: Readonly<Record<ColumnName, string | null>> };

/** What may be declared of an export. */
export type ColumnName = "id" | "active" | "lastUsed" | "admin" | "person" | "asOf";

type Mapped = Pick<Extract<ApplicationSource, { format: "csv" | "json" }>, "columns" | "words">;

/** The columns as they are asked for: those that nobody declared are `undefined`. */
export function columnsOf({ columns }: Pick<Mapped, "columns">): Readonly<Record<ColumnName, string | undefined>> {
  const { id, active, lastUsed, admin, person, asOf } = columns;
  return { id, active, lastUsed, admin, person, asOf };
}

/** The lines of an export as accounts. The oldest line says how old it is. @throws PartError naming the line and the column that is otherwise. */
export function listOf(lines: readonly Line[], source: Mapped, writtenAt: Instant): ReadList {
  const { columns, words } = source;
  const held: HeldAccount[] = [];
  const accounts = lines.flatMap(({ where, values }): ElsewhereAccount[] => {
    const { id, person } = values;
    if (id === null) throw new PartError("parse", `malformed: ${where}: ${columns.id}: expected an id, got nothing`);
    const active = columns.active === undefined ? true : flagOf(values.active, { ...TRUTH, ...ACTIVITY, ...words.active });
    const admin = columns.admin === undefined ? null : flagOf(values.admin, { ...TRUTH, ...words.admin });
    const lastUsedAt = momentOf(values.lastUsed, `${where}: ${columns.lastUsed}`);
    if (active !== undefined && admin !== undefined) return [{ id, active, admin, lastUsedAt, person, handle: null }];
    const [column, word] = active === undefined ? ["active", values.active] : ["admin", values.admin];
    held.push({ id, reason: `${where}: "${word ?? ""}" is no word that its words.${column} knows` });
    return [];
  });
  return { asOf: asOfOf(lines, columns.asOf, writtenAt), accounts, held };
}

const TRUTH = { true: true, false: false } as const;
const ACTIVITY = { active: true, inactive: false } as const;

function flagOf(word: string | null, known: Readonly<Record<string, boolean>>): boolean | undefined {
  return word !== null && Object.hasOwn(known, word) ? known[word] : undefined;
}

/** A moment without its zone is one of 24: only dates may go without. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})$/;

function momentOf(text: string | null, where: string): Instant | null {
  if (text === null) return null;
  const [, day, minute, second = ":00", , zone] = MOMENT.exec(text) ?? [];
  const at = day === undefined ? undefined : new Date(`${day}T${minute}${second}${zone!.replace(/(\d{2})(\d{2})$/, "$1:$2")}`);
  const found = at === undefined ? parseInstant(text) : Number.isNaN(at.getTime()) ? undefined : instantOf(at);
  if (found === undefined)
    throw new PartError("parse", `malformed: ${where}: expected a date or a moment with its zone (ISO 8601), got "${text}"`);
  return found;
}

function asOfOf(lines: readonly Line[], column: string | undefined, writtenAt: Instant): Instant {
  if (column === undefined) return writtenAt;
  const moments = lines.map(({ where, values }) => {
    const found = momentOf(values.asOf, `${where}: ${column}`);
    if (found === null) throw new PartError("parse", `malformed: ${where}: ${column}: expected a moment in each line`);
    return found;
  });
  return moments.sort()[0] ?? writtenAt;
}
