import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { type Access, readPeople } from "./hr/people.ts";
import type { ManifestEntry, Observation, Observed } from "./observation.ts";
import type { OutsideParts } from "./outside-parts.ts";
import { type Recorder, readPart, recorderOf } from "./part.ts";

/** What was read from the sources beyond AWS; without a configured source it is empty. */
export type Outside = { parts: Partial<Pick<Observed, keyof OutsideParts>>; manifest: readonly ManifestEntry[] };

/** What there is beyond AWS where no source is named. */
export const NOTHING_OUTSIDE: Outside = { parts: {}, manifest: [] };

/** Reads every source that the settings name, once for all accounts. One that fails is a gap of its part, and the others are read all the same. */
export async function observeOutside(
  declared: Declared,
  access: Access,
  now: () => Instant,
  progress: (line: string) => void = () => {},
): Promise<Outside> {
  const { settings, directory } = declared;
  const manifest: ManifestEntry[] = [];
  const read = async <T>(part: keyof OutsideParts, source: string, operation: string, work: (recorder: Recorder) => Promise<T>) => {
    progress(`${part}: reading`);
    const [recorder, startedAt] = [recorderOf(source), now()];
    const found = await readPart(source, operation, now, work, recorder);
    const finishedAt = now();
    manifest.push(...recorder.manifest().map((counted) => ({ part, ...counted, startedAt, finishedAt })));
    return found;
  };
  const { hr } = settings.sources;
  const against = { directory, limit: settings.limits.feed.missingPeople, timeZone: settings.timeZone };
  return {
    parts: {
      ...(hr === null
        ? {}
        : { people: await read("people", "hr", "read", (recorder) => readPeople(hr, { ...against, asOf: now() }, access, recorder)) }),
    },
    manifest,
  };
}

/** An observation together with what is true for all accounts. */
export function withOutside(observation: Observation, { parts, manifest }: Outside): Observation {
  const names = Object.keys(parts);
  const own = observation.manifest.filter(({ part }) => !names.includes(part));
  return { ...observation, manifest: [...own, ...manifest], parts: { ...observation.parts, ...parts } };
}

/** A saved observation as the settings of today ask for it: a source that nobody had asked then is a gap, never an empty answer. */
export function requireOutside(observation: Observation, { settings }: Declared): Observation {
  const wanted: readonly (readonly [keyof OutsideParts, string, boolean])[] = [["people", "hr", settings.sources.hr !== null]];
  const missing = wanted.filter(([part, , isConfigured]) => isConfigured && observation.parts[part] === undefined);
  const gaps = missing.map(([part, source]) => {
    const reason = `the saved observation of ${observation.account} was made without this source`;
    return [part, { complete: false, gap: { source, operation: "gather", reason, retry: true } }] as const;
  });
  return missing.length === 0 ? observation : { ...observation, parts: { ...observation.parts, ...Object.fromEntries(gaps) } };
}
