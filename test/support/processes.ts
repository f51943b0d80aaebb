import { execFileSync } from "node:child_process";
import { vi } from "vitest";
import { isAlive } from "../../scripts/emulators/process.ts";

/** The processes that a process started itself and that are still there. */
export function childrenOf(parent: number): readonly number[] {
  const rows = execFileSync("ps", ["-A", "-o", "pid=,ppid=,comm="], { encoding: "utf8" }).trim().split("\n");
  return rows.flatMap((row) => {
    const [pid, ppid, command] = row.trim().split(/\s+/);
    return Number(ppid) === parent && command !== "ps" ? [Number(pid)] : [];
  });
}

/** The command line of a process, empty when it is gone. */
export function commandOf(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** Waits until a process is gone. */
export function isGone(pid: number): Promise<void> {
  return vi.waitFor(
    () => {
      if (isAlive(pid)) throw new Error(`process ${pid} is still there`);
    },
    { timeout: 10_000, interval: 50 },
  );
}
