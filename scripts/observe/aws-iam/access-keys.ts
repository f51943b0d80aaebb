import { type IAMClient, NoSuchEntityException, paginateListAccessKeys } from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { Credential, ObservedKey } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";
import { askEach } from "./ask-each.ts";

const OPERATION = "ListAccessKeys";

/** The access keys of these users, one call each. A user who is gone by now has none; one whose keys are refused is a gap of that user alone. */
export async function readAccessKeys(
  iam: IAMClient,
  recorder: Recorder,
  users: readonly { arn: Arn; name: string }[],
  progress: (line: string) => void = () => {},
): Promise<readonly ObservedKey[]> {
  const keys = await askEach(OPERATION, users, recorder, (user) => keysOf(iam, recorder, user), progress);
  return keys.flat().sort((a, b) => compareText(a.user, b.user) || compareText(a.id, b.id));
}

async function keysOf(iam: IAMClient, recorder: Recorder, user: { arn: Arn; name: string }): Promise<readonly ObservedKey[]> {
  const keys: ObservedKey[] = [];
  try {
    for await (const page of paginateListAccessKeys({ client: iam }, { UserName: user.name })) {
      recorder.page(OPERATION, page.AccessKeyMetadata?.length ?? 0);
      for (const { AccessKeyId, Status, CreateDate } of page.AccessKeyMetadata ?? []) {
        if (!AccessKeyId || !CreateDate) throw new PartError(OPERATION, `a key of ${user.arn} without id or date`);
        // The model also knows "Expired"; such a key cannot be used.
        keys.push({
          id: AccessKeyId,
          user: user.arn,
          status: Status === "Active" ? "Active" : "Inactive",
          createdAt: instantOf(CreateDate),
        });
      }
    }
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) throw error;
  }
  return keys;
}

/**
 * The same keys with their last use. The report does not say which key is which: it is told by status and date, and where that leaves
 * two possibilities nothing is said.
 */
export function withLastUse(keys: readonly ObservedKey[], rows: readonly Credential[]): readonly ObservedKey[] {
  const reported = new Map(rows.map((row) => [row.user, row.keys]));
  const own = Map.groupBy(keys, ({ user }) => user);
  return keys.map((key) => {
    const slots = reported.get(key.user) ?? [];
    const alike = slots.filter(({ active, rotatedAt }) => active === (key.status === "Active") && rotatedAt === key.createdAt);
    const only = own.get(key.user)!.length === 1 ? slots : alike;
    return only.length === 1 ? { ...key, lastUsedAt: only[0]!.lastUsedAt } : key;
  });
}
