import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Instant } from "../../stacks/model/instant.ts";
import { canonical } from "./canonical.ts";
import { FACTS, FIRST_FACTS } from "./facts.ts";

/** The types of entries. */
export type EntryType = keyof typeof FACTS;

/** What an entry of a type says. */
export type Facts<T extends EntryType> = z.output<(typeof FACTS)[T]>;

/** One line of the ledger: what, when, and the hash of the line before, so that none can be changed, lost or moved unseen. */
export type Entry<T extends EntryType = EntryType> = {
  schema: "tenure/entry/2";
  number: number;
  at: Instant;
  type: T;
  facts: Facts<T>;
  previous: string;
  hash: string;
};

/** A line as it stands in the ledger, of whatever version: what its facts mean, `entriesOf` (ledger.ts) tells. */
export type Written = Omit<Entry, "schema" | "type" | "facts"> & { schema: string; type: string; facts: unknown };

/** The `previous` of the first entry. */
export const GENESIS = "0".repeat(64);

/** Makes the entry that follows another. @throws ZodError when it would hold anything that its type does not know. */
export function nextEntry<T extends EntryType>(
  last: Pick<Entry, "number" | "hash"> | undefined,
  type: T,
  at: Instant,
  content: Facts<T>,
): Entry<T> {
  const body = {
    schema: "tenure/entry/2" as const,
    number: (last?.number ?? 0) + 1,
    at,
    type,
    facts: FACTS[type].parse(content) as Facts<T>,
    previous: last?.hash ?? GENESIS,
  };
  return { ...body, hash: hashOf(body) };
}

/** The hash of an entry: SHA-256 of its canonical form without the hash itself. */
export function hashOf(entry: Omit<Written, "hash">): string {
  const { schema, number, at, type, facts: content, previous } = entry;
  return createHash("sha256")
    .update(canonical({ schema, number, at, type, facts: content, previous }))
    .digest("hex");
}

/** The file of a moment: one for each month. */
export function fileOf(at: Instant): string {
  return `${at.slice(0, 7)}.jsonl`;
}

/** The versions of entries that there have been, oldest first; the last is the one that is written. */
const VERSIONS = { "tenure/entry/1": FIRST_FACTS, "tenure/entry/2": FACTS } as const;

/** True for a version that this program reads. */
export function isVersion(schema: string): schema is keyof typeof VERSIONS {
  return Object.hasOwn(VERSIONS, schema);
}

/** What is wrong with the facts of an entry, in words that follow its place; `undefined` when they are what its version and type allow. */
export function problemOfFacts({ schema, type, facts }: Pick<Written, "schema" | "type" | "facts">): string | undefined {
  if (!isVersion(schema)) return `expected one of ${Object.keys(VERSIONS).join(", ")}, got ${schema}`;
  const known: Readonly<Record<string, z.ZodType>> = VERSIONS[schema];
  if (!Object.hasOwn(known, type)) return `expected a type of ${Object.keys(known).join(", ")}, got ${type}`;
  const [issue] = known[type]!.safeParse(facts).error?.issues ?? [];
  return issue && `facts${issue.path.map((step) => `.${String(step)}`).join("")}: ${issue.message}`;
}

/** An entry as the current version would say it; what an older one did not keep is `null` or empty, and never made up. */
export function asCurrent(entry: Written): Entry {
  const schema = "tenure/entry/2" as const;
  if (entry.schema === schema) return entry as Entry;
  const facts = LATER[entry.type as FirstType](entry.facts as never);
  return { ...entry, schema, type: entry.type as EntryType, facts } as Entry;
}

/** The types that the first version had. */
type FirstType = keyof typeof FIRST_FACTS;

type First<T extends FirstType> = z.output<(typeof FIRST_FACTS)[T]>;

const LATER: { [T in FirstType]: (facts: First<T>) => Facts<T> } = {
  deployed: ({ changes, ...facts }) => ({
    ...facts,
    settings: "",
    violations: null,
    rules: null,
    touched: null,
    readBack: { ...facts.readBack, observedAt: null },
    operations: facts.operations as Facts<"deployed">["operations"],
    ...(changes ? { changes: changes.map((one) => ({ ...one, requestedBy: [], mergedAt: "", records: [] })) } : {}),
  }),
  drift: ({ findings, status, ...facts }) => ({
    ...facts,
    status: status as Facts<"drift">["status"],
    settings: null,
    findings: findings.map((id) => ({ id, check: "", record: null, subject: "", severity: "low" as const })),
    covered: null,
    checks: null,
    tieOut: null,
    observedAt: null,
  }),
  proposed: (facts) => ({ ...facts, record: null }),
};

/** `<account>/<kind>/<name>` as an entry may hold it: a name that could be more than an id (an `@`, a blank) is written as its hash. */
export function idOfRecord(tag: string): string {
  if (FACTS.proposed.shape.record.safeParse(tag).success) return tag;
  const [account, kind, ...name] = tag.split("/");
  return `${account}/${kind}/${hashInPlace(name.join("/"))}`;
}

/** An incident as an entry may hold it: AWS lets a session be called like an address, and such a name is written as its hash. */
export function idOfIncident(name: string): string {
  return FACTS["break-glass"].shape.incident.safeParse(name).success ? name : hashInPlace(name);
}

function hashInPlace(name: string): string {
  return `sha256-${createHash("sha256").update(name).digest("hex").slice(0, 16)}`;
}
