import type { z } from "zod";
import { jsonSchema } from "./schemas.ts";

/** One field that people may write: its path (`keys.<name>.expires`, `delegates[].for`) and all that its schema says of it. */
export type Field = {
  path: string;
  required: boolean;
  form: string;
  description: string;
  examples: readonly unknown[];
  default: unknown;
  /** Holds other fields, which are listed by themselves. */
  holds: boolean;
};

type Json = {
  type?: string | readonly string[];
  properties?: Readonly<Record<string, Json>>;
  required?: readonly string[];
  additionalProperties?: Json | boolean;
  items?: Json;
  anyOf?: readonly Json[];
  oneOf?: readonly Json[];
  enum?: readonly unknown[];
  const?: unknown;
  description?: string;
  examples?: readonly unknown[];
  default?: unknown;
};

/** Every field of a schema, those of nested objects after the field that holds them; each path once. */
export function fieldsOf(schema: z.ZodType): readonly Field[] {
  const fields = fieldsIn(jsonSchema(schema) as Json, "");
  return [...new Map(fields.map((field) => [field.path, field])).values()];
}

function fieldsIn(json: Json, path: string): readonly Field[] {
  const own = Object.entries(json.properties ?? {}).flatMap(([key, inner]) => {
    const at = path === "" ? key : `${path}.${key}`;
    const inside = fieldsIn(inner, at);
    return [fieldOf(inner, at, json.required?.includes(key) ?? false, inside.length > 0), ...inside];
  });
  const named = typeof json.additionalProperties === "object" ? fieldsIn(json.additionalProperties, `${path}.<name>`) : [];
  return [
    ...own,
    ...named,
    ...(json.items ? fieldsIn(json.items, `${path}[]`) : []),
    ...[...(json.anyOf ?? []), ...(json.oneOf ?? [])].flatMap((one) => fieldsIn(one, path)),
  ];
}

function fieldOf(json: Json, path: string, required: boolean, holds: boolean): Field {
  const { description = "", examples = json.items?.examples ?? json.anyOf?.find((one) => one.examples)?.examples ?? [] } = json;
  return {
    path,
    required: required && json.default === undefined,
    form: formOf(json),
    description,
    examples,
    default: json.default,
    holds,
  };
}

/** The form of a value in words. */
function formOf(json: Json): string {
  if (json.enum) return json.enum.map((value) => `\`${String(value)}\``).join(" or ");
  if (json.const !== undefined) return `\`${String(json.const)}\``;
  if (json.anyOf) return [...new Set(json.anyOf.map(formOf))].join(" or ");
  if (json.type === "array") return `list of ${json.items ? formOf(json.items) : "anything"}`;
  const words: Readonly<Record<string, string>> = {
    string: "text",
    integer: "number",
    boolean: "`true` or `false`",
    object: "fields",
    null: "`null`",
  };
  const types = typeof json.type === "string" ? [json.type] : (json.type ?? []);
  return types.map((type) => words[type] ?? type).join(" or ") || "anything";
}

/** A value as YAML writes it on one line, between backquotes; empty for none. */
export function shown(value: unknown): string {
  return value === undefined ? "" : `\`${inYaml(value)}\``;
}

function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return Object.keys(value).length === 0
      ? "{}"
      : `{ ${Object.entries(value)
          .map(([key, inner]) => `${inYaml(key)}: ${inYaml(inner)}`)
          .join(", ")} }`;
  if (typeof value !== "string") return String(value);
  const isPlain = /^[A-Za-z0-9/][\w ./@:|*=,-]*$/.test(value) && !/: |:$|^[\d.]+$/.test(value);
  return isPlain ? value : JSON.stringify(value);
}

/** Cells as a row of a Markdown table; what would end a cell is written otherwise. */
export function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
