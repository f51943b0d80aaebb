import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Environment } from "../environment.ts";

/** What a process came to: its result, how long it took from its start to its end, and the most memory that it and its children had. */
export type Run = { code: number | null; stdout: string; stderr: string; seconds: number; peakMb: number | undefined };

/** Where this repository is: its programs are run from there. */
export const REPOSITORY = join(import.meta.dirname, "..", "..", "..");
const COMPILE_CACHE = join(REPOSITORY, "scripts", "command", "compile-cache.mjs");

/** Often enough to see what lasts, seldom enough to cost nothing. */
const LOOK_EVERY_MS = 50;

/** Runs one of our scripts as npm runs it, in a process of its own. `script` is a path in the repository. @throws Error when it ends with 1, with what it said. */
export async function measure(script: string, args: readonly string[], environment: Environment, folder = REPOSITORY): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", COMPILE_CACHE, join(REPOSITORY, script), ...args], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [child.stdout, child.stderr].map(textOf);
  const peak = watch(child);
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  const run = { code, stdout: stdout!(), stderr: stderr!(), seconds: (performance.now() - started) / 1_000, peakMb: peak() };
  if (code === 1 || code === null) throw new Error(`${script} ${args.join(" ")} ended with ${code}:\n${run.stderr}${run.stdout}`);
  return run;
}

function textOf(stream: Readable): () => string {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

/** Looks at the memory of a process and its children until it ends; the answer is the largest sum that was seen. */
function watch(child: ChildProcessByStdio<null, Readable, Readable>): () => number | undefined {
  let most: number | undefined;
  const timer = setInterval(() => {
    const now = child.pid === undefined ? undefined : residentMb(child.pid);
    if (now !== undefined) most = Math.max(most ?? 0, now);
  }, LOOK_EVERY_MS);
  child.once("close", () => clearInterval(timer));
  return () => most;
}

/** Resident memory of a process tree, pages that it shares counted in each; Linux only. */
function residentMb(pid: number): number | undefined {
  try {
    const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    return kilobytes / 1024 + children.reduce((sum, each) => sum + (each === "" ? 0 : (residentMb(Number(each)) ?? 0)), 0);
  } catch {
    return undefined;
  }
}
