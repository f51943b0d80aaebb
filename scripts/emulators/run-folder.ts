import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./process.ts";

/** What one run of stand-ins writes, discarded together. */
export type RunFolder = { folder: string; discard(): void };

/** Where everything local is: git-ignored, and deleting it is a clean start (design, section 7). */
export const LOCAL_FOLDER = join(import.meta.dirname, "..", "..", ".tenure");

/** `<what>-<pid>-<random>` */
const NAME = /^[a-z]+-(\d+)-[0-9a-f]+$/;

/**
 * Makes `.tenure/run/<id>/` for this process, and removes the folders of runs whose process is gone.
 * It is also removed when the process ends without `discard`, unless it is killed: then the next run does it.
 */
export function createRunFolder(what: string): RunFolder {
  const runs = join(LOCAL_FOLDER, "run");
  mkdirSync(runs, { recursive: true });
  for (const name of readdirSync(runs)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(runs, name), { recursive: true, force: true });
  }
  const folder = join(runs, `${what}-${process.pid}-${randomBytes(4).toString("hex")}`);
  mkdirSync(folder);
  const discard = () => {
    process.removeListener("exit", discard);
    rmSync(folder, { recursive: true, force: true });
    removeIfEmpty(runs);
  };
  process.once("exit", discard);
  return { folder, discard };
}

/** Other runs may be in it, or come into it at this moment. */
function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
