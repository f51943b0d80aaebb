import type { UserRecord } from "../../../stacks/kinds/users.ts";
import type { Finding } from "../../compare/finding.ts";
import { type Answer, type Response, recordOf, type Situation } from "../situation.ts";
import { slotOfKey } from "../slot.ts";
import { disable } from "./disable.ts";

/**
 * Stops the key that leaked. AWS does not say which it is: where one key works it is that one, and it alone is set Inactive.
 * Where several do, or nobody knows how many, the whole user is stopped, since a wrong guess would leave the stolen key working.
 */
export const stopLeak: Response = (finding, situation) => {
  if (finding.record === null) return { nothing: "no record declares it: it is adopted disabled, as what nobody declared" };
  const record = recordOf(finding, situation);
  if (record.fields.state === "disabled")
    return { nothing: "it is stopped already: look in CloudTrail for what was done with the key, then detach AWS's policy by hand" };
  const { keys } = situation.observed;
  if (!keys.complete) return withNotes(finding, situation, `Which keys it has could not be read (${keys.gap.reason}).`);
  const working = keys.value.filter(({ user, status }) => user === finding.subject && status === "Active");
  if (working.length === 0)
    return { nothing: "none of its keys works any more: look in CloudTrail for what was done with it, then detach AWS's policy by hand" };
  const [only, ...others] = working;
  const slot = others.length === 0 ? slotOfKey(only!.id, record, situation) : undefined;
  // A key that its slot disabled and that works all the same is out of our hands: then only the boundary stops it.
  if (slot === undefined || (record.fields as UserRecord).keys[slot]?.state === "disabled")
    return withNotes(finding, situation, `AWS does not say which key leaked; working are ${ids(working)}.`);
  return {
    action: "disable",
    edits: [{ change: record.source.file, steps: [{ set: ["keys", slot, "state"], to: "disabled" }] }],
    notes: [
      `Only the key ${only!.id} is set Inactive; sessions that were begun with it live on for up to 36 hours: \`npm run disable -- ${record.ref}\` stops them too.`,
      "Look in CloudTrail for what was done with the key, and for identities that it made.",
    ],
  };
};

/** The whole user, with the reason why not one key. */
function withNotes(finding: Finding, situation: Situation, note: string): Answer {
  const answer = disable(finding, situation);
  return "nothing" in answer ? answer : { ...answer, notes: [...(answer.notes ?? []), note] };
}

function ids(keys: readonly { id: string }[]): string {
  return keys.map(({ id }) => id).join(", ");
}
