import type { Declared } from "../../stacks/model/declared.ts";
import type { Diff } from "./diff.ts";
import type { Risk } from "./risk.ts";

/** Who has to approve, who has, and who is missing; `a | b` means that one of them suffices. */
export type Approvals = { required: readonly string[]; given: readonly string[]; missing: readonly string[] };

/**
 * The approvals that a change needs by the table in base's settings: the first row that matches decides, and `owner` becomes whoever
 * answers for the records, before and after. Reviews are not read here, so none is given.
 */
export function approvalsOf(diff: Diff, base: Declared, situation: { risk: Risk; reduces: boolean; code: boolean }): Approvals {
  const row = base.settings.approvals.find(
    ({ when }) =>
      (when.path === undefined || (when.path === "code") === situation.code) &&
      (when.risk === undefined || when.risk === situation.risk) &&
      (when.reduces === undefined || when.reduces === situation.reduces),
  );
  const required = [
    ...new Set((row?.need ?? [`team/${base.settings.teams.security}`]).flatMap((need) => resolve(need, diff, base))),
  ].sort();
  return { required, given: [], missing: required };
}

/** Each owner must approve; where an alternative suffices it suffices instead of each of them. */
function resolve(need: string, diff: Diff, base: Declared): readonly string[] {
  const alternatives = need.split(" | ");
  const others = alternatives.filter((one) => one !== "owner");
  if (others.length === alternatives.length) return [need];
  return ownersOf(diff, base).map((owner) => [...new Set([owner, ...others])].join(" | "));
}

function ownersOf(diff: Diff, base: Declared): readonly string[] {
  const owners = diff.records.flatMap(({ before, after }) =>
    [before?.fields.owner, after?.fields.owner].filter((owner) => owner !== undefined),
  );
  return owners.length > 0 ? [...new Set(owners)] : [`team/${base.settings.teams.platform}`];
}
