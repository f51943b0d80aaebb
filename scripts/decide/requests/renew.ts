import type { Step } from "../../../stacks/files/edit.ts";
import { latestEndsOf } from "../../../stacks/kinds/kinds.ts";
import type { LatestEnd } from "../../../stacks/kinds/latest-end.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { resolveOwner } from "../../../stacks/model/directory.ts";
import { type Duration, describeEnd, type Instant, plus } from "../../../stacks/model/instant.ts";
import { written } from "../situation.ts";
import { latestEnd, wholeDay } from "./latest-end.ts";
import { type Answered, type Asked, forEach, type Placed } from "./request.ts";

/** How long: until a moment, by a length of time beyond the end that is there, or as long as is allowed. With slots, only these keys. */
export type Renewal = { until?: Instant | undefined; by?: Duration | undefined; slots: readonly string[] };

/** Kinds that are never lengthened, and what is done instead. */
const ASKED_ANEW: Readonly<Record<string, string>> = {
  grants: "a grant is asked for again, so that somebody approves the longer time",
};

/** Later ends for records or for their keys, inside what the organisation's rules, contracts and last days allow. */
export function renew(placed: readonly Placed[], renewal: Renewal, declared: Declared, asOf: Instant): Asked {
  return forEach(placed, (one) => {
    const refusal = cannotBeRenewed(one, declared, asOf);
    if (refusal !== undefined) return { because: refusal };
    return renewal.slots.length > 0 ? renewKeys(one, renewal, declared, asOf) : renewRecord(one, renewal, declared, asOf);
  });
}

function cannotBeRenewed({ record }: Placed, { directory }: Declared, asOf: Instant): string | undefined {
  const { state, owner } = record.fields;
  if (ASKED_ANEW[record.kind] !== undefined) return ASKED_ANEW[record.kind];
  if (state === "disabled") return "it is disabled; take `state` and `disabled` out first, which is a grant and needs approval";
  const resolved = resolveOwner(directory, owner, asOf);
  return resolved.state === "gone" ? `${resolved.why}, so nobody answers for it: \`npm run transfer\` first` : undefined;
}

function renewRecord({ account, record }: Placed, renewal: Renewal, declared: Declared, asOf: Instant): Answered {
  const { kind, fields, source } = record;
  const limit = latestEnd(kind, latestEndsOf(record, account, declared), declared, asOf);
  if (!limit) return { because: `${kind} have no lifetime in settings.yaml` };
  const end = laterEnd(fields.expires, renewal, limit, asOf);
  return "because" in end ? end : { edit: { change: source.file, steps: [{ set: ["expires"], to: written(end.end) }] } };
}

function renewKeys({ record }: Placed, renewal: Renewal, { settings }: Declared, asOf: Instant): Answered {
  const { keys = {} } = record.fields as Partial<UserRecord>;
  const longest = wholeDay(plus(asOf, settings.lifetimes.keys));
  const { expires } = record.fields;
  const limit: LatestEnd =
    longest <= expires ? { end: longest, because: "settings.yaml lifetimes.keys" } : { end: expires, because: "it ends with its user" };
  const steps: Step[] = [];
  for (const slot of renewal.slots) {
    const key = keys[slot];
    if (!key) return { because: `it has no key ${slot}; it has ${Object.keys(keys).join(", ") || "none"}` };
    if (key.state === "disabled") return { because: `its key ${slot} is disabled` };
    const end = laterEnd(key.expires, renewal, limit, asOf);
    if ("because" in end) return { because: `key ${slot}: ${end.because}` };
    steps.push({ set: ["keys", slot, "expires"], to: written(end.end) });
  }
  return { edit: { change: record.source.file, steps } };
}

/** The later end that is asked for, or why it cannot be. */
function laterEnd(now: Instant, { until, by }: Renewal, limit: LatestEnd, asOf: Instant): { end: Instant } | { because: string } {
  const from = now > asOf ? now : asOf;
  const end = until ?? (by === undefined ? limit.end : wholeDay(plus(from, by)));
  if (end > limit.end && (until !== undefined || by !== undefined))
    return { because: `${written(end)} is too late: ${written(limit.end)} is the latest (${limit.because})` };
  if (end <= now) return { because: `it ${describeEnd(now, asOf)} already, and ${written(end)} is no later (${limit.because})` };
  return end <= asOf ? { because: `it would have ended already: ${limit.because}` } : { end };
}
