import type { Severity } from "../../policies/rule.ts";
import type { Arn } from "../../stacks/iam/arn.ts";
import { arnOfRecord } from "../../stacks/kinds/kinds.ts";
import type { Account } from "../../stacks/model/declared.ts";
import type { Exception } from "../../stacks/model/exception.ts";
import { recordRef } from "../../stacks/model/ref.ts";
import type { Draft } from "./finding.ts";

/**
 * What is found about an exception: it stands at the record that it excuses, with the exception in the place of the facet, so that each is
 * a finding of its own. What is retired has no ARN any more; then the account itself is the subject.
 */
export function draftOf(exception: Exception, account: Account, check: string, severity: Severity, what: string): readonly Draft[] {
  const record = account.records.get(exception.subject);
  const ref = recordRef("exceptions", exception.id.split("/").at(-1)!);
  const subject: Arn = record ? arnOfRecord(record, account) : `arn:${account.partition}:iam::${account.accountId}:root`;
  return [{ check, subject, record: record?.ref ?? null, facet: ref, severity, message: `${ref} ${what}` }];
}
