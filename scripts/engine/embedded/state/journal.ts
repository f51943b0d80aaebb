import { createHash } from "node:crypto";
import { closeSync, existsSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { EngineError } from "../../error.ts";
import type { Urn } from "../../port.ts";
import { needsOf, type Resource } from "../resource.ts";
import type { OperationType, PendingOperation, ResourceTexts, State } from "./checkpoint.ts";
import { readIfThere } from "./files.ts";

/**
 * What has happened since a checkpoint was written: a line for each operation that begins and each that ends, so that a large stack is not
 * written anew for each of its resources. A checkpoint takes its place, at the end of a run at the latest; only an interrupted run leaves one.
 */
export type Journal = {
  /** Begins to follow a checkpoint, given by its text. */
  follow(checkpoint: string): void;
  /** Says which checkpoint takes the journal's place, before it does. */
  supersede(checkpoint: string): void;
  /** Notes that something begins; on disk when this returns. */
  begin(type: OperationType, resource: Resource): void;
  /** Notes that it ended; on disk with the next line that is, at once where only this process ends. */
  end(resource: Resource, result: { made?: Resource | undefined; gone?: Resource | undefined }): void;
  /** Notes that a resource was changed where it stands. */
  touch(resource: Resource): void;
  close(): void;
};

/** How a line names a resource: what was replaced has the URN of its successor, and may have its id. */
const key = z.object({ urn: z.string(), id: z.string(), delete: z.boolean() });
const line = z.union([
  z.object({ follows: z.string() }),
  z.object({ supersededBy: z.string() }),
  z.object({ begin: z.string(), resource: z.unknown() }),
  z.object({ end: z.string(), gone: key.optional(), made: z.unknown().optional() }),
  z.object({ touch: z.unknown() }),
]);
type Line = z.output<typeof line>;

/** Opens the journal of a stack that this process has locked. @throws EngineError STATE_UNWRITABLE with the first line that cannot be written */
export function openJournal(file: string, texts: ResourceTexts): Journal {
  let handle: number | undefined;
  const append = (text: string, durable: boolean) => {
    try {
      if (handle === undefined) return;
      writeSync(handle, `${text}\n`);
      if (durable) fdatasyncSync(handle);
    } catch (cause) {
      throw new EngineError("STATE_UNWRITABLE", `cannot write the journal ${file}: ${(cause as Error).message}`, { cause });
    }
  };
  const close = () => {
    if (handle !== undefined) closeSync(handle);
    handle = undefined;
  };
  return {
    follow: (checkpoint) => {
      close();
      try {
        mkdirSync(dirname(file), { recursive: true });
        handle = openSync(file, "w", 0o600);
      } catch (cause) {
        throw new EngineError("STATE_UNWRITABLE", `cannot write the journal ${file}: ${(cause as Error).message}`, { cause });
      }
      append(JSON.stringify({ follows: hashOf(checkpoint) }), true);
    },
    supersede: (checkpoint) => {
      if (handle === undefined && existsSync(file)) handle = openSync(file, "a");
      append(JSON.stringify({ supersededBy: hashOf(checkpoint) }), true);
    },
    begin: (type, resource) => append(`{"begin":${JSON.stringify(type)},"resource":${texts.print(resource)}}`, true),
    end: (resource, { made, gone }) => {
      const parts = [
        `"end":${JSON.stringify(resource.urn)}`,
        ...(gone ? [`"gone":${JSON.stringify({ urn: gone.urn, id: gone.id, delete: gone.delete })}`] : []),
        ...(made ? [`"made":${texts.print(made)}`] : []),
      ];
      append(`{${parts.join(",")}}`, false);
    },
    touch: (resource) => append(`{"touch":${texts.print(resource)}}`, false),
    close,
  };
}

/** Takes the journal away, once a checkpoint holds all of it. */
export function removeJournal(file: string): void {
  rmSync(file, { force: true });
}

/**
 * A state with what an interrupted run had noted after it.
 * @throws EngineError STATE_UNREADABLE for a journal that follows another checkpoint: somebody else has written since, and what it tells is lost
 */
export function withJournal(file: string, checkpoint: string | undefined, state: State, texts: ResourceTexts): State {
  if (!existsSync(file)) return state;
  const lines = linesOf(file);
  const hash = hashOf(checkpoint ?? "");
  const last = lines.at(-1);
  if (last && "supersededBy" in last && last.supersededBy === hash) return state;
  const first = lines[0];
  if (!first) return state; // it broke off before its first line: nothing had begun
  if (!("follows" in first) || first.follows !== hash)
    throw new EngineError(
      "STATE_UNREADABLE",
      `${file} tells of an interrupted run after which somebody else has changed the state: compare what it names with AWS, and delete it`,
    );
  return replay(lines.slice(1), state, texts);
}

/** A line that broke off in the middle is the last one, and what it tells had not begun. */
function linesOf(file: string): readonly Line[] {
  const texts = (readIfThere(file) ?? "").split("\n").filter((text) => text !== "");
  return texts.flatMap((text, index) => {
    try {
      return [line.parse(JSON.parse(text))];
    } catch (cause) {
      if (index === texts.length - 1) return [];
      throw new EngineError("STATE_UNREADABLE", `${file}:${index + 1}: not a line of a journal`, { cause });
    }
  });
}

function replay(lines: readonly Line[], state: State, texts: ResourceTexts): State {
  let resources = [...state.resources];
  const begun = new Map<Urn, PendingOperation>();
  for (const each of lines) {
    if ("begin" in each) {
      const resource = texts.read(each.resource);
      begun.set(resource.urn, { resource, type: each.begin as OperationType });
    } else if ("end" in each) {
      begun.delete(each.end);
      const { gone } = each;
      if (gone) resources = resources.filter((one) => one.urn !== gone.urn || one.id !== gone.id || one.delete !== gone.delete);
      if (each.made !== undefined) resources.push(texts.read(each.made));
    } else if ("touch" in each) {
      const touched = texts.read(each.touch);
      resources = resources.map((one) => (one.urn === touched.urn && one.id === touched.id ? touched : one));
    }
  }
  const made = new Set(lines.flatMap((each) => ("end" in each && each.made !== undefined ? [each.end] : [])));
  const open = state.pending.filter(({ resource }) => !made.has(resource.urn) && !begun.has(resource.urn));
  return { resources: inOrder(resources), pending: [...open, ...begun.values()] };
}

/** What a resource needs before it; otherwise as it was. */
function inOrder(resources: readonly Resource[]): readonly Resource[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const placed = new Set<Resource>();
  const place = (one: Resource) => {
    if (placed.has(one)) return;
    placed.add(one);
    for (const urn of needsOf(one)) {
      const needed = byUrn.get(urn);
      if (needed) place(needed);
    }
    order.push(one);
  };
  const order: Resource[] = [];
  for (const one of resources) place(one);
  return order;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
