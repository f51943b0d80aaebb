import { parseArgs } from "node:util";
import { ProjectError } from "../../stacks/model/errors.ts";
import { type Instant, parseInstant } from "../../stacks/model/instant.ts";
import { nearest } from "../../stacks/model/suggestion.ts";

/** One option of a command. `value` is what stands for its value in the help; without it the option is a flag. */
export type Option = { value?: string; many?: boolean; help: string };

/** The options of a command by their long names. */
export type Options = Readonly<Record<string, Option>>;

/** What a command takes besides options: how the help writes it, and how many words at least and at most. */
export type Operands = { usage: string; least: number; most: number };

/** What the command line said, typed by the options: a flag is a boolean, an option its text or, with `many`, all its texts. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { value: string }
    ? O[Name] extends { many: true }
      ? readonly string[]
      : string | undefined
    : boolean;
};

/** Options that mean the same in every command that has them. */
export const COMMON = {
  stack: { value: "<name>", help: "only this stack (an account); all of them unless stated" },
  root: { value: "<dir>", help: "folder that holds settings.yaml, directory/ and accounts/ (default: stacks)" },
  "as-of": { value: "<instant>", help: "judge as of this moment instead of now, e.g. 2027-03-31T00:00:00Z" },
  json: { help: "print the result as JSON, stable and sorted" },
} as const satisfies Options;

/** Thrown for a command line that cannot be understood; says what was expected and what is near. */
export class UsageError extends ProjectError<"USAGE"> {
  override name = "UsageError";
  constructor(message: string) {
    super("USAGE", message);
  }
}

/** Reads a command line. @throws UsageError for unknown options, missing values and stray words, with the nearest option. */
export function parseOptions<O extends Options>(options: O, words: readonly string[], takesOperands = false): Values<O> {
  for (const word of words) checkWord(word, options);
  const { values } = parse(configOf(options), words, takesOperands);
  const filled = Object.entries(options).map(([name, option]) => [
    name,
    values[name] ?? (option.value === undefined ? false : option.many ? [] : undefined),
  ]);
  return Object.fromEntries(filled) as Values<O>;
}

/** The words of a command line that belong to no option. @throws UsageError when there are fewer or more than the command takes. */
export function parseOperands({ usage, least, most }: Operands, options: Options, words: readonly string[]): readonly string[] {
  const { positionals } = parse(configOf(options), words, true);
  if (positionals.length >= least && positionals.length <= most) return positionals;
  const found = positionals.length === 0 ? "nothing" : positionals.map((word) => `"${word}"`).join(" ");
  throw new UsageError(`expected ${usage}, got ${found} (--help explains)`);
}

/** The instant of `--as-of`, or `otherwise`. */
export function asOfOption(text: string | undefined, otherwise: () => Instant): Instant {
  return instantOption("--as-of", text) ?? otherwise();
}

/** The instant that an option states, if it was given. @throws UsageError for what is no instant. */
export function instantOption(option: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (!instant)
    throw new UsageError(`${option}: expected a date such as 2027-03-31 or an instant such as 2027-03-31T18:00:00Z, got "${text}"`);
  return instant;
}

/** The number of an issue or a pull request that an option states. @throws UsageError for what is none. */
export function numberOption(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new UsageError(`${option}: expected the number of an issue, got "${text}"`);
  return Number(text);
}

/** The lines of the help that list the options, aligned. */
export function describeOptions(options: Options): string {
  const rows = Object.entries(options).map(
    ([name, option]) => [`--${name}${option.value === undefined ? "" : ` ${option.value}`}`, option.help] as const,
  );
  const width = Math.max(...rows.map(([left]) => left.length), 0);
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join("\n");
}

function checkWord(word: string, options: Options): void {
  if (!word.startsWith("--") || word === "--") return;
  const name = word.slice(2).split("=")[0]!;
  if (Object.hasOwn(options, name)) return;
  const near = nearest(name, Object.keys(options));
  throw new UsageError(`unknown option --${name}${near === undefined ? "" : `; did you mean --${near}?`} (--help lists the options)`);
}

type Config = Readonly<Record<string, { type: "boolean" | "string"; multiple: boolean }>>;

function configOf(options: Options): Config {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      { type: option.value === undefined ? "boolean" : "string", multiple: option.many ?? false },
    ]),
  );
}

function parse(options: Config, words: readonly string[], allowPositionals: boolean) {
  try {
    return parseArgs({ args: [...words], options, strict: true, allowPositionals });
  } catch (error) {
    throw new UsageError(`${inWords((error as Error).message)} (--help lists the options)`);
  }
}

/** Node's first sentence; where an option stands in the place of a value it says only that this is ambiguous. */
function inWords(message: string): string {
  const option = /^Option '(--[a-z-]+)' argument is ambiguous/.exec(message)?.[1];
  return option === undefined ? message.split(/\.\s/)[0]! : `${option}: expected a value, got another option`;
}
