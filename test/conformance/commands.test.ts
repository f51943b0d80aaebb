import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY, readText } from "../support/sources.ts";

const COMMANDS = globSync("scripts/*.ts", { cwd: REPOSITORY })
  .map((path) => basename(path, ".ts"))
  .sort();
const SCRIPTS = (JSON.parse(readText("package.json")) as { scripts: Record<string, string> }).scripts;

/** Scripts of `package.json` that are no command of ours. */
const OTHERS = ["check", "test"];

/** What a command answers to these words, run as npm runs it. */
async function run(name: string, word: string): Promise<{ name: string; code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [`scripts/${name}.ts`, word], { cwd: REPOSITORY, stdio: ["ignore", "pipe", "pipe"] });
  const [stdout, stderr] = [child.stdout, child.stderr].map((stream) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
    return chunks;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { name, code, stdout: Buffer.concat(stdout!).toString(), stderr: Buffer.concat(stderr!).toString() };
}

/** Every command with the same word; two at a time, since each is a process that reads a good part of the code. */
async function runAll(word: string) {
  const waiting = COMMANDS.values();
  const answers: Awaited<ReturnType<typeof run>>[] = [];
  const work = async () => {
    for (const name of waiting) answers.push(await run(name, word));
  };
  await Promise.all([work(), work()]);
  return answers.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const HELP = await runAll("--help");

/** The options that a command lists. */
function optionsOf(help: string): readonly (string | undefined)[] {
  const [, options = ""] = /\nOptions:\n((?: {2}.*\n)+)/.exec(help) ?? [];
  return [...options.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, option]) => option);
}

/** The options that a text gives to commands of ours, with the command: `deploy --stack`. */
function optionsIn(text: string): readonly (readonly [string, string])[] {
  const uses = [...text.matchAll(/\bnpm run (?:-s )?([a-z][a-z-]*)([^#\n&|;`]*)/g)];
  return uses.flatMap(([, name, words]) => [...words!.matchAll(/ --([a-z][a-z-]*)/g)].map(([, option]) => [name!, option!] as const));
}

describe("test/conformance/commands", () => {
  it("every command is a script of the same name, and every script a command", () => {
    const expected = Object.fromEntries(
      COMMANDS.map((name) => [name, `node --import ./scripts/command/compile-cache.mjs scripts/${name}.ts`]),
    );
    expect(Object.fromEntries(Object.entries(SCRIPTS).filter(([name]) => !OTHERS.includes(name)))).toEqual(expected);
  });

  it.each(HELP)("$name documents itself, under its own name, on stdout and with nothing on stderr", ({ name, code, stdout, stderr }) => {
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^[A-Z].*\\.\n(.*\n)*\nUsage: npm run ${name}( -- (.+ )?\\[options\\])?\n`));
    for (const part of ["Options:\n", "Exit codes:\n", "Examples:\n"]) expect(stdout).toContain(`\n${part}`);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(200);
  });

  it.each(HELP)("$name gives only examples that it would take", ({ name, stdout }) => {
    const examples = stdout.slice(stdout.indexOf("\nExamples:\n"));
    expect(examples).toContain(`npm run ${name}`);
    const used = optionsIn(examples).filter(([command]) => command === name);
    expect(used.filter(([, option]) => !optionsOf(stdout).includes(option))).toEqual([]);
  });

  it("every command says which option was meant, with exit code 1 and before it does anything", async () => {
    for (const { name, code, stdout, stderr } of await runAll("--hlep")) {
      expect({ name, code, stdout }).toEqual({ name, code: 1, stdout: "" });
      expect(stderr).toMatch(/^error: unknown option --hlep(; did you mean --\w+\?)? \(--help lists the options\)\n$/);
    }
  });

  it.each(
    globSync(["README.md", "scripts/**/*.md", ".github/*.md", ".github/{decisions,guides,reference}/*.md", ".github/workflows/*.yml"], {
      cwd: REPOSITORY,
    }),
  )("%s names only commands and options that there are", (path) => {
    const text = readText(path);
    const named = [...text.matchAll(/\bnpm run (?:-s )?([a-z][a-z-]*)/g)].map(([, name]) => name!);
    expect([...new Set(named)].filter((name) => !(name in SCRIPTS))).toEqual([]);
    const known = new Map(HELP.map(({ name, stdout }) => [name, optionsOf(stdout)]));
    expect(optionsIn(text).filter(([name, option]) => !(OTHERS.includes(name) || known.get(name)!.includes(option)))).toEqual([]);
  });
});
