import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument, visit } from "yaml";
import type { Problem } from "../model/errors.ts";
import { readPlain } from "./plain.ts";

/** A YAML file as plain data, or the problems of its text. */
export type Parsed = { data: unknown; problems: readonly Problem[] };

/**
 * Reads YAML strictly: one document, unique keys, no anchors, aliases, merge keys or type tags.
 * Each of them can make a file mean something else than it shows, so each is a problem with its line.
 */
export function parseYaml(file: string, text: string): Parsed {
  const plain = readPlain(text);
  if (plain !== undefined) return { data: plain, problems: [] };
  const { document, lines } = documentOf(text);
  const problems: Problem[] = document.errors.map((error) => problem(file, lines, error.pos[0], withoutPosition(error.message)));
  visit(document, {
    Alias: (_key, node) => void problems.push(problem(file, lines, node.range?.[0], "aliases are not allowed: write the value out")),
    Node: (_key, node) => {
      if ("anchor" in node && node.anchor)
        problems.push(problem(file, lines, node.range?.[0], "anchors are not allowed: write the value out where it is needed"));
      if (!isAlias(node) && node.tag) problems.push(problem(file, lines, node.range?.[0], `type tags such as ${node.tag} are not allowed`));
    },
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value === "<<")
        problems.push(problem(file, lines, pair.key.range?.[0], "merge keys are not allowed: write the keys out"));
      else if (!isScalar(pair.key) || typeof pair.key.value !== "string")
        problems.push(problem(file, lines, startOf(pair), "expected a word as the key"));
    },
  });
  return { data: problems.length === 0 ? document.toJS() : undefined, problems };
}

/** The line at which a path stands in a YAML text, counted from 1; where it ends early, the line of its last key that exists. */
export function lineOf(text: string, path: readonly (string | number)[]): number {
  const { document, lines } = documentOf(text);
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && item.key.value === step);
      if (!pair) break;
      offset = startOf(pair) ?? offset;
      node = pair.value;
    } else if (isSeq(node) && typeof step === "number" && node.items[step] !== undefined) {
      node = node.items[step];
      offset = startOf(node) ?? offset;
    } else break;
  }
  return lines.linePos(offset).line;
}

function documentOf(text: string): { document: Document.Parsed; lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    version: "1.2",
    schema: "core",
    strict: true,
    uniqueKeys: true,
    merge: false,
    prettyErrors: false,
  });
  return { document, lines };
}

function problem(file: string, lines: LineCounter, offset: number | undefined, message: string): Problem {
  return { file, line: lines.linePos(offset ?? 0).line, message };
}

/** Offset of a node, or of a pair's key. */
function startOf(node: unknown): number | undefined {
  if (isNode(node)) return node.range?.[0];
  const key = (node as Pair | null)?.key;
  return isNode(key) ? key.range?.[0] : undefined;
}

function withoutPosition(message: string): string {
  return message.replace(/ at line \d+, column \d+:?[\s\S]*$/, "");
}
