import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Instant } from "../../stacks/model/instant.ts";
import { canonical } from "./canonical.ts";
import { LedgerError } from "./chain.ts";
import type { Written } from "./entry.ts";

/** The end of a ledger at one moment: how many entries there were, and the hash of the last. */
export type Head = { count: number; hash: string; at: Instant };

/** A place outside the ledger to which its heads go, where nobody who can rewrite the ledger can take them back. */
export type Anchor = {
  /** In words, for whoever reads a result. */
  name: string;
  publish(head: Head): Promise<void>;
  /** Every head that was ever published, in any order. */
  read(): Promise<readonly Head[]>;
};

/** A published head that the ledger no longer has: it was cut shorter, or another chain stands in its place. */
export type MissingHead = { head: Head; got: string };

/** What the anchors prove: `covered` entries stand under a published head; those after it could still be cut unseen. */
export type Anchored = { heads: number; covered: number; missing: readonly MissingHead[] };

/** Holds a ledger against the heads that were published. Heads of the same count with different hashes cannot all be there: two ledgers were written. */
export function checkAnchors(entries: readonly Written[], heads: readonly Head[]): Anchored {
  const missing = heads.flatMap((head): MissingHead[] => {
    const entry = entries[head.count - 1];
    if (!entry) return [{ head, got: `a ledger of ${entries.length} entries` }];
    return entry.hash === head.hash ? [] : [{ head, got: `entry ${head.count} with the hash ${entry.hash}` }];
  });
  const gone = new Set(missing.map(({ head }) => head));
  const covered = Math.max(0, ...heads.filter((head) => !gone.has(head)).map(({ count }) => count));
  return { heads: heads.length, covered, missing: missing.sort((a, b) => a.head.count - b.head.count) };
}

const line = z.strictObject({
  schema: z.literal("tenure/anchor/1"),
  count: z.int().positive(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/),
});

/**
 * Heads as lines of a file, for local use. Whoever can rewrite the ledger beside it can rewrite this too:
 * it finds accidents, and attacks only where a copy of it is kept elsewhere.
 */
export function fileAnchor(file: string): Anchor {
  return {
    name: file,
    async publish(head) {
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, `${canonical({ schema: "tenure/anchor/1", ...head })}\n`);
    },
    read: async () =>
      existsSync(file)
        ? readFileSync(file, "utf8")
            .split("\n")
            .flatMap((text, index) => (text === "" ? [] : [parseLine(file, index, text)]))
        : [],
  };
}

function parseLine(file: string, index: number, text: string): Head {
  try {
    const { count, hash, at } = line.parse(JSON.parse(text));
    return { count, hash, at: at as Instant };
  } catch (cause) {
    throw new LedgerError(
      "LEDGER_UNREADABLE",
      `${file}:${index + 1}: expected the head of a ledger (tenure/anchor/1), got ${text.slice(0, 60)}`,
      {
        cause,
      },
    );
  }
}
