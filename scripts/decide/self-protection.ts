import { entitiesOf } from "../../stacks/entities.ts";
import { isAdministrator } from "../../stacks/iam/administrator.ts";
import { type Arn, parseIamArn } from "../../stacks/iam/arn.ts";
import type { Group, Policy } from "../../stacks/iam/entity.ts";
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

function isLastAdministrator(record: DeclaredRecord, { declared, account, asOf }: Situation): boolean {
  const entities = entitiesOf(declared, account.name);
  const surroundings = {
    groups: entities.flatMap(({ entity }) => (entity.type === "group" ? [entity as Group] : [])),
    policies: entities.flatMap(({ entity }) => (entity.type === "policy" ? [entity as Policy] : [])),
  };
  const works = (ref: RecordRef) => {
    const found = account.records.get(ref);
    // Grants are gone within hours: nobody can rely on one.
    return found !== undefined && found.kind !== "grants" && found.fields.state !== "disabled" && found.fields.expires > asOf;
  };
  const administers = ({ entity }: (typeof entities)[number]) =>
    (entity.type === "user" || entity.type === "role") && isAdministrator(entity, surroundings);
  const own = entities.filter(({ ref }) => ref === record.ref);
  if (record.fields.state === "disabled" || !own.some(administers)) return false;
  return !entities.some((each) => each.ref !== record.ref && works(each.ref) && administers(each));
}
