import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { ProjectError } from "../../../stacks/model/errors.ts";
import type { Environment } from "../environment.ts";

/** What a command printed and how it ended. */
export type Ran = { code: number; stdout: string; stderr: string; seconds: number };

/** Where the acts play: the stand-ins, a folder for what they write, and a way to run the commands that a user would type. */
export type Stage = {
  /** `npm run <words>` with the environment that `local` printed, on GitHub as somebody else where stated; says so before and shows the beginning of what it printed. */
  run(words: readonly string[], options?: { lines?: number; login?: string }): Promise<Ran>;
  say(text: string): void;
  environment: Environment;
  /** Tokens of people and Apps on the emulated GitHub, by login. */
  tokens: ReadonlyMap<string, string>;
  folder: string;
  /** The lines that `local` printed for a shell. */
  exports: readonly string[];
};

/** Thrown when the stand-ins do not come up or an act cannot go on. */
export class DemoError extends ProjectError<"DEMO_FAILED"> {
  override name = "DemoError";
  constructor(message: string) {
    super("DEMO_FAILED", message);
  }
}

/** Starts `npm run local` and opens the stage; `close` ends them. @throws DemoError when the stand-ins do not come up. */
export async function openStage(
  folder: string,
  environment: Environment,
  say: (text: string) => void,
): Promise<{ stage: Stage; close(): Promise<void> }> {
  say("$ npm run local");
  const local = spawn(process.execPath, [...process.execArgv, "scripts/local.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...environment },
  });
  const lines = await readyLines(local);
  const exported = new Map(lines.flatMap((line) => match(/^export (\w+)='(.*)'$/, line)));
  const tokens = new Map(
    lines.flatMap((line) => match(/^# export GITHUB_TOKEN='(.*)' # (\S+)$/, line)).map(([token, login]) => [login, token]),
  );
  const own: Environment = { ...environment, ...Object.fromEntries(exported) };
  const stage: Stage = {
    run: (words, { lines: shown = 12, login } = {}) =>
      run(words, login === undefined ? own : { ...own, GITHUB_TOKEN: tokens.get(login) }, say, shown),
    say,
    environment: own,
    tokens,
    folder,
    exports: lines.filter((line) => line.startsWith("export ")),
  };
  return {
    stage,
    async close() {
      local.kill("SIGTERM");
      if (local.exitCode === null) await new Promise((resolve) => local.once("exit", resolve));
    },
  };
}

/** Copies the records of the checkout to a fresh folder and gives it a git history of one commit: a place to try changes in. */
export async function scratchRepository(stage: Stage): Promise<string> {
  const root = join(mkdtempSync(join(stage.folder, "change-")), "stacks");
  for (const name of ["settings.yaml", "directory", "accounts"]) cpSync(join("stacks", name), join(root, name), { recursive: true });
  const git = (...words: string[]) =>
    execute("git", ["-C", dirname(root), "-c", "user.name=demo", "-c", "user.email=demo@localhost", ...words], stage.environment);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message=Records");
  return root;
}

/** Writes files below a folder. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function run(words: readonly string[], environment: Environment, say: (text: string) => void, lines: number): Promise<Ran> {
  const [name, ...options] = words;
  say(`$ npm run ${name}${options.length > 0 ? ` -- ${options.join(" ")}` : ""}`);
  const ran = await execute(process.execPath, [...process.execArgv, `scripts/${name}.ts`, ...options], environment);
  const shown = (ran.code === 1 ? ran.stderr : ran.stdout).trimEnd().split("\n");
  const rest = shown.length > lines ? [`… ${shown.length - lines} more lines`] : [];
  for (const line of [...shown.slice(0, lines), ...rest]) say(`    ${line.length > 180 ? `${line.slice(0, 180)}…` : line}`);
  say(`  exit ${ran.code} after ${ran.seconds.toFixed(1)} s`);
  return ran;
}

function execute(command: string, words: readonly string[], environment: Environment): Promise<Ran> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...environment } });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.once("error", reject);
    child.once("close", (code) => resolve({ ...output, code: code ?? 1, seconds: (performance.now() - started) / 1_000 }));
  });
}

function readyLines(local: ChildProcess): Promise<readonly string[]> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    local.once("exit", () => reject(new DemoError("the stand-ins did not come up; what `npm run local` said stands above")));
    createInterface({ input: local.stdout! }).on("line", (line) => {
      lines.push(line);
      if (line === "# ready") resolve(lines);
    });
  });
}

function match(pattern: RegExp, line: string): [string, string][] {
  const found = pattern.exec(line);
  return found ? [[found[1]!, found[2]!]] : [];
}
