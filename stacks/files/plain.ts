/** What plain YAML can hold. */
type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * Reads YAML of the form in which records are written: printable ASCII, words as keys, a value on the line of its key or indented below it.
 * `undefined` for everything else, right or wrong: the full reader knows what it means, and where its mistakes are.
 * What this one accepts, it reads as the full one does, ten times as fast.
 */
export function readPlain(text: string): { [key: string]: Plain } | undefined {
  if (!PLAIN_TEXT.test(text)) return undefined;
  const lines = text.split("\n").flatMap(lineOf);
  const reader = { lines, at: 0 };
  try {
    const map = lines[0]?.indent === 0 ? blockMap(reader, 0) : undefined;
    return map !== undefined && reader.at === lines.length ? map : undefined;
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

const PLAIN_TEXT = /^[\x20-\x7e\n]+$/;

/** Thrown inside this file only. */
const NOT_PLAIN = new Error("not plain YAML");

type Line = { indent: number; text: string };
type Reader = { readonly lines: Line[]; at: number };

function lineOf(line: string): Line[] {
  const text = line.trimStart();
  return text === "" || text[0] === "#" ? [] : [{ indent: line.length - text.length, text }];
}

/** A word, a colon, and its value or nothing. */
const ENTRY = /^([A-Za-z][A-Za-z0-9/_-]*):(?: +(.*))?$/;

function blockMap(reader: Reader, indent: number): { [key: string]: Plain } {
  const map: { [key: string]: Plain } = {};
  for (let line = reader.lines[reader.at]; line?.indent === indent; line = reader.lines[reader.at]) {
    const [, key, rest = ""] = ENTRY.exec(line.text) ?? [];
    if (key === undefined || Object.hasOwn(map, key) || SPECIAL.test(key)) throw NOT_PLAIN;
    reader.at += 1;
    map[key] = rest === "" || rest[0] === "#" ? below(reader, indent) : onOneLine(rest);
  }
  return map;
}

/** The value of a key that has none on its own line: what is indented further. Nothing at all would mean null, which the full reader may say. */
function below(reader: Reader, indent: number): Plain {
  const next = reader.lines[reader.at];
  if (next === undefined || next.indent <= indent || next.indent > 2 * DEEPEST) throw NOT_PLAIN;
  return next.text.startsWith("- ") ? blockList(reader, next.indent) : blockMap(reader, next.indent);
}

function blockList(reader: Reader, indent: number): Plain {
  const list: Plain[] = [];
  for (let line = reader.lines[reader.at]; line?.indent === indent && line.text.startsWith("- "); line = reader.lines[reader.at]) {
    const text = line.text.slice(2).trimStart();
    if (ENTRY.test(text)) {
      // The item is a map whose first key stands behind the dash.
      const inner = indent + line.text.length - text.length;
      reader.lines[reader.at] = { indent: inner, text };
      list.push(blockMap(reader, inner));
    } else {
      list.push(onOneLine(text));
      reader.at += 1;
    }
  }
  return list;
}

/** A value that ends on its line, with an optional comment behind it. */
function onOneLine(text: string): Plain {
  const cursor = { text, at: 0, depth: 0 };
  const first = text[0]!;
  if (first === "[" || first === "{" || first === '"') {
    const value = flowValue(cursor);
    if (!/^( *| +#.*)$/.test(text.slice(cursor.at))) throw NOT_PLAIN;
    return value;
  }
  const comment = text.indexOf(" #");
  const word = (comment < 0 ? text : text.slice(0, comment)).trimEnd();
  if (!BLOCK_WORD.test(word)) throw NOT_PLAIN;
  return scalar(word);
}

/** Nothing that YAML could take for more than a word: it begins as one, and a colon in it or at its end is no key. */
const BLOCK_WORD = /^[A-Za-z0-9](?:[^#:]|:(?=[^ ]))*$/;

/** The same between brackets, where commas, brackets and braces end it. */
const FLOW_WORD = /[A-Za-z0-9](?:[A-Za-z0-9 ./_@+=*|-]|:(?=[A-Za-z0-9*/:]))*/y;
const FLOW_KEY = /([A-Za-z][A-Za-z0-9_-]*|"[A-Za-z][A-Za-z0-9:/_-]*"): +/y;
const QUOTED = /"([^"\\\n]*)"/y;

type Cursor = { readonly text: string; at: number; depth: number };

function flowValue(cursor: Cursor): Plain {
  const first = cursor.text[cursor.at];
  if (first === "[") return flowList(cursor);
  if (first === "{") return flowMap(cursor);
  if (first === '"') return take(cursor, QUOTED)[1]!;
  return scalar(take(cursor, FLOW_WORD)[0].trimEnd());
}

function flowList(cursor: Cursor): Plain {
  const list: Plain[] = [];
  inBrackets(cursor, "]", () => void list.push(flowValue(cursor)));
  return list;
}

function flowMap(cursor: Cursor): Plain {
  const map: { [key: string]: Plain } = {};
  inBrackets(cursor, "}", () => {
    const key = take(cursor, FLOW_KEY)[1]!.replaceAll('"', "");
    if (Object.hasOwn(map, key) || SPECIAL.test(key)) throw NOT_PLAIN;
    map[key] = flowValue(cursor);
  });
  return map;
}

/** Deeper than anybody writes: what is nested for its own sake is for the full reader, which knows how to say no to it. */
const DEEPEST = 20;

function inBrackets(cursor: Cursor, end: string, item: () => void): void {
  if (cursor.depth === DEEPEST) throw NOT_PLAIN;
  cursor.depth += 1;
  cursor.at += 1;
  skipSpaces(cursor);
  if (cursor.text[cursor.at] !== end) {
    for (;;) {
      item();
      skipSpaces(cursor);
      if (cursor.text[cursor.at] !== ",") break;
      cursor.at += 1;
      skipSpaces(cursor);
    }
  }
  if (cursor.text[cursor.at] !== end) throw NOT_PLAIN;
  cursor.depth -= 1;
  cursor.at += 1;
}

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === " ") cursor.at += 1;
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (!match) throw NOT_PLAIN;
  cursor.at = pattern.lastIndex;
  return match;
}

/** Words that are no text. */
const SPECIAL = /^(null|Null|NULL|true|True|TRUE|false|False|FALSE)$/;

const WHOLE = /^(0|[1-9]\d{0,14})$/;

/** Begins with a digit and may still be a number: exponents, octal, hexadecimal, fractions, leading zeros. */
const NUMBER_LIKE = /^\d[\d.]*([eE][-+]?\d*)?$|^0[xo]/;

function scalar(word: string): Plain {
  if (WHOLE.test(word)) return Number(word);
  if (NUMBER_LIKE.test(word)) throw NOT_PLAIN;
  const special = SPECIAL.exec(word)?.[1]?.toLowerCase();
  return special === undefined ? word : special === "null" ? null : special === "true";
}
