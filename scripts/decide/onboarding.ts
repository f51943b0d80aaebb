import type { Declared } from "../../stacks/model/declared.ts";
import type { Change } from "./change.ts";
import type { Released } from "./hold-back.ts";

/**
 * The first run on a repository in which the bot has never opened anything: more changes than may be open at a time are looked at by a person before.
 * Fewer than that people see one by one anyway. `undefined` when it may go on.
 */
export function firstRun(changes: readonly Change[], declared: Declared, hasBegun: boolean): Released | undefined {
  const { open } = declared.settings.limits.pullRequests;
  if (hasBegun || changes.length <= open) return undefined;
  const because = `first run: ${changes.length} changes would be opened, and more than ${open} are looked at first; close the issue that lists them, or pass --confirm`;
  return { changes: [], heldBack: changes.flatMap((change) => change.because.map(({ id }) => ({ finding: id, because }))) };
}
