import { administratorsOf } from "../../stacks/entities.ts";
import { type Arn, parseIamArn } from "../../stacks/iam/arn.ts";
import { arnOfRecord } from "../../stacks/kinds/kinds.ts";
import type { DeclaredRecord } from "../../stacks/model/declared.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import type { Settings } from "../../stacks/model/settings.ts";
import type { Answer, Situation } from "./situation.ts";

/**
 * Why an answer would cut the branch that we sit on, in words; `undefined` where it does not: the pipeline's own records, sealed identities,
 * and the last identity that can administer the account. Such findings stay; people act upon them by hand.
 */
export function protectedBecause(
  record: DeclaredRecord,
  answer: Exclude<Answer, { nothing: string }>,
  situation: Situation,
): string | undefined {
  if (answer.action !== "disable" && answer.action !== "retire") return undefined;
  if (record.kind === "break-glass") return "break-glass is never taken away by a proposal: renew it, or retire it by hand";
  if (isOfPipeline(arnOfRecord(record, situation.account), record.ref, situation.declared.settings))
    return "the pipeline itself needs it (settings.yaml pipeline): no proposal takes it away; renew it, or replace it by hand";
  return isWhole(answer) && isLastAdministrator(record, situation)
    ? "it is the last identity that can administer the account: make another one first"
    : undefined;
}

/** True for what Tenure itself works with: settings name it by its record, or as the user or role that it is in AWS. */
export function isOfPipeline(identity: Arn, record: RecordRef | undefined, { pipeline }: Settings): boolean {
  const { type, name } = parseIamArn(identity) ?? {};
  return pipeline.includes(`${type}/${name}`) || (record !== undefined && pipeline.includes(record));
}

/** True for the record as a whole; a single key leaves its user as it is. */
function isWhole({ action, edits }: Exclude<Answer, { nothing: string }>): boolean {
  return (
    action === "retire" || edits.some((edit) => "change" in edit && edit.steps.some((step) => "set" in step && step.set.join() === "state"))
  );
}

/** Grants are gone within hours, and what has ended denies everything: nobody can rely on either. */
function isLastAdministrator(record: DeclaredRecord, { declared, account, asOf }: Situation): boolean {
  const all = administratorsOf(declared, account.name);
  const works = (ref: RecordRef) => account.records.get(ref)!.fields.expires > asOf;
  return all.includes(record.ref) && !all.some((ref) => ref !== record.ref && works(ref));
}
