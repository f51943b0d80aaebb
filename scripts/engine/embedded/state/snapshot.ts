import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EngineError } from "../../error.ts";
import type { Resource } from "../resource.ts";
import type { Backend } from "./backend.ts";
import { checkpointWriter, type OperationType, type PendingOperation, resourceTexts, type State } from "./checkpoint.ts";
import { openJournal, removeJournal } from "./journal.ts";
import type { Crypter } from "./passphrase.ts";

/**
 * The state while it changes, on disk before and after each operation: as a line of the journal, and from time to time as a checkpoint.
 * It is what this run has made, in its order, then what it has not touched of the state before: each a valid order, so the whole is one.
 */
export type Snapshot = {
  /** Notes that something begins, before it does: an interrupted run leaves this note. */
  begin(type: OperationType, resource: Resource): void;
  /** Notes that it ended, with what it left (`made`) and what it did away with (`gone`); neither when it failed. */
  end(resource: Resource, result: { made?: Resource | undefined; gone?: Resource | undefined }): void;
  /** Takes over a resource that needed no operation; written with the next one that did. */
  keep(resource: Resource, old: Resource): void;
  /** Says that a resource was changed where it stands. */
  touch(resource: Resource): void;
  /** Replaces the whole content: for a refresh, which rewrites what was there. */
  replace(resources: readonly Resource[]): void;
  /** Writes everything that is not written yet. */
  flush(): void;
};

/** Opens the snapshot of a stack that this process has locked. */
export function openSnapshot(backend: Backend, crypter: Crypter, before: State): Snapshot {
  const texts = resourceTexts(crypter);
  const writer = checkpointWriter(backend.stack, crypter, texts);
  const journal = openJournal(backend.journalFile, texts);
  const made: Resource[] = [];
  const gone = new Set<Resource>();
  const begun = new Map<Resource, OperationType>();
  let base = before.resources;

  const current = (): State => ({
    resources: [...made, ...base].filter((resource) => !gone.has(resource)),
    pending: [...[...begun].map(([resource, type]) => ({ resource, type })), ...unresolved(before.pending, made)],
  });
  let unwritten = false;
  let nextAt = 0;
  /** Writes a checkpoint, which the journal follows from then on. */
  const write = () => {
    const started = performance.now();
    const text = writer.text(current());
    journal.supersede(text);
    backend.write(text);
    journal.follow(text);
    unwritten = false;
    const ended = performance.now();
    nextAt = ended + Math.max(CHECKPOINT_EVERY_MS, CHECKPOINT_SHARE * (ended - started));
  };
  /** A line for the journal or, when it is time, a checkpoint that holds it. The first one is always a checkpoint. */
  const note = (line: () => void) => (performance.now() >= nextAt ? write() : line());

  return {
    begin: (type, resource) => {
      begun.set(resource, type);
      try {
        note(() => journal.begin(type, resource));
      } catch (error) {
        begun.delete(resource); // it will not be done, then
        throw error;
      }
    },
    end: (resource, result) => {
      begun.delete(resource);
      texts.changed(resource);
      if (result.gone) gone.add(result.gone);
      if (result.made) made.push(result.made);
      unwritten = true;
      note(() => journal.end(resource, result));
    },
    keep: (resource, old) => {
      gone.add(old);
      made.push(resource);
    },
    touch: (resource) => {
      texts.changed(resource);
      journal.touch(resource);
    },
    replace: (resources) => {
      base = resources;
      unwritten = true;
    },
    flush: () => {
      try {
        const text = writer.text(current());
        journal.supersede(text);
        journal.close();
        replaceState(backend, text);
      } catch (error) {
        throw unwritten ? rescued(error as Error, writer.text(current()), backend.stack) : error;
      }
    },
  };
}

/** A checkpoint at most this often, and never for more than this share (1 in so many) of the time: it grows with the stack, a line of the journal does not. */
const CHECKPOINT_EVERY_MS = 1_000;
const CHECKPOINT_SHARE = 20;

/** Writes a checkpoint after which nothing is under way: no journal follows it. */
export function replaceState(backend: Backend, text: string): void {
  backend.write(text);
  removeJournal(backend.journalFile);
}

/** A creation that an earlier run left open stays noted until a run has made or imported that resource: only then it is known what there is. */
function unresolved(pending: readonly PendingOperation[], made: readonly Resource[]): readonly PendingOperation[] {
  return pending.filter(({ resource, type }) => type === "creating" && !made.some(({ urn }) => urn === resource.urn));
}

/** When even the last write fails, what was done must not be forgotten: the state goes to another place, and the error says where. */
function rescued(error: Error, text: string, stack: string): Error {
  const rescue = join(tmpdir(), `${stack.replaceAll("/", "-")}-${Date.now()}.json`);
  try {
    writeFileSync(rescue, text, { mode: 0o600 });
  } catch {
    return error;
  }
  const advice = `what was done so far is saved in ${rescue}: repair the place of the state and copy this file over it`;
  return new EngineError("STATE_UNWRITABLE", `${error.message}\n${advice}`, { cause: error });
}
