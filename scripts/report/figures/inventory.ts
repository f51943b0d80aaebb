import { compareText } from "../../../stacks/model/errors.ts";
import type { Row, State } from "../record-rows.ts";

/** How many records of one kind or owner there are, and in which state. */
export type Count = { name: string; total: number } & Readonly<Record<State, number>>;

/** What is declared, counted. Exceptions are no records of access and are counted apart. */
export type Inventory = { records: Count; kinds: readonly Count[]; owners: readonly Count[] };

/** Counts rows by kind and by owner, the largest first. */
export function inventoryOf(rows: readonly Row[]): Inventory {
  const own = rows.filter(({ kind }) => kind !== "exceptions");
  return { records: countOf("all", own), kinds: countsBy(own, ({ kind }) => kind), owners: countsBy(own, ({ owner }) => owner) };
}

function countsBy(rows: readonly Row[], nameOf: (row: Row) => string): readonly Count[] {
  return [...Map.groupBy(rows, nameOf)]
    .map(([name, group]) => countOf(name, group))
    .sort((a, b) => b.total - a.total || compareText(a.name, b.name));
}

function countOf(name: string, rows: readonly Row[]): Count {
  const count = (state: State) => rows.filter((row) => row.state === state).length;
  return { name, total: rows.length, active: count("active"), disabled: count("disabled"), ended: count("ended") };
}
