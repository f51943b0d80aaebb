import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { EngineError } from "../../error.ts";

/** The text of a file, or `undefined` when there is none. @throws EngineError STATE_UNREADABLE for anything else that goes wrong. */
export function readIfThere(path: string): string | undefined {
  try {
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  } catch (cause) {
    throw new EngineError("STATE_UNREADABLE", `cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Writes a file so that at each moment either the old or the new content is there, also after a power cut:
 * beside it, flushed, renamed. The CLI's `.attrs` file beside it (a content type and a checksum of the old content) is removed; the CLI does without.
 * @throws EngineError STATE_UNWRITABLE; the old content is then untouched.
 */
export function writeDurably(path: string, text: string): void {
  unwritable(path, () => {
    mkdirSync(dirname(path), { recursive: true });
    const beside = `${path}.tmp`;
    try {
      const file = openSync(beside, "w");
      try {
        writeFileSync(file, text);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(beside, path);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    rmSync(`${path}.attrs`, { force: true });
    flushFolder(dirname(path));
  });
}

/** Copies a file of the state. @throws EngineError STATE_UNWRITABLE */
export function copyState(from: string, to: string): void {
  unwritable(to, () => {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, to);
    rmSync(`${to}.attrs`, { force: true });
  });
}

/** A rename survives a power cut only when the folder is flushed too; Windows has no such thing. */
function flushFolder(folder: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function unwritable(path: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    throw new EngineError("STATE_UNWRITABLE", `cannot write the state ${path}: ${(cause as Error).message}`, { cause });
  }
}
