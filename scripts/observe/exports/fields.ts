import { z } from "zod";
import { conform, parseJson } from "../conform.ts";
import { PartError } from "../part.ts";
import type { Row } from "./rows.ts";

/**
 * The entries of a list in a JSON export under our names. `list` is the path of the list, `fields` are paths in each entry
 * (`profile.lastLogin`); those that are `undefined` are `null` in each, as is what an entry leaves out. `line` counts entries from 1.
 * @throws PartError for a path that no entry has, and for a value that is neither text, number, `true`, `false` nor `null`
 */
export function jsonRows<Name extends string>(
  text: string,
  list: string,
  fields: Readonly<Record<Name, string | undefined>>,
): readonly Row<Name>[] {
  const found = list === "" ? parseJson("parse", text) : at(parseJson("parse", text), list);
  const entries = conform("parse", z.strictObject({ [list || "list"]: z.array(z.looseObject({})) }), { [list || "list"]: found });
  const rows = entries[list || "list"]!;
  const wanted = Object.entries(fields as Record<string, string | undefined>);
  for (const [, path] of wanted)
    if (path !== undefined && rows.length > 0 && rows.every((entry) => at(entry, path) === undefined))
      throw new PartError("parse", `no entry has the field "${path}"`);
  return rows.map((entry, index) => ({
    line: index + 1,
    values: Object.fromEntries(
      wanted.map(([name, path]) => [name, path === undefined ? null : singleValue(at(entry, path), `entry ${index + 1}: ${path}`)]),
    ) as Row<Name>["values"],
  }));
}

function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null && Object.hasOwn(inner, key) ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );
}

function singleValue(value: unknown, where: string): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "object") throw new PartError("parse", `malformed: ${where}: expected a single value, got an object or a list`);
  const text = String(value).trim();
  return text === "" ? null : text;
}
