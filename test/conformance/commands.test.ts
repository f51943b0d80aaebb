import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync } from "node:fs";
import { basename, join } from "node:path";
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

const HELP = await Promise.all(COMMANDS.map((name) => run(name, "--help")));

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
    const [, options = ""] = /\nOptions:\n((?: {2}.*\n)+)/.exec(stdout) ?? [];
    const known = [...options.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, option]) => option);
    const examples = stdout.slice(stdout.indexOf("\nExamples:\n"));
    const own = [...examples.matchAll(/npm run ([a-z-]+)([^#\n&]*)/g)].filter(([, command]) => command === name);
    expect(own.length).toBeGreaterThan(0);
    const used = own.flatMap(([, , words]) => [...words!.matchAll(/ --([a-z-]+)/g)].map(([, option]) => option));
    expect(used.filter((option) => !known.includes(option))).toEqual([]);
  });

  it("every command says which option was meant, with exit code 1 and before it does anything", async () => {
    for (const { name, code, stdout, stderr } of await Promise.all(COMMANDS.map((one) => run(one, "--hlep")))) {
      expect({ name, code, stdout }).toEqual({ name, code: 1, stdout: "" });
      expect(stderr).toMatch(/^error: unknown option --hlep(; did you mean --\w+\?)? \(--help lists the options\)\n$/);
    }
  });

  it.skipIf(!existsSync(join(REPOSITORY, "README.md")))("the README names only commands that there are", () => {
    const named = [...readText("README.md").matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(0);
    expect([...new Set(named)].filter((name) => !(name in SCRIPTS))).toEqual([]);
  });

  it("workflows run only commands that there are", () => {
    const files = globSync(".github/{workflows,actions}/**/*.yml", { cwd: REPOSITORY });
    const named = files.flatMap((path) => [...readText(path).matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, name]) => `${path} ${name}`));
    expect(named.filter((text) => !(text.split(" ")[1]! in SCRIPTS))).toEqual([]);
  });
});
