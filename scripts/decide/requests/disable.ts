import type { Step } from "../../../stacks/files/edit.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { disabling, isStateless } from "../responses/disable.ts";
import { type Answered, type Asked, forEach, type Placed } from "./request.ts";

/** Why something is stopped, where that is written up, and, for a key alone, which of them. */
export type Stop = { reason: string; ref: string; slots: readonly string[] };

/** Takes access away so that the same edit backwards gives it back exactly: everything of a record, or single keys. */
export function disable(placed: readonly Placed[], stop: Stop, asOf: Instant): Asked {
  return forEach(placed, (one) => (stop.slots.length > 0 ? disableKeys(one, stop.slots) : disableRecord(one, stop, asOf)));
}

function disableRecord({ record }: Placed, { reason, ref }: Stop, asOf: Instant): Answered {
  const { state, disabled } = record.fields;
  if (isStateless(record.kind))
    return { because: `${record.kind} hold no credentials and have no state: take it out of what uses it, or move it to retired/` };
  if (state === "disabled") return { because: `it is disabled already: ${disabled?.reason ?? "no reason is stated"}` };
  return { edit: { change: record.source.file, steps: disabling(reason, { asOf, branch: ref }) } };
}

function disableKeys({ record }: Placed, slots: readonly string[]): Answered {
  const { keys = {} } = record.fields as Partial<UserRecord>;
  const steps: Step[] = [];
  for (const slot of slots) {
    if (!keys[slot]) return { because: `it has no key ${slot}; it has ${Object.keys(keys).join(", ") || "none"}` };
    if (keys[slot].state === "disabled") return { because: `its key ${slot} is disabled already` };
    steps.push({ set: ["keys", slot, "state"], to: "disabled" });
  }
  return { edit: { change: record.source.file, steps } };
}
