import type { Account } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { recordTag } from "../../stacks/model/ref.ts";
import { type Entry, idOfIncident, idOfRecord, type Written } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { Incident } from "../observe/glass-parts.ts";
import type { Observation, Part } from "../observe/observation.ts";
import { readPart } from "../observe/part.ts";
import { now } from "./clock.ts";

/** What the ledger knows of uses of sealed identities; a ledger that cannot be read is a gap. */
export function readIncidents(ledger: Ledger): Promise<Part<readonly Incident[]>> {
  return readPart("ledger", "read", now, async () => incidentsOf(await ledger.read()));
}

/** Each use of a sealed identity for an incident, put together from what was written down about it, by the names of the ledger. */
export function incidentsOf(entries: readonly Written[]): readonly Incident[] {
  const all = Map.groupBy(entriesOf(entries, "break-glass"), ({ facts }) => `${facts.record} ${facts.incident}`);
  return [...all.values()].map((own) => {
    const { record, incident } = own[0]!.facts;
    return {
      ...{ record, incident, opened: opened(own) },
      reviewed: own.findLast(({ facts }) => facts.action === "reviewed")?.at ?? null,
      reviewer: own.findLast(({ facts }) => facts.reviewer !== null)?.facts.reviewer ?? null,
      reviewBy: (own.findLast(({ facts }) => facts.reviewBy !== null)?.facts.reviewBy ?? null) as Instant | null,
    };
  });
}

/** The openings that AWS did not refuse: one that it refused opened nothing. */
function opened(own: readonly Entry<"break-glass">[]): readonly Instant[] {
  return own.flatMap(({ at, facts }, index) => {
    if (facts.action === "drilled") return [at];
    if (facts.action !== "opened") return [];
    return own[index + 1]?.facts.action === "refused" ? [] : [at];
  });
}

/**
 * The observation with what the ledger knows, by the names of the records and sessions. Where uses were not looked for although there may be some,
 * that is a gap.
 */
export function withIncidents(observation: Observation, account: Account, incidents: Part<readonly Incident[]>): Observation {
  const sealed = [...account.records.values()].filter(({ kind }) => kind === "break-glass");
  if (sealed.length === 0) return observation;
  const reason = `the saved observation of ${account.name} was made without asking who used its break-glass roles`;
  const { glass = { complete: false as const, gap: { source: "aws-cloudtrail", operation: "gather", reason, retry: true } } } =
    observation.parts;
  const sessions = glass.complete ? glass.value.map(({ session }) => session) : [];
  const names = new Map([
    ...sealed.map(({ ref }) => recordTag(account.name, ref)).map((tag) => [idOfRecord(tag), tag] as const),
    ...sessions.map((session) => [idOfIncident(session), session] as const),
  ]);
  const named = (name: string) => names.get(name) ?? name;
  const known = incidents.complete && {
    ...incidents,
    value: incidents.value.map((one) => ({ ...one, record: named(one.record), incident: named(one.incident) })),
  };
  return { ...observation, parts: { ...observation.parts, glass, incidents: known || incidents } };
}
