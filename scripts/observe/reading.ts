import type { Instant } from "../../stacks/model/instant.ts";
import type { AllParts, Gap, ManifestEntry, Observed, Part } from "./observation.ts";
import { PartError, type Recorder, readPart, recorderOf } from "./part.ts";

/** How one observation is read. */
export type Pace = {
  now: () => Instant;
  /** The most requests that the whole observation may send, repeated ones included. */
  budget: number;
  /** Says what is under way. */
  progress: (line: string) => void;
  /** Parts of an interrupted observation that need not be read again. */
  earlier: Earlier;
  /** Called after each part with everything read so far. */
  kept: (parts: Partial<Observed>, manifest: readonly ManifestEntry[]) => void;
};

/** What is left of an interrupted observation. */
export type Earlier = { parts: Partial<Observed>; manifest: readonly ManifestEntry[] };

/** An observation under way: parts are read one after the other, each counted by itself. */
export type Reading = {
  /** Reads a part, or takes the one that was read before the interruption. */
  part<Name extends keyof AllParts>(
    name: Name,
    source: string,
    operation: string,
    read: (recorder: Recorder) => Promise<AllParts[Name]>,
  ): Promise<Part<AllParts[Name]>>;
  /** Puts a gap in the place of a part that was read and turned out to lack something. */
  lose<Name extends keyof AllParts>(name: Name, gap: Gap): Part<AllParts[Name]>;
  /** Counts a request before it is sent. @throws PartError when the budget is used up: then nothing more is asked. */
  send(operation: string): void;
  manifest(): readonly ManifestEntry[];
};

/** Begins an observation. */
export function beginReading({ now, budget, progress, earlier, kept }: Pace): Reading {
  const parts: Record<string, unknown> = {};
  const manifest: ManifestEntry[] = [];
  let current: Recorder | undefined;
  let sent = 0;
  const keep = (name: keyof AllParts, part: unknown, entries: readonly ManifestEntry[]) => {
    parts[name] = part;
    manifest.push(...entries);
    kept(parts as Partial<Observed>, manifest);
  };
  return {
    async part(name, source, operation, read) {
      const before = earlier.parts[name];
      // What is asked a second time is asked because the first answer was not good enough.
      if (before?.complete && !(name in parts)) {
        progress(`${name}: read before, at ${before.observedAt}`);
        keep(
          name,
          before,
          earlier.manifest.filter((entry) => entry.part === name),
        );
        return before as Part<never>;
      }
      progress(`${name}: reading`);
      const [recorder, startedAt] = [recorderOf(source), now()];
      current = recorder;
      const part = await readPart(source, operation, now, read, recorder);
      const finishedAt = now();
      keep(
        name,
        part,
        recorder.manifest().map((counted) => ({ part: name, ...counted, startedAt, finishedAt })),
      );
      return part;
    },
    lose(name, gap) {
      const part = { complete: false as const, gap };
      keep(name, part, []);
      return part;
    },
    send(operation) {
      if (sent >= budget)
        throw new PartError(
          operation,
          `the ${budget} calls that one observation of an account may take are used up (settings: limits.observe.calls)`,
        );
      sent += 1;
      current?.call(operation);
    },
    manifest: () => manifest,
  };
}
