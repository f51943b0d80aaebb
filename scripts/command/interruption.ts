import { execFileSync } from "node:child_process";
import { fstatSync } from "node:fs";
import { stdin, stdout } from "node:process";
import { isAlive } from "../emulators/process.ts";
import type { Environment } from "./environment.ts";

/** How often it is looked whether npm is still there. In milliseconds. */
const LOOK_EVERY_MS = 500;

/**
 * Resolves when a command that runs until it is stopped should stop: at a signal, when the other end of a pipe on standard input closes,
 * or when the npm that started it is gone. A second signal ends the process at once.
 * The end of a shell or of a script that started it in the background is no reason.
 */
export function interruption(environment: Environment): Promise<void> {
  // Whoever read the output may be gone by then, or the terminal.
  stdout.on("error", () => {});
  return new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    if (isPipe()) stdin.once("end", resolve).resume();
    const starter = environment.npm_lifecycle_event === undefined ? undefined : npmAbove();
    if (starter === undefined) return;
    const timer = setInterval(() => {
      if (isAlive(starter)) return;
      clearInterval(timer);
      resolve();
    }, LOOK_EVERY_MS);
    timer.unref();
  }).finally(() => stdin.destroy()); // an open pipe would keep the process alive
}

/** A background job of a script has /dev/null as its input, and a terminal may close: neither means that anybody wants an end. */
function isPipe(): boolean {
  try {
    const input = fstatSync(0);
    return input.isFIFO() || input.isSocket();
  } catch {
    return false;
  }
}

/**
 * The process id of npm, which is this process's parent or, with a shell between them that does not pass signals on, its grandparent.
 * A killed npm leaves both behind.
 */
function npmAbove(): number | undefined {
  if (process.platform === "win32") return undefined;
  const [parent, command] = parentOf(process.ppid);
  return /(^|\/)(|ba|da|z|k)sh$/.test(command) ? parent : process.ppid;
}

function parentOf(pid: number): readonly [parent: number | undefined, command: string] {
  try {
    const row = execFileSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" });
    const match = /^\s*(\d+)\s+(.*?)\s*$/.exec(row);
    return [match ? Number(match[1]) : undefined, match?.[2] ?? ""];
  } catch {
    // Without `ps` there are still the signals.
    return [undefined, ""];
  }
}
