import { stdout } from "node:process";
import { ProjectError } from "../../stacks/model/errors.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { EXIT, type Result } from "./exit.ts";
import { type Log, stderrLog } from "./log.ts";
import { describeOptions, type Operands, type Options, parseOperands, parseOptions, type Values } from "./options.ts";

/** What a command gets: its options, the words that belong to none, the environment and the log. */
export type Run<O extends Options> = { options: Values<O>; operands: readonly string[]; environment: Environment; log: Log };

/** What a command gives back: how it went and what stands on stdout. */
export type Outcome = { result: Result; output: string };

/** A command as its help describes it. `reads` lists environment variables, `examples` are command lines that work. */
export type Command<O extends Options> = {
  name: string;
  summary: string;
  details?: string;
  /** Absent: it takes options only. */
  operands?: Operands;
  options: O;
  reads?: Readonly<Record<string, string>>;
  exits: Partial<Readonly<Record<Result, string>>>;
  examples: readonly string[];
  run(run: Run<O>): Promise<Outcome> | Outcome;
};

/** Runs a command: parses, calls, prints, sets the exit code. The only place that decides what becomes of an error. */
export async function main<O extends Options>(command: Command<O>, words: readonly string[] = process.argv.slice(2)): Promise<void> {
  const log = stderrLog();
  if (words.includes("--help") || words.includes("-h")) {
    stdout.write(helpOf(command));
    return;
  }
  try {
    const options = parseOptions(command.options, words, command.operands !== undefined);
    const operands = command.operands ? parseOperands(command.operands, command.options, words) : [];
    const { result, output } = await command.run({ options, operands, environment: readEnvironment(), log });
    await print(output);
    process.exitCode = EXIT[result];
  } catch (error) {
    log.error(messageOf(error));
    process.exitCode = EXIT.error;
  }
}

/** The help of a command: everything that a person needs to use it without reading its source. */
export function helpOf<O extends Options>(command: Command<O>): string {
  const paragraphs = [
    `${command.summary}${command.details === undefined ? "" : `\n\n${command.details}`}`,
    `Usage: npm run ${command.name}${usageOf(command)}`,
    `Options:\n${describeOptions({ ...command.options, help: { help: "print this" } })}`,
    ...(command.reads ? [`Environment:\n${describePairs(command.reads)}`] : []),
    `Exit codes:\n${describePairs(Object.fromEntries(Object.entries(command.exits).map(([result, text]) => [String(EXIT[result as Result]), text])))}`,
    `Examples:\n${command.examples.map((example) => `  ${example}`).join("\n")}`,
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

function usageOf<O extends Options>({ operands, options }: Command<O>): string {
  const words = [...(operands ? [operands.usage] : []), ...(Object.keys(options).length > 0 ? ["[options]"] : [])];
  return words.length > 0 ? ` -- ${words.join(" ")}` : "";
}

/** An error in the words of a person: deliberate ones carry their whole message, others also say where they came from, for a report. */
function messageOf(error: unknown): string {
  if (error instanceof ProjectError) return error.message;
  const { code, message, stack } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === "ENOSPC") return `the disk is full: ${message}`;
  if (code === "EACCES" || code === "EPERM" || code === "EROFS") return `not allowed by the operating system: ${message}`;
  return `unexpected: ${stack ?? String(error)}`;
}

function describePairs(pairs: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(pairs).map((key) => key.length), 0);
  return Object.entries(pairs)
    .map(([key, text]) => `  ${key.padEnd(width)}  ${text}`)
    .join("\n");
}

/** Waits until everything is written: a pipe that closes early (`| head`) is no error of ours, a result that does not fit on the disk is. */
function print(output: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error && (error as NodeJS.ErrnoException).code !== "EPIPE" ? reject(error) : resolve());
    stdout.once("error", done);
    stdout.write(output === "" || output.endsWith("\n") ? output : `${output}\n`, done);
  });
}
