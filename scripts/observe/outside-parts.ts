import { type People, people } from "./hr/record.ts";
import type { OUTSIDE_PARTS } from "./parts.ts";

/** The parts beyond AWS by name. They are in an observation only where the settings name their source. */
export type OutsideParts = {
  /** People as the HR system shows them. */
  people: People;
};

/** What each of them looks like in a saved observation. */
export const OUTSIDE_SCHEMAS = { people } as const satisfies Record<keyof typeof OUTSIDE_PARTS, unknown>;
