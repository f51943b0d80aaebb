import { keyOfSubject } from "../../compare/finding.ts";
import { rotate } from "../requests/rotate.ts";
import { type Response, recordOf } from "../situation.ts";
import { slotOfKey } from "../slot.ts";

/**
 * Of a rotation that is under way the step that only takes away: the old key is disabled, once the new one is in use and the old one is not.
 * A new key is a new credential, which nobody gets without asking.
 */
export const finishRotation: Response = (finding, situation) => {
  const { account, declared, observed, asOf } = situation;
  const record = recordOf(finding, situation);
  const { settings } = declared;
  const step = rotate({ account, record }, { observed, idle: settings.stale.rotated, settings, asOf });
  const command = `npm run rotate -- ${record.ref} --stack ${account.name}`;
  if ("unknown" in step) return { nothing: `it is not known ${step.unknown}` };
  if ("wait" in step) return { nothing: step.wait };
  const slot = slotOfKey(keyOfSubject(finding.subject)!, record, situation);
  const [only, ...others] = "change" in step.edit ? step.edit.steps : [];
  const disablesIt = others.length === 0 && only && "set" in only && slot !== undefined && only.set.join() === `keys,${slot},state`;
  return disablesIt ? { action: "disable", edits: [step.edit], notes: [step.why] } : { nothing: `\`${command}\` does the next step` };
};
