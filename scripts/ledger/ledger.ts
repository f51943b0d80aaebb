import { createHash, randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Instant } from "../../stacks/model/instant.ts";
import type { GitHub } from "../github/client.ts";
import { readBranchFiles, rewriteFile } from "../github/write/appended-file.ts";
import type { Anchor } from "./anchor.ts";
import { LedgerError, printEntry, readChain, textOfFile } from "./chain.ts";
import { asCurrent, type Entry, type EntryType, type Facts, fileOf, nextEntry, type Written } from "./entry.ts";

/** The branch that holds nothing but evidence. */
export const EVIDENCE_BRANCH = "evidence";

/** Where evidence is kept when no repository on GitHub is named. */
export const LEDGER_FOLDER = join(".tenure", "ledger");

const LOCK_WAIT_MS = 50;
const LOCK_ATTEMPTS = 200;

/** Where evidence is written and read. `append` verifies the chain before it adds to it, and anchors the head afterwards. */
export type Ledger = {
  read(): Promise<readonly Written[]>;
  append<T extends EntryType>(type: T, at: Instant, facts: Facts<T>): Promise<void>;
};

/** The branch `evidence` where a repository on GitHub is named, else files in a folder. @param anchor where each new head goes; nowhere without one */
export function openLedger(github: GitHub | undefined, folder: string, anchor?: Anchor): Ledger {
  const { read, add } = github ? branchLedger(github) : folderLedger(folder);
  return {
    read,
    async append(type, at, facts) {
      const { number: count, hash } = await add(type, at, facts);
      await anchor?.publish({ count, hash, at });
    },
  };
}

/** Entries of one type, oldest first, as the current version says them. */
export function entriesOf<T extends EntryType>(entries: readonly Written[], type: T): readonly Entry<T>[] {
  return entries.filter((entry) => entry.type === type).map((entry) => asCurrent(entry) as Entry<T>);
}

/** A home of the ledger: what is there, and one entry more. */
type Home = Pick<Ledger, "read"> & { add<T extends EntryType>(type: T, at: Instant, facts: Facts<T>): Promise<Entry> };

function branchLedger(github: GitHub): Home {
  return {
    async read() {
      return readChain((await readBranchFiles(github, EVIDENCE_BRANCH)).files);
    },
    async add(type, at, content) {
      let entry: Entry | undefined;
      await rewriteFile(github, EVIDENCE_BRANCH, `Record ${type} at ${at}`, (files) => {
        const { path, text, added } = appended(files, type, at, content);
        entry = added;
        return { path, text };
      });
      return entry!;
    },
  };
}

function folderLedger(folder: string): Home {
  return {
    read: async () => readChain(readLedgerFolder(folder)),
    async add(type, at, content) {
      mkdirSync(folder, { recursive: true });
      return await withLock(join(folder, ".lock"), () => {
        const { path, text, added } = appended(readLedgerFolder(folder), type, at, content);
        // Beside and renamed: a full disk must not leave half a line behind.
        const beside = join(folder, `.${path}.${process.pid}`);
        writeFileSync(beside, text);
        renameSync(beside, join(folder, path));
        return added;
      });
    },
  };
}

/** The files of a ledger in a folder, none where there is no folder. Only whole ones: locks and what is being written beside come and go. */
export function readLedgerFolder(folder: string): ReadonlyMap<string, string> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^\d{4}-\d{2}\.jsonl$/.test(name)) : [];
  return new Map(names.map((name) => [name, textOfFile(name, readFileSync(join(folder, name)))]));
}

/** One writer at a time; a lock that a crash left behind is taken away. */
async function withLock<T>(path: string, work: () => T): Promise<T> {
  for (let attempt = 1; !takeLock(path); attempt++) {
    if (attempt > LOCK_ATTEMPTS) throw new LedgerError("LEDGER_UNREADABLE", `another process keeps the ledger locked (${path})`);
    await delay(LOCK_WAIT_MS);
  }
  try {
    return work();
  } finally {
    rmSync(path, { force: true });
  }
}

/** A lock names its process from the moment that it exists: it is written beside and linked. No two locks are the same. */
function takeLock(path: string): boolean {
  const id = randomUUID();
  const beside = `${path}.${id}`;
  writeFileSync(beside, `${process.pid} ${id}`);
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  removeIfLeft(path);
  return false;
}

/**
 * Takes a lock away whose process is gone, or that names none. Whoever does so holds a lock about exactly this one and has looked again since:
 * a living lock that another process put in its place meanwhile stays.
 */
function removeIfLeft(path: string): void {
  const holder = textOf(path);
  if (holder === undefined || isAlive(Number(holder.split(" ")[0]))) return;
  const claim = `${path}.${createHash("sha256").update(holder).digest("hex").slice(0, 16)}`;
  if (!takeLock(claim)) return;
  try {
    if (textOf(path) === holder) rmSync(path, { force: true });
  } finally {
    rmSync(claim, { force: true });
  }
}

/** The text of a file that may go at any moment; `undefined` when it has gone. */
function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The file with one entry more. Entries never go to a file before the newest: a clock that goes back must not reorder the chain. */
function appended<T extends EntryType>(
  files: ReadonlyMap<string, string>,
  type: T,
  at: Instant,
  content: Facts<T>,
): { path: string; text: string; added: Entry } {
  const entries = readChain(files);
  const newest = [...files.keys()]
    .filter((path) => path.endsWith(".jsonl"))
    .sort()
    .at(-1);
  const path = newest !== undefined && newest > fileOf(at) ? newest : fileOf(at);
  const added = nextEntry(entries.at(-1), type, at, content);
  return { path, text: `${files.get(path) ?? ""}${printEntry(added)}`, added };
}
