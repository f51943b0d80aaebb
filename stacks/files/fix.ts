import type { Problem } from "../model/errors.ts";
import { instantOf, parseInstant } from "../model/instant.ts";
import { schemaLine } from "./edit.ts";
import { placeOf } from "./places.ts";
import { parseYaml } from "./yaml.ts";

/** One file as it should be, and what was repaired in it, each with its line. */
export type Fixed = { text: string; fixes: readonly { line: number; what: string }[] };

/**
 * Repairs what is surely a slip of the pen and can be meant in one way only; whatever gives or takes access is left to people.
 * Comments, order and everything else stay as they are.
 * @param problems what reading says about the file: a repair is made only where something was wrong.
 */
export function fixFile(path: string, text: string, problems: readonly Problem[]): Fixed {
  if (placeOf(path).holds === "nothing") return { text, fixes: [] };
  const steps = [...new Map(problems.map((problem) => [`${problem.line} ${problem.message}`, problem])).values()].flatMap(
    ({ line, message }) => {
      const repair = REPAIRS.map((one) => one(message)).find((one) => one !== undefined);
      return repair ? [{ line, ...repair }] : [];
    },
  );
  const lines = text.split("\n");
  const fixes = steps.flatMap(({ line, from, to, what }) => {
    const current = lines[line - 1] ?? "";
    const parts = current.split(from);
    // A word that stands there twice could be either: nobody guesses.
    if (parts.length !== 2) return [];
    lines[line - 1] = parts.join(to);
    return [{ line, what }];
  });
  const tidied = tidy(lines.join("\n"));
  const [headed, line] = withSchemaLine(path, tidied.text);
  const shift = headed.split("\n").length - tidied.text.split("\n").length;
  return { text: headed, fixes: [...line, ...[...fixes, ...tidied.fixes].map((fix) => ({ ...fix, line: fix.line + shift }))] };
}

/** What is wrong at a line, as the text that stands there, and the only thing that it can mean. */
type Repair = { from: RegExp; to: string; what: string };

/** One repair for a message of reading, if it is its own. */
const REPAIRS: readonly ((message: string) => Repair | undefined)[] = [
  (message) => {
    const [, wrong, right] = /^unknown key "([A-Za-z][\w-]*)"; did you mean "([A-Za-z][\w-]*)"\?$/.exec(message) ?? [];
    return wrong === undefined
      ? undefined
      : { from: new RegExp(`(?<![\\w"'-])${wrong}(?=\\s*:)`), to: right!, what: `key ${wrong} is ${right}` };
  },
  (message) => {
    const stated = /: expected a date such as \S+ or an instant such as \S+, got "([^"]+)"$/.exec(message)?.[1];
    const meant = stated === undefined ? undefined : momentOf(stated);
    return meant === undefined
      ? undefined
      : { from: new RegExp(`["']?${escaped(stated!)}["']?`), to: meant, what: `${stated} is ${meant}` };
  },
  (message) => {
    const digits = /: expected 12 digits in quotes, got (\d{12})$/.exec(message)?.[1];
    return digits === undefined
      ? undefined
      : { from: new RegExp(`(?<=:\\s*)${digits}(?!\\d)`), to: `"${digits}"`, what: `${digits} is text: in quotes` };
  },
];

/** A moment that is written with its time zone, but not as we write it. Without a zone it could be any of 26 hours. */
function momentOf(text: string): string | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?(\.\d+)? ?(Z|[+-]\d{2}:?\d{2})$/i.exec(text);
  if (!match || parseInstant(match[1]!) === undefined) return undefined;
  const zone = match[5]!.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, "$1:$2");
  const at = new Date(`${match[1]}T${match[2]}${match[3] ?? ":00"}${zone}`);
  if (Number.isNaN(at.getTime())) return undefined;
  const instant = instantOf(at);
  return instant.endsWith("T00:00:00Z") ? instant.slice(0, 10) : instant;
}

/** White space that means nothing: only where the file says the same without it. */
function tidy(text: string): Fixed {
  const tidied = `${text
    .replace(/\r\n/g, "\n")
    .replace(/[ \t]+$/gm, "")
    .trimEnd()}\n`;
  const same = JSON.stringify(parseYaml("", text).data) === JSON.stringify(parseYaml("", tidied).data);
  return same && tidied !== text ? { text: tidied, fixes: [{ line: 1, what: "white space at the ends of lines" }] } : { text, fixes: [] };
}

/** The line by which editors know the schema, where it is missing or names another kind. Where the schemas are is left to whoever said so. */
function withSchemaLine(path: string, text: string): readonly [string, Fixed["fixes"]] {
  const wanted = schemaLine(path);
  const there = /^# yaml-language-server: \$schema=(\S+)[ \t]*$/m.exec(text);
  if (!there) return [`${wanted}\n${text}`, [{ line: 1, what: "the line that names the schema" }]];
  if (there[1]!.split("/").at(-1) === wanted.split("/").at(-1)) return [text, []];
  const line = text.slice(0, there.index).split("\n").length;
  return [text.replace(there[0], wanted), [{ line, what: `the schema is ${wanted.split("/").at(-1)}` }]];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
