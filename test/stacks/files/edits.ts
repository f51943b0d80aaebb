import fc from "fast-check";
import type { Step } from "../../../stacks/files/edit.ts";

/** Records in all the forms that people write them in, and edits of them: what `edit.test.ts` compares with. */

type Data = Record<string, unknown>;

/** One field as written: its value, the style of it, comments and blank lines above, a comment behind. */
type Field = { key: string; value: unknown; style: "flow" | "block"; quote: "" | "'" | '"'; above: readonly string[]; behind: string };

/** A record as written, its fields in order. */
export type Written = { head: string; fields: readonly Field[]; foot: string };

/** The text of a record, cut where one field ends and the next one's comments begin. */
export type Text = { text: string; head: string; foot: string; entries: readonly { key: string; text: string; above: string }[] };

const word = fc.constantFrom("alpha", "beta", "gamma", "delta", "primary", "next");
const scalar = fc.oneof(
  fc.constantFrom("team/web", "2027-03-31", "2027-03-31T18:00:00Z", "arn:aws:iam::aws:policy/x", "a b"),
  fc.boolean(),
  fc.nat(99),
);
const list = fc.uniqueArray(scalar, { minLength: 1, maxLength: 3 });
const inner = fc.dictionary(word, fc.oneof(scalar, list), { minKeys: 2, maxKeys: 3 });
const map = fc.dictionary(word, fc.oneof(scalar, inner), { minKeys: 2, maxKeys: 3 });
const value = fc.oneof(scalar, list, map);
const comment = fc.constantFrom("# a comment", "#", "# key: value", "");

/** A record of plain values, lists and maps, each in flow or block style, with comments and blank lines anywhere. */
export function anyRecord(): fc.Arbitrary<Written> {
  const field = fc.record({
    key: fc.constantFrom("owner", "purpose", "expires", "groups", "keys", "tags", "trust"),
    value,
    style: fc.constantFrom("flow", "block"),
    quote: fc.constantFrom("", "'", '"'),
    above: fc.array(comment, { maxLength: 2 }),
    behind: fc.constantFrom("", " # why", "   #"),
  }) satisfies fc.Arbitrary<Field>;
  return fc.record({
    head: fc.constantFrom("", "# yaml-language-server: $schema=x\n", "---\n"),
    fields: fc.uniqueArray(field, { minLength: 1, maxLength: 5, selector: ({ key }) => key }),
    foot: fc.constantFrom("", "# the end\n", "\n\n"),
  });
}

/** A record and one step on it: to an existing or a new path, in one to three keys; never one that empties a map. */
export function anyEdit(): fc.Arbitrary<{ record: Written; step: Step }> {
  const to = fc.oneof(scalar, list, map, fc.constantFrom("a, b", "x: y", "- z", "#1", "", " ", "true", "12", "it's", 'say "so"'));
  return anyRecord().chain((record) => {
    const paths = allPaths(applied(record, undefined));
    const known = fc.constantFrom(...paths);
    const unknown = fc.oneof(
      fc.constant(["state"]),
      fc.constantFrom(...paths.filter((path) => path.length < 3)).map((path) => [...path, "fresh"]),
    );
    const reachable = (path: readonly string[]) =>
      path.slice(0, -1).every((_, index) => !Array.isArray(valueAt(record, path.slice(0, index + 1))));
    // A list or a map is only ever replaced by another one.
    const fits = ({ set: path, to: one }: { set: readonly string[]; to: unknown }) =>
      typeof valueAt(record, path) !== "object" || typeof one === "object";
    const set = fc.record({ set: fc.oneof(known, unknown).filter(reachable), to }).filter(fits);
    const removable = paths.filter((path) => path.length > 1 || record.fields.length > 1);
    const step: fc.Arbitrary<Step> = removable.length === 0 ? set : fc.oneof(set, fc.record({ remove: fc.constantFrom(...removable) }));
    return fc.record({ record: fc.constant(record), step });
  });
}

function valueAt(record: Written, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), applied(record, undefined));
}

function allPaths(data: Data, above: readonly string[] = []): string[][] {
  return Object.entries(data).flatMap(([key, one]) => [[...above, key], ...(isMap(one) ? allPaths(one, [...above, key]) : [])]);
}

function isMap(data: unknown): data is Data {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** What a record says after a step, worked out on plain data and not on text. */
export function applied(record: Written | Data, step: Step | undefined): Data {
  const data = isWritten(record) ? Object.fromEntries(record.fields.map(({ key, value: one }) => [key, one])) : record;
  const copy = structuredClone(data);
  if (step === undefined) return { ...copy };
  const path = "set" in step ? step.set : step.remove;
  let at = copy;
  for (const key of path.slice(0, -1)) {
    if (!isMap(at[key])) {
      if (!("set" in step)) return { ...copy };
      at[key] = {};
    }
    at = at[key] as Data;
  }
  if ("set" in step) at[path.at(-1)!] = step.to;
  else delete at[path.at(-1)!];
  return { ...copy };
}

function isWritten(record: Written | Data): record is Written {
  return Array.isArray(record.fields);
}

/** Writes a record as its styles say. */
export function textOf({ head, fields, foot }: Written): Text {
  const entries = fields.map((field) => {
    const above = field.above.map((line) => `${line}\n`).join("");
    return { key: field.key, above, text: `${above}${lines(field.key, field, 0)}` };
  });
  return { text: `${head}${entries.map(({ text }) => text).join("")}${foot}`, head, foot, entries };
}

function lines(key: string, field: Omit<Field, "key">, indent: number): string {
  const pad = " ".repeat(indent);
  const { value: one, style, behind } = field;
  if (style === "flow" || typeof one !== "object" || one === null) return `${pad}${key}: ${flow(one, field.quote)}${behind}\n`;
  const parts = Array.isArray(one)
    ? one.map((item) => `${pad}  - ${flow(item, field.quote)}${behind}\n`)
    : Object.entries(one).map(([name, item], index) =>
        // Maps in maps alternate, so that each style stands in the other.
        lines(name, { ...field, value: item, style: index === 0 ? "block" : "flow" }, indent + 2),
      );
  return `${pad}${key}:${behind}\n${parts.join("")}`;
}

function flow(one: unknown, quote: string): string {
  if (Array.isArray(one)) return `[${one.map((item) => flow(item, quote)).join(", ")}]`;
  if (isMap(one))
    return `{ ${Object.entries(one)
      .map(([key, item]) => `${key}: ${flow(item, quote)}`)
      .join(", ")} }`;
  return typeof one === "string" ? `${quote}${one}${quote}` : String(one);
}
