import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import type { Environment } from "../environment.ts";

/** How a child process ended. */
export type Exit = { code: number | null; signal: string | null };

/** A node process of Pulumi's SDK that ends with this process at the latest. */
export type Child = {
  /** Settles when it has ended and all its output was read. */
  exited: Promise<Exit>;
  kill(): void;
};

/** What to run: `command` is a module of the SDK, resolved from `folder`, which is also the working directory. */
export type Run = {
  command: "@pulumi/pulumi/cmd/run" | "@pulumi/pulumi/cmd/run-policy-pack";
  args: readonly string[];
  folder: string;
  environment: Environment;
  /** Gets each line that the process prints. */
  line(text: string, stream: "stdout" | "stderr"): void;
};

const PRELOAD = new URL("die-with-parent.ts", import.meta.url).href;
const TRIM = new URL("trim-sdk.ts", import.meta.url).href;

/** Where Node keeps what it compiled: the SDK's thousand files would otherwise be compiled anew by each process. Deleting it is a clean start. */
const COMPILE_CACHE = join(import.meta.dirname, "..", "..", "..", "..", ".tenure", "cache", "node");

/**
 * The SDK makes an error for each promise, for places in sources that nobody who writes records looks at. It makes so much that is soon
 * garbage that with Node's own small nursery a quarter of its time goes into clearing up.
 */
const NODE_FLAGS = ["--stack-trace-limit=1", "--max-semi-space-size=32", "--import", PRELOAD, "--import", TRIM];

/** Starts it. It has its own process group, so that Ctrl-C in a terminal reaches the engine only, which then stops in order. */
export function startChild({ command, args, folder, environment, line }: Run): Child {
  const script = createRequire(join(folder, "package.json")).resolve(command);
  const child = spawn(process.execPath, [...NODE_FLAGS, script, ...args], {
    cwd: folder,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
    detached: process.platform !== "win32",
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.on("error", () => undefined); // it may end before us
  readLines(child.stdout, (text) => line(text, "stdout"));
  readLines(child.stderr, (text) => line(text, "stderr"));
  return { exited: exitOf(child), kill: () => end(child) };
}

/** How long a process may take to end by itself before it is killed: only one that is stuck needs it. */
const GRACE_MS = 1_000;

/** Closes its stdin, which ends it (`die-with-parent.ts`) after it has written its compile cache; kills it when it does not. */
function end(child: ChildProcessByStdio<Writable, Readable, Readable>): void {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  child.once("exit", () => clearTimeout(timer));
  child.stdin.end();
}

function exitOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal }));
  });
}

function readLines(stream: Readable, line: (text: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const each of lines) line(each);
  });
  stream.on("end", () => {
    if (rest !== "") line(rest);
  });
}
