import { type IAMClient, NoSuchEntityException, paginateListAccessKeys } from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { instantOf } from "../../../stacks/model/instant.ts";
import type { ObservedKey } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

const OPERATION = "ListAccessKeys";

/** IAM throttles an account as a whole: more at once only means more retries. */
const AT_ONCE = 4;

/** The access keys of these users, one call each. A user who is gone by now has none. */
export async function readAccessKeys(
  iam: IAMClient,
  recorder: Recorder,
  users: readonly { arn: Arn; name: string }[],
): Promise<readonly ObservedKey[]> {
  const keys: ObservedKey[] = [];
  const waiting = [...users];
  const work = async () => {
    try {
      for (let user = waiting.shift(); user; user = waiting.shift()) keys.push(...(await keysOf(iam, recorder, user)));
    } catch (error) {
      // The part is lost with the first refusal: asking on would only throttle the account for nothing.
      waiting.length = 0;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, users.length) }, work));
  return keys.sort((a, b) => compareText(a.user, b.user) || compareText(a.id, b.id));
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
