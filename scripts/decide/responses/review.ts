import type { Step } from "../../../stacks/files/edit.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import { lastDecisions } from "../../../stacks/model/review.ts";
import { type Answer, type Response, recordOf } from "../situation.ts";
import { disable } from "./disable.ts";

/** Does what a review decided: by facet another owner, fewer groups and permissions, else the access is stopped by the staged path. */
export const carryOut: Response = (finding, situation) => {
  const { declared, account } = situation;
  const decided = lastDecisions(declared.reviews).get(recordTag(account.name, recordOf(finding, situation).ref));
  if (finding.facet === "owner" && decided?.to !== undefined)
    return {
      action: "hand-over",
      edits: [{ change: recordOf(finding, situation).source.file, steps: [{ set: ["owner"], to: decided.to }] }],
    };
  if (finding.facet === "permissions" && decided) return reduce(recordOf(finding, situation), decided.without);
  return disable(finding, situation);
};

/** Silence is an answer that settings give: the access is stopped by the staged path, or kept and said each time. */
export const endSilent: Response = (finding, situation) =>
  situation.declared.settings.reviews.silence.then === "revoke"
    ? disable(finding, situation)
    : { nothing: "nobody answered, and it is kept: settings.yaml says so (reviews.silence.then)" };

function reduce({ fields, source }: ReturnType<typeof recordOf>, without: readonly string[]): Answer {
  const steps = (["groups", "permissions"] as const).flatMap((field): readonly Step[] => {
    const names = (fields as { groups?: readonly string[]; permissions?: readonly string[] })[field] ?? [];
    const left = names.filter((name) => !without.includes(name));
    return left.length === names.length ? [] : [{ set: [field], to: left }];
  });
  return { action: "reduce", edits: [{ change: source.file, steps }] };
}
