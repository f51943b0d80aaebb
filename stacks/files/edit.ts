import { isDeepStrictEqual } from "node:util";
import { Document, isMap, isScalar, isSeq, type Pair, parseDocument, Scalar, visit, type YAMLMap } from "yaml";
import { ProjectError } from "../model/errors.ts";

/** One step of an edit: a value at a path is set (added when absent) or removed. Paths are keys from the root. */
export type Step = { set: readonly string[]; to: unknown } | { remove: readonly string[] };

/**
 * One change to one file, as data: an existing record is changed or moved, a new one is written.
 * Paths are relative to the folder that holds `settings.yaml`.
 */
export type Edit =
  | { change: string; steps: readonly Step[] }
  | { move: string; to: string; steps: readonly Step[] }
  /** One account leaves a shared record: it gets a copy of its own, and only that is changed. */
  | { split: string; account: string; to: string; steps: readonly Step[] }
  | { create: string; record: Readonly<Record<string, unknown>>; comments?: Readonly<Record<string, string>> };

/** Thrown when a text cannot be edited as asked; nothing has been written then. */
export class EditError extends ProjectError<"EDIT_FAILED"> {
  override name = "EditError";
  constructor(message: string) {
    super("EDIT_FAILED", message);
  }
}

/**
 * Applies steps to a YAML text. Everything that no step names stays as it was to the letter: comments, order, quotes, blank lines.
 * The result is read again and compared with what was meant, so that an edit changes what it must and nothing else.
 */
export function editYaml(text: string, steps: readonly Step[]): string {
  return steps.reduce((current, step) => {
    const edited = "remove" in step ? remove(current, step.remove) : set(current, step.set, step.to);
    const meant = applyTo(read(current).toJS() as Record<string, unknown>, step);
    if (!isDeepStrictEqual(read(edited).toJS(), meant))
      throw new EditError(`the edit of ${pathOf(step).join(".")} would change more than that; edit the file by hand`);
    return edited;
  }, text);
}

/**
 * Takes one account out of a shared record: what it has from now on, changed by the steps, and what is left for the others,
 * `null` when there are none.
 */
export function splitYaml(text: string, account: string, steps: readonly Step[]): { own: string; left: string | null } {
  const others = ((read(text).toJS() as { in?: readonly string[] }).in ?? []).filter((name) => name !== account);
  const left = others.length === 0 ? null : editYaml(text, [{ set: ["in"], to: others }]);
  return { own: editYaml(text, [{ remove: ["in"] }, ...steps]), left };
}

/** A new record as text: the schema line for editors, then the fields in the order given, each with its comment at the end of its first line. */
export function newYaml(path: string, record: Readonly<Record<string, unknown>>, comments: Readonly<Record<string, string>> = {}): string {
  const fields = Object.entries(record).map(([key, value]) => {
    const text = block({ [key]: value }, 0);
    // By a function: in a text `$&` and the like would stand for something else, and comments quote what somebody wrote.
    return comments[key] === undefined ? text : text.replace("\n", () => ` # ${comments[key]!.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, " ")}\n`);
  });
  return `${schemaLine(path)}\n${fields.join("")}`;
}

/** The line by which editors know the schema of a record. */
export function schemaLine(path: string): string {
  const folders = path.split("/");
  return `# yaml-language-server: $schema=${"../".repeat(folders.length - 1) || "./"}schemas/${schemaOf(folders)}.json`;
}

/** The schema that a path follows: its kind's, or that of the directory, the account or the settings. */
function schemaOf(folders: readonly string[]): string {
  const names: Readonly<Record<string, string>> = { people: "person", teams: "team", events: "event" };
  if (folders[0] === "directory") return names[folders[1] ?? ""] ?? "person";
  if (folders[0] === "reviews") return "review";
  return folders.length <= 3 ? folders.at(-1)!.replace(".yaml", "") : folders[folders.length - 2]!;
}

function read(text: string): Document.Parsed {
  const document = parseDocument(text, { version: "1.2", schema: "core", keepSourceTokens: true });
  if (document.errors.length > 0 || !isMap(document.contents))
    throw new EditError(`not a record: ${document.errors[0]?.message ?? "expected keys and values"}`);
  return document;
}

function pathOf(step: Step): readonly string[] {
  return "remove" in step ? step.remove : step.set;
}

/** What a step means, on plain data. */
function applyTo(data: Record<string, unknown>, step: Step): Record<string, unknown> {
  const copy = structuredClone(data);
  const path = pathOf(step);
  let at = copy;
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== "object" || at[key] === null) {
      if ("remove" in step) return copy;
      at[key] = {};
    }
    at = at[key] as Record<string, unknown>;
  }
  if ("remove" in step) delete at[path.at(-1)!];
  else at[path.at(-1)!] = plain(step.to);
  return copy;
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function set(text: string, path: readonly string[], to: unknown): string {
  const { map, depth } = deepest(read(text), path);
  const key = path[depth]!;
  const value = path.slice(depth + 1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), to);
  const pair = pairOf(map, key);
  if (!pair) return insert(text, map, key, value);
  if (isBlock(pair)) {
    const [start, end] = linesOf(text, pair);
    return splice(text, start, end, block({ [key]: value }, columnOf(text, start)));
  }
  const range = rangeOf(pair.value);
  if (range && range[0] < range[1]) return splice(text, range[0], range[1], inline(value));
  const colon = text.indexOf(":", endOfKey(pair)) + 1;
  return splice(text, colon, colon, ` ${inline(value)}`);
}

function remove(text: string, path: readonly string[]): string {
  const { map, depth } = deepest(read(text), path);
  const pair = depth === path.length - 1 ? pairOf(map, path[depth]!) : undefined;
  if (!pair) return text;
  // A block without entries would be no map any more: it becomes an empty one.
  if (!map.flow && map.items.length === 1 && depth > 0) return set(text, path.slice(0, depth), {});
  if (!map.flow) return splice(text, ...linesOf(text, pair), "");
  const index = map.items.indexOf(pair);
  const start = startOf(pair);
  if (map.items.length === 1) return splice(text, start, endOf(pair), "");
  return index === 0 ? splice(text, start, startOf(map.items[1]!), "") : splice(text, endOf(map.items[index - 1]!), endOf(pair), "");
}

/** The innermost map that exists on the way, and how many keys of the path lead to it. */
function deepest(document: Document.Parsed, path: readonly string[]): { map: YAMLMap; depth: number } {
  let map = document.contents as unknown as YAMLMap;
  let depth = 0;
  while (depth < path.length - 1) {
    const value = pairOf(map, path[depth]!)?.value;
    if (!isMap(value)) break;
    map = value;
    depth += 1;
  }
  return { map, depth };
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && item.key.value === key);
}

/** A new key comes last: after the last entry of a block with its indentation, or before the closing brace of a flow map. */
function insert(text: string, map: YAMLMap, key: string, value: unknown): string {
  const last = map.items.at(-1);
  if (map.flow) {
    const entry = inlineEntry(key, value);
    if (last) return splice(text, endOf(last), endOf(last), `, ${entry}`);
    return splice(text, map.range![0], map.range![1], `{ ${entry} }`);
  }
  const [start, end] = linesOf(text, last!);
  const column = columnOf(text, start);
  const before = text.slice(0, end);
  return `${before}${before.endsWith("\n") || before === "" ? "" : "\n"}${block({ [key]: value }, column)}${text.slice(end)}`;
}

/** The lines of a pair in a block map, from its key to the next entry; comment lines below it belong to what follows. */
function linesOf(text: string, pair: Pair): [number, number] {
  const start = text.lastIndexOf("\n", startOf(pair) - 1) + 1;
  const contentEnd = endOf(pair);
  const newline = text.indexOf("\n", contentEnd);
  return [start, newline === -1 ? text.length : newline + 1];
}

function startOf(pair: Pair): number {
  return (pair.key as { range: [number, number, number] }).range[0];
}

/** The end of a pair's own text: trailing comments and blank lines are not part of it. */
function endOf(pair: Pair): number {
  const range = rangeOf(pair.value);
  if (!range) return endOfKey(pair) + 1;
  return lastContent(pair.value) ?? range[1];
}

function endOfKey(pair: Pair): number {
  return (pair.key as { range: [number, number, number] }).range[1];
}

/** A block collection's range runs on into blank lines and comments; its last entry's does not. */
function lastContent(node: unknown): number | undefined {
  if (isMap(node) && !node.flow) {
    const last = node.items.at(-1);
    return last ? endOf(last) : undefined;
  }
  if (isSeq(node) && !node.flow) {
    const last = node.items.at(-1);
    return last === undefined ? undefined : (lastContent(last) ?? rangeOf(last)?.[1]);
  }
  return rangeOf(node)?.[1];
}

function rangeOf(node: unknown): [number, number, number] | undefined {
  return (node as { range?: [number, number, number] | null } | null)?.range ?? undefined;
}

function isBlock(pair: Pair): boolean {
  return (isMap(pair.value) || isSeq(pair.value)) && !pair.value.flow;
}

function splice(text: string, start: number, end: number, insertion: string): string {
  return text.slice(0, start) + insertion + text.slice(end);
}

function columnOf(text: string, start: number): number {
  return /^ */.exec(text.slice(start))![0].length;
}

/** Every value in full, in quotes where it needs them, and on one line even if it holds line breaks: no anchors, no block scalars, no folding. */
function print(value: unknown, style: "block" | "flow"): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === "string" && /[\r\n]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  const collectionStyle = style === "flow" ? ({ collectionStyle: "flow" } as const) : {};
  return document.toString({
    lineWidth: 0,
    defaultStringType: "PLAIN",
    doubleQuotedAsJSON: true,
    flowCollectionPadding: true,
    ...collectionStyle,
  });
}

/** `key: value` as it stands inside a flow map, where more words need quotes than elsewhere. */
function inlineEntry(key: string, value: unknown): string {
  return print({ [key]: value }, "flow")
    .trimEnd()
    .slice(2, -2);
}

/** Short values on one line, as people write them: `{ since: …, reason: … }`, `[a, b]`. */
function inline(value: unknown): string {
  return inlineEntry("k", value).slice("k: ".length);
}

/** Fields one below the other; what fits stays on its line. */
function block(record: Readonly<Record<string, unknown>>, indent: number): string {
  return Object.entries(record)
    .map(([key, value]) => (fits(value) ? `${inlineEntry(key, value)}\n` : print({ [key]: value }, "block")))
    .join("")
    .replace(/^(?=.)/gm, " ".repeat(indent));
}

function fits(value: unknown): boolean {
  return typeof value !== "object" || value === null || inline(value).length <= 100;
}
