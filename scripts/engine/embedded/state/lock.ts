import { randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { EngineError } from "../../error.ts";
import type { Backend } from "./backend.ts";
import { readIfThere, writeDurably } from "./files.ts";

/** What Pulumi writes into a lock (`lockContent` in `pkg/backend/diy/lock.go`). */
const lock = z.object({ pid: z.number(), username: z.string(), hostname: z.string(), timestamp: z.string() });
type Lock = z.output<typeof lock>;

/**
 * Takes the stack for this process, in Pulumi's own way: a file of one's own, written, then looked whether it is alone.
 * @returns what gives the stack back.
 * @throws EngineError STACK_LOCKED naming everybody who has it.
 */
export function lockStack(backend: Backend): () => void {
  const mine = join(backend.lockFolder, `${randomUUID()}.json`);
  refuseOthers(backend, mine);
  const content: Lock = { pid: process.pid, username: userInfo().username, hostname: hostname(), timestamp: new Date().toISOString() };
  writeDurably(mine, JSON.stringify(content));
  const unlock = () => rmSync(mine, { force: true });
  try {
    refuseOthers(backend, mine);
  } catch (error) {
    unlock();
    throw error;
  }
  return unlock;
}

/** Everybody who has a stack at the moment, in words, each with the file of the lock. @throws EngineError when the locks cannot be listed */
export function lockHolders({ lockFolder }: Backend): readonly string[] {
  return holdersAmong(lockFiles(lockFolder));
}

function holdersAmong(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => {
    const text = readIfThere(file);
    return text === undefined ? [] : [`${file}: ${describe(text)}`]; // given back in the meantime
  });
}

function refuseOthers(backend: Backend, mine: string): void {
  const holders = holdersAmong(lockFiles(backend.lockFolder).filter((file) => file !== mine)).map((holder) => `  ${holder}`);
  if (holders.length === 0) return;
  throw new EngineError(
    "STACK_LOCKED",
    `${backend.stack} is locked; wait for the other run to end, or delete the file of one that no longer runs:\n${holders.join("\n")}`,
  );
}

function lockFiles(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new EngineError("STATE_UNREADABLE", `cannot list the locks in ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

function describe(text: string): string {
  const parsed = lock.safeParse(attempt(text));
  if (!parsed.success) return "by somebody whose name cannot be read";
  const { username, hostname: host, pid, timestamp } = parsed.data;
  const gone = host === hostname() && !isRunning(pid) ? "; this process no longer runs" : "";
  return `by ${username}@${host} (pid ${pid}) since ${timestamp}${gone}`;
}

function attempt(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
