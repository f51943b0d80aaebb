import { QUOTAS } from "../../../stacks/iam/quotas.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import { type Finding, keyOfSubject } from "../../compare/finding.ts";
import { endOfGrace, type Response, recordOf, type Situation, written } from "../situation.ts";

/** Takes a key that nobody declared into its user's record, disabled: it can be switched on again by the same edit backwards. The other key is not touched. */
export const adoptKey: Response = (finding, situation) => {
  const record = recordOf(finding, situation);
  const slots = Object.keys((record.fields as UserRecord).keys);
  const slot = freeSlots(slots)[placeOf(finding, situation)];
  if (slot === undefined)
    return {
      nothing: `${record.ref} declares ${slots.length} keys already (${slots.join(", ")}); remove the slot that AWS does not have first`,
    };
  const key = { id: keyOfSubject(finding.subject)!, secret: "external", state: "disabled", expires: written(endOfGrace(situation)) };
  return { action: "disable", edits: [{ change: record.source.file, steps: [{ set: ["keys", slot], to: key }] }] };
};

/** The names that found keys may still take, in order: as many as AWS lets a user have keys beside the declared ones. */
function freeSlots(taken: readonly string[]): readonly string[] {
  const names = Array.from({ length: taken.length + QUOTAS.accessKeysPerUser }, (_, index) => `adopted-${index + 1}`);
  return names.filter((name) => !taken.includes(name)).slice(0, Math.max(0, QUOTAS.accessKeysPerUser - taken.length));
}

/** The key's place among the user's undeclared ones: each is asked about by itself, and all end up in one record. */
function placeOf(finding: Finding, { together }: Situation): number {
  const others = together.filter(({ check }) => check === finding.check).map(({ subject }) => subject);
  return [...new Set([...others, finding.subject])].sort().indexOf(finding.subject);
}
