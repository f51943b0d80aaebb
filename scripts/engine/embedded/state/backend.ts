import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { EngineError } from "../../error.ts";
import type { Environment } from "../environment.ts";
import { notSupported } from "../not-supported.ts";
import { copyState, readIfThere, writeDurably } from "./files.ts";

/** Where Pulumi's file backend keeps one stack (layout 1, project-scoped: `pkg/backend/diy`). */
export type Backend = {
  /** `organization/<project>/<stack>`, the stack's full name in this backend. */
  stack: string;
  checkpointFile: string;
  /** Where an interrupted run leaves what it had done since the checkpoint; the CLI has no such file and looks for none. */
  journalFile: string;
  lockFolder: string;
  /** The checkpoint's text, or `undefined` when the stack does not exist. */
  read(): string | undefined;
  /** Replaces the checkpoint and keeps the one before as `.bak`. */
  write(text: string): void;
  /** Makes the folder a backend if it is none. */
  prepare(): void;
  /** Adds an entry to the stack's history, with a copy of the checkpoint, and a backup, as the CLI does after each update. */
  addHistory(entry: HistoryEntry): void;
};

/** An update that has ended (`backend.UpdateInfo`); times in seconds since 1970. */
export type HistoryEntry = {
  kind: "update" | "refresh";
  startTime: number;
  endTime: number;
  result: "succeeded" | "failed";
  resourceChanges: Readonly<Record<string, number>>;
};

/** The backend that `PULUMI_BACKEND_URL` names. @throws EngineError NOT_SUPPORTED for one that is no plain folder of files. */
export function openBackend(environment: Environment, project: { folder: string; name: string }, stack: string): Backend {
  const bookkeeping = join(folderOf(environment.PULUMI_BACKEND_URL, project.folder), ".pulumi");
  const place = join(project.name, stack);
  const checkpointFile = join(bookkeeping, "stacks", `${place}.json`);
  return {
    stack: `organization/${project.name}/${stack}`,
    checkpointFile,
    journalFile: join(bookkeeping, "journals", `${place}.jsonl`),
    lockFolder: join(bookkeeping, "locks", "organization", place),
    read: () => {
      verifyLayout(bookkeeping, checkpointFile);
      return readIfThere(checkpointFile);
    },
    write: (text) => {
      if (existsSync(checkpointFile)) copyState(checkpointFile, `${checkpointFile}.bak`);
      writeDurably(checkpointFile, text);
    },
    prepare: () => {
      const meta = join(bookkeeping, "meta.yaml");
      if (!existsSync(meta)) writeDurably(meta, "version: 1\n");
    },
    addHistory: (entry) => {
      const [history, backups, moment] = [join(bookkeeping, "history", place), join(bookkeeping, "backups", place), nanoseconds()];
      writeDurably(join(history, `${stack}-${moment}.history.json`), JSON.stringify(historyOf(entry)));
      copyState(checkpointFile, join(history, `${stack}-${moment}.checkpoint.json`));
      copyState(checkpointFile, join(backups, `${stack}.${moment}.json`));
    },
  };
}

/** The stacks of a project that this backend has. @throws EngineError as `openBackend` */
export function stacksIn(environment: Environment, project: { folder: string; name: string }): readonly string[] {
  const folder = join(folderOf(environment.PULUMI_BACKEND_URL, project.folder), ".pulumi", "stacks", project.name);
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : []));
}

function historyOf(entry: HistoryEntry): Record<string, unknown> {
  return { ...entry, message: "", environment: { "exec.kind": "tenure.embedded" }, config: {}, version: 0 };
}

/** File names carry nanoseconds; the clock gives milliseconds, and there is at most one update at a time. */
function nanoseconds(): string {
  return `${Date.now()}000000`;
}

/** `file://<folder>`: absolute, relative to the project, or in the home folder with `~` (`massageBlobPath` in `backend.go`). */
function folderOf(url: string | undefined, project: string): string {
  if (!url?.startsWith("file://")) {
    throw notSupported(
      `the state in ${url ? `"${url}"` : "the Pulumi Cloud (PULUMI_BACKEND_URL is not set)"}, expected PULUMI_BACKEND_URL=file://<folder>`,
    );
  }
  const path = url.slice("file://".length).split("?")[0]!;
  return path.startsWith("~") ? join(homedir(), path.slice(1)) : resolve(project, path);
}

function verifyLayout(bookkeeping: string, checkpointFile: string): void {
  const meta = readIfThere(join(bookkeeping, "meta.yaml"));
  const version = /^version:\s*(\d+)\s*$/m.exec(meta ?? "")?.[1];
  if (meta !== undefined && version === undefined) throw new EngineError("STATE_UNREADABLE", `${bookkeeping}/meta.yaml names no version`);
  if ((version ?? "1") !== "1") throw notSupported(`layout ${version} of the state in ${bookkeeping}, expected 1`);
  const stacks = join(bookkeeping, "stacks");
  if (meta === undefined && existsSync(stacks) && readdirSync(stacks).some((name) => name.endsWith(".json"))) {
    throw notSupported(`the legacy layout of the state in ${bookkeeping} ("pulumi state upgrade" changes it)`);
  }
  const packed = [".gz", ".zst"].find((extension) => existsSync(checkpointFile + extension));
  if (packed !== undefined) throw notSupported(`the compressed state ${checkpointFile}${packed}`);
}
