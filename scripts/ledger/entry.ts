import { createHash } from "node:crypto";
import { z } from "zod";
import type { Instant } from "../../stacks/model/instant.ts";
import { canonical } from "./canonical.ts";

/** What is written down. Ids, hashes, numbers and links only: no secrets, no personal data, no free text. */
const facts = {
  deployed: z.strictObject({
    stack: z.string(),
    commit: z.string(),
    engine: z.string(),
    /** The digest of the code that turned records into resources. */
    program: z.string(),
    baseline: z.boolean(),
    /** `verified`: every change since the last deployment had its approvals; the baseline and what is deployed without GitHub have none that anybody could read. */
    approvals: z.enum(["verified", "unverified"]),
    /** The changes that were deployed, with who approved them. */
    changes: z
      .array(
        z.strictObject({
          commit: z.string(),
          pull: z.int(),
          digest: z.string(),
          approvedBy: z.array(z.string()),
          exceptions: z.array(z.string()),
        }),
      )
      .optional(),
    result: z.enum(["succeeded", "failed"]),
    operations: z.record(z.string(), z.int()),
    readBack: z.strictObject({
      result: z.enum(["as declared", "differs", "incomplete", "not done"]),
      findings: z.array(z.string()),
      manifest: z.string().nullable(),
    }),
  }),
  drift: z.strictObject({
    stack: z.string(),
    commit: z.string(),
    status: z.string(),
    findings: z.array(z.string()),
    unknown: z.array(z.string()),
    heldBack: z.int(),
    manifest: z.string(),
  }),
  proposed: z.strictObject({
    stack: z.string(),
    branch: z.string(),
    number: z.int(),
    head: z.string(),
    digest: z.string(),
    action: z.enum(["opened", "updated"]),
    /** People who asked for it: their approval does not count. */
    askedBy: z.array(z.string()).optional(),
  }),
} as const;

/** The types of entries. */
export type EntryType = keyof typeof facts;

/** What an entry of a type says. */
export type Facts<T extends EntryType> = z.output<(typeof facts)[T]>;

/** One line of the ledger: what, when, and the hash of the line before, so that none can be changed, lost or moved unseen. */
export type Entry<T extends EntryType = EntryType> = {
  schema: "tenure/entry/1";
  number: number;
  at: Instant;
  type: T;
  facts: Facts<T>;
  previous: string;
  hash: string;
};

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
    schema: "tenure/entry/1" as const,
    number: (last?.number ?? 0) + 1,
    at,
    type,
    facts: facts[type].parse(content) as Facts<T>,
    previous: last?.hash ?? GENESIS,
  };
  return { ...body, hash: hashOf(body) };
}

/** The hash of an entry: SHA-256 of its canonical form without the hash itself. */
export function hashOf(entry: Omit<Entry, "hash">): string {
  const { schema, number, at, type, facts: content, previous } = entry;
  return createHash("sha256")
    .update(canonical({ schema, number, at, type, facts: content, previous }))
    .digest("hex");
}

/** The file of a moment: one for each month. */
export function fileOf(at: Instant): string {
  return `${at.slice(0, 7)}.jsonl`;
}
