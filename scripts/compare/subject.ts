import { iamArn } from "../../stacks/iam/arn.ts";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import type { Account, DeclaredRecord } from "../../stacks/model/declared.ts";
import type { Subject } from "../../stacks/model/ref.ts";

/** The entity that a record declares, whether it has become one or not: a template creates nothing and still has its name. */
export function subjectOfRecord(record: DeclaredRecord, account: Account): Subject {
  const { path } = record.fields as { path?: string };
  return iamArn(account, KINDS[record.kind]!.entityType, record.name, path);
}
