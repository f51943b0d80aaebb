import type { Edit } from "../../../stacks/files/edit.ts";
import { arnOfRecord, KINDS } from "../../../stacks/kinds/kinds.ts";
import type { KeySlot, UserRecord } from "../../../stacks/kinds/users.ts";
import { between, type Duration, describeEnd, type Instant, plus } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import type { Settings } from "../../../stacks/model/settings.ts";
import type { Observed, ObservedKey } from "../../observe/observation.ts";
import { written } from "../situation.ts";
import { wholeDay } from "./latest-end.ts";
import type { Placed } from "./request.ts";

/**
 * The next step of a rotation: an edit and why it is the right one now; or what has to happen first, outside the records; or what is not
 * known, so that no step is safe.
 */
export type Rotation = { edit: Edit; why: string } | { wait: string } | { unknown: string };

/** What a step rests on besides the record; `observed` is absent when nobody looked at AWS. `idle` is how long nothing may have used the old key. */
export type Sight = { observed: Observed | undefined; idle: Duration; settings: Settings; asOf: Instant };

/** The slots that take turns: the one that is free is the newcomer's. */
const TURNS = ["next", "primary"] as const;

/**
 * The next small step from an old access key to a new one: the new slot is added, its consumer moves, the old key is disabled once nothing
 * uses it, and removed once nothing missed it. Never disables a key while no other one is known to be in use.
 */
export function rotate(placed: Placed, sight: Sight): Rotation {
  const { keys = {} } = placed.record.fields as Partial<UserRecord>;
  const slots = Object.entries(keys);
  const active = slots.filter(([, key]) => key.state !== "disabled");
  if (placed.record.fields.state === "disabled") return { wait: "the record is disabled, and its keys with it: nothing is rotated" };
  if (KINDS[placed.record.kind]!.entityType !== "user")
    return { wait: `${placed.record.kind} hold no access keys: there is nothing to rotate` };
  if (slots.length === 0) return { wait: "it has no key; add a slot `primary` under `keys`" };
  if (slots.length === 1) return addition(placed, slots[0]!, sight);
  if (active.length === 2 && !slots.some(([slot]) => slot === "next"))
    return {
      wait: `its keys ${slots.map(([slot]) => slot).join(" and ")} work side by side and neither is \`next\`: remove one before the other is rotated`,
    };
  if (active.length === 2) return disabling(placed, [active[0]!, active[1]!], sight);
  if (active.length === 1) return removal(placed, slots.find(([, key]) => key.state === "disabled")!, active[0]!, sight);
  return { wait: `neither of its keys works (${slots.map(([slot]) => slot).join(", ")}); remove one of them, then add its successor` };
}

type Slot = readonly [slot: string, key: KeySlot];

function addition({ record }: Placed, [old, key]: Slot, { settings, asOf }: Sight): Rotation {
  const { expires } = record.fields;
  const end = [wholeDay(plus(asOf, settings.lifetimes.keys)), expires].sort()[0]!;
  const slot = TURNS.find((name) => name !== old)!;
  if (key.state !== "disabled" && end <= key.expires)
    return {
      wait: `its key ${old} ${describeEnd(key.expires, asOf)}, and a new one would end no later${end === expires ? " (it ends with its user: `npm run renew` first)" : ""}`,
    };
  return {
    edit: { change: record.source.file, steps: [{ set: ["keys", slot], to: { expires: written(end) } }] },
    why: `${old} ${describeEnd(key.expires, asOf)}. Merge and deploy this, then let whatever uses ${old} read the secret of ${slot}: tenure/${record.ref}/<key id>`,
  };
}

function disabling(placed: Placed, active: readonly [Slot, Slot], sight: Sight): Rotation {
  const [[old], [fresh]] = [...active].sort(([, a], [, b]) => (a.expires < b.expires ? -1 : 1)) as [Slot, Slot];
  const seen = look(placed, [old, fresh], sight);
  if ("unknown" in seen) return { unknown: `whether ${old} may go: ${seen.unknown}` };
  const [before, after] = [seen.keys.get(old), seen.keys.get(fresh)];
  if (!after) return { wait: `AWS has no key ${fresh} yet: merge and deploy first` };
  if (after.status === "Inactive") return { wait: `${fresh} is Inactive in AWS, so ${old} is the only key that works: \`npm run drift\`` };
  if (after.lastUsedAt === undefined) return { unknown: `when ${fresh} was last used: the observation does not tell which key is which` };
  if (after.lastUsedAt === null)
    return { wait: `nothing has used ${fresh} yet: let whatever uses ${old} read tenure/${placed.record.ref}/${after.id}` };
  if (!before) return { wait: `AWS has no key ${old} any more: \`npm run drift\`` };
  if (before.lastUsedAt === undefined) return { unknown: `when ${old} was last used: the observation does not tell which key is which` };
  const wait = stillUsed(old, before.lastUsedAt, seen.at, sight.idle);
  if (wait !== undefined) return { wait };
  return {
    edit: { change: placed.record.source.file, steps: [{ set: ["keys", old, "state"], to: "disabled" }] },
    why: `${fresh} was used at ${after.lastUsedAt}, ${lastUse(old, before.lastUsedAt)} (seen at ${seen.at}). If something misses ${old}, taking \`state: disabled\` out gives it back`,
  };
}

function removal(placed: Placed, [old, key]: Slot, [fresh]: Slot, sight: Sight): Rotation {
  const seen = look(placed, [old, fresh], sight);
  if ("unknown" in seen) return { unknown: `whether ${old} may be removed: ${seen.unknown}` };
  const [before, after] = [seen.keys.get(old), seen.keys.get(fresh)];
  if (after?.status !== "Active") return { wait: `${fresh} does not work in AWS, so ${old} may still be needed: \`npm run drift\`` };
  if (before?.status === "Active") return { wait: `${old} is still Active in AWS: merge and deploy first` };
  if (before && before.lastUsedAt === undefined)
    return { unknown: `when ${old} was last used: the observation does not tell which key is which` };
  const wait = before && stillUsed(old, before.lastUsedAt ?? before.createdAt, seen.at, sight.settings.grace.disabledBeforeRemoval);
  if (wait !== undefined) return { wait };
  const elsewhere = key.secret === "external" ? "; destroy its secret where it is kept, it never was in Secrets Manager" : "";
  return {
    edit: { change: placed.record.source.file, steps: [{ remove: ["keys", old] }] },
    why: `${before ? `${old} is Inactive and ${lastUse(old, before.lastUsedAt ?? null)}` : `AWS has no key ${old} any more`} (seen at ${seen.at}). A removed key does not come back${elsewhere}`,
  };
}

type Use = ObservedKey & { lastUsedAt?: Instant | null | undefined };

/** The keys of slots as AWS has them; unknown when nobody looked, or not everywhere. */
function look(
  { account, record }: Placed,
  slots: readonly string[],
  { observed }: Sight,
): { keys: ReadonlyMap<string, Use>; at: Instant } | { unknown: string } {
  if (!observed)
    return {
      unknown: `the records do not say what uses a key. \`npm run drift -- --stack ${account.name} --save-observation seen.json\`, then this with --from seen.json`,
    };
  const { keys, slots: secrets } = observed;
  if (!keys.complete) return { unknown: `${keys.gap.operation} failed: ${keys.gap.reason}` };
  if (!secrets.complete) return { unknown: `${secrets.gap.operation} failed: ${secrets.gap.reason}` };
  const declared = (record.fields as UserRecord).keys;
  const [user, tag] = [arnOfRecord(record, account), recordTag(account.name, record.ref)];
  const found = slots.flatMap((slot) => {
    const ids = [declared[slot]?.id, ...secrets.value.filter((one) => one.record === tag && one.slot === slot).map(({ keyId }) => keyId)];
    const key = keys.value.find((one) => one.user === user && ids.includes(one.id));
    return key ? [[slot, key as Use] as const] : [];
  });
  return { keys: new Map(found), at: keys.observedAt };
}

/** Why a key is not idle yet. A key that was never used is. */
function stillUsed(slot: string, lastUsedAt: Instant | null, seenAt: Instant, idle: Duration): string | undefined {
  if (lastUsedAt === null || between(lastUsedAt, seenAt) >= idle) return undefined;
  return `${slot} was last used at ${lastUsedAt} (seen at ${seenAt}): look again from ${plus(lastUsedAt, idle)} on`;
}

function lastUse(slot: string, at: Instant | null): string {
  return at === null ? `${slot} was never used` : `${slot} was last used at ${at}`;
}
