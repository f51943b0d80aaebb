import type { DeclaredEntity } from "../../stacks/entities.ts";
import type { Gap } from "../observe/observation.ts";

/** What an account's own program declares beside the records, or why nobody knows. */
export type Extra = { complete: true; entities: readonly DeclaredEntity[] } | { complete: false; gap: Gap };

/** Of an account without a program of its own. */
export const NO_EXTRA: Extra = { complete: true, entities: [] };

/** Checks that speak of what such a program declares: without it they are `unknown` about exactly that. */
export const OF_EXTRA: readonly string[] = [
  "changed",
  "expired",
  "expiring",
  "expiry-not-enforced",
  "missing",
  "non-compliant",
  "orphaned",
  "stale",
  "unmanaged",
];
