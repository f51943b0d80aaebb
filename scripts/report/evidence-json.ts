import type { Written } from "../ledger/entry.ts";

/** What an export is made of: entries as they stand in the ledger, and the head of the whole ledger at that time. */
export type Exported = {
  from: string | null;
  to: string | null;
  head: { number: number; hash: string; at: string } | null;
  entries: readonly Written[];
};

/** Entries as they were written, so that each hash can be computed again; printed in canonical form it is the same bytes for the same entries. */
export function evidenceJson({ from, to, head, entries }: Exported) {
  return { schema: "tenure/evidence/1" as const, from, to, head, entries };
}
