import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { JUDGED_VARIABLE } from "../../../stacks/files/judged.ts";
import { EngineError } from "../error.ts";
import { type EngineEvent, engineEvent } from "../events.ts";
import type { JudgedPath } from "../port.ts";

/** How the CLI is used: `project` is the folder of `Pulumi.yaml`. */
export type Options = {
  executable: string;
  project: string;
  environment: Readonly<Record<string, string | undefined>>;
  progress(line: string): void;
};

/** One command; `variables` come on top of the environment. */
export type Command = { args: readonly string[]; folder?: string; variables?: Readonly<Record<string, string>>; head?: JudgedPath };

/** What a command left: `code` is missing when it did not start. */
export type Output = { code: number | undefined; stdout: string; stderr: string };

/** What a command left when it was asked for its events too. */
export type Run = Output & { events: readonly EngineEvent[] };

/**
 * Runs the CLI once. It has its own process group and gets an interrupt of ours exactly once: it then finishes what is under way and
 * writes its state. It also ends in order when this process is killed.
 */
export function pulumi(options: Options, { args, folder, variables, head }: Command): Promise<Output> {
  const child = spawn(options.executable, [...args, "--non-interactive", "--color", "never"], {
    cwd: folder ?? options.project,
    env: { ...environmentOf(options), ...variables, ...(head === undefined ? {} : { [JUDGED_VARIABLE]: head }) },
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const interrupt = () => void child.kill("SIGINT");
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
    for (const line of text.split("\n").filter((each) => each.trim() !== "")) options.progress(line);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  return new Promise((resolve) => {
    const end = (code: number | undefined) => {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
      resolve({ code, ...output });
    };
    child.once("error", (error) => {
      output.stderr += error.message;
      end(undefined);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}

/** Runs a command that writes engine events and reads them. The file holds debug messages with secrets: only we may read it, and not for long. */
export async function pulumiWithEvents(options: Options, command: Command): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "tenure-events-"));
  try {
    const file = join(folder, "events");
    const output = await pulumi(options, { ...command, args: [...command.args, "--event-log", file] });
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    const events = lines.filter((line) => line !== "").map((line) => engineEvent.parse(JSON.parse(line)));
    return { ...output, events };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The version that the CLI says it has. @throws EngineError ENGINE_MISSING when it does not start. */
export function versionOf(options: Options): string {
  try {
    return execFileSync(options.executable, ["version"], {
      env: environmentOf(options),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  } catch (cause) {
    throw new EngineError("ENGINE_MISSING", `the Pulumi CLI ${options.executable} does not start: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The environment for quiet runs (`reference/pulumi.md`, section 1.3): no look for updates, events, and the salt of the state where no file has one.
 * The language host takes `node` from the PATH: ours is put first. With an attached provider nothing is to be downloaded.
 */
function environmentOf({ environment }: Options): NodeJS.ProcessEnv {
  return {
    ...environment,
    PATH: [dirname(process.execPath), environment.PATH ?? ""].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DEBUG_COMMANDS: "true",
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    ...(environment.PULUMI_DEBUG_PROVIDERS ? { PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" } : {}),
  };
}
