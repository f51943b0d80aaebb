import type { Step } from "../../../stacks/files/edit.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { keyOfSubject } from "../../compare/finding.ts";
import { type Response, recordOf, type Situation } from "../situation.ts";
import { slotOfKey } from "../slot.ts";
import { retire } from "./retire.ts";

const STATELESS: readonly Entity["type"][] = ["group", "policy", "provider"];

/** True for kinds that hold no credentials: they have no state, their end is their removal. */
export function isStateless(kind: string): boolean {
  return STATELESS.includes(KINDS[kind]!.entityType);
}

/** Takes the access away so that it can be given back exactly: the boundary that denies everything, keys Inactive. What was disabled long enough is retired. */
export const disable: Response = (finding, situation) => {
  const record = recordOf(finding, situation);
  if (isStateless(record.kind) || record.fields.state === "disabled") return retire(finding, situation);
  return { action: "disable", edits: [{ change: record.source.file, steps: disabling(finding.message, situation) }] };
};

/** Sets one key Inactive; the user and the other key go on. */
export const disableKey: Response = (finding, situation) => {
  const record = recordOf(finding, situation);
  const slot = slotOfKey(keyOfSubject(finding.subject)!, record, situation);
  if (slot === undefined) return { nothing: "the slot of the key is not known: the secrets that name it could not be read" };
  return { action: "disable", edits: [{ change: record.source.file, steps: [{ set: ["keys", slot, "state"], to: "disabled" }] }] };
};

/** The two fields that disable a record. */
export function disabling(reason: string, { asOf, branch }: Pick<Situation, "asOf" | "branch">): readonly Step[] {
  return [
    { set: ["state"], to: "disabled" },
    { set: ["disabled"], to: { since: asOf, reason, ref: branch } },
  ];
}
