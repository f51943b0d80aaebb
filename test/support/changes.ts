import { type Diff, diffOf } from "../../scripts/gate/diff.ts";
import { onlyReduces } from "../../scripts/gate/reduction.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { small } from "./small-organisation.ts";

/** Both sides of a change of the small organisation, and what it changes. */
export type Sides = { base: Declared; head: Declared; diff: Diff };

/** The change from some files to others; what neither names is the same on both sides. */
export function change(from: Readonly<Record<string, string | null>>, to: Readonly<Record<string, string | null>>): Sides {
  const [base, head] = [small(from), small({ ...from, ...to })];
  return { base, head, diff: diffOf(base, head) };
}

/** True when the change only takes access away. */
export function reduces({ base, head, diff }: Sides): boolean {
  return onlyReduces(base, head, diff);
}
