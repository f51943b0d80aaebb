import type { Edit } from "../../../stacks/files/edit.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import type { Person } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { Finding } from "../../compare/finding.ts";
import type { Observed } from "../../observe/observation.ts";

/**
 * Somebody of whom something is found. `after` is what is declared once the entry is as it should be;
 * `observed` stands for accounts that nobody has looked at: what follows from the directory rests on records alone.
 */
export type PersonSituation = {
  current: Person | undefined;
  entry: Person;
  declared: Declared;
  after: Declared;
  observed: Observed;
  asOf: Instant;
  branch: string;
};

/** What follows for records and teams, the findings that show it, and what a reviewer must know besides. */
export type Consequence = { edits: readonly Edit[]; notes: readonly string[]; because: readonly Finding[] };

/** Nothing follows. */
export const NOTHING: Consequence = { edits: [], notes: [], because: [] };

/** Several consequences as one. */
export function together(all: readonly Consequence[]): Consequence {
  return {
    edits: all.flatMap(({ edits }) => edits),
    notes: all.flatMap(({ notes }) => notes),
    because: all.flatMap(({ because }) => because),
  };
}

/** The accounts as they are once the entry is as it should be. */
export function accountsOf({ after }: PersonSituation): readonly Account[] {
  return [...after.accounts.values()];
}
