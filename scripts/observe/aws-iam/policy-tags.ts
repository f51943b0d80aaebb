import { type IAMClient, paginateListPolicyTags } from "@aws-sdk/client-iam";
import type { Arn } from "../../../stacks/iam/arn.ts";
import type { Tags } from "../../../stacks/iam/entity.ts";
import { PartError } from "../part.ts";

/** The permission that this needs beside those of an observation. */
export const POLICY_TAGS_PERMISSION = "iam:ListPolicyTags";

/** So many policies are asked about at a time; IAM slows down whoever asks more. */
const AT_ONCE = 8;

/**
 * The tags of these customer-managed policies, one call each: no list of AWS has them, so an observation leaves them out.
 * @throws PartError when one of them cannot be read: a deployment would remove the tags that nobody knows
 */
export async function readPolicyTags(
  iam: IAMClient,
  policies: readonly Arn[],
  progress: (line: string) => void,
): Promise<ReadonlyMap<Arn, Tags>> {
  const found = new Map<Arn, Tags>();
  const left = [...policies];
  const readOn = async () => {
    for (let arn = left.shift(); arn !== undefined; arn = left.shift()) {
      found.set(arn, await tagsOf(iam, arn));
      if (found.size % 500 === 0) progress(`tags of ${found.size} of ${policies.length} policies`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOn));
  return found;
}

async function tagsOf(iam: IAMClient, arn: Arn): Promise<Tags> {
  const tags: Record<string, string> = {};
  try {
    for await (const page of paginateListPolicyTags({ client: iam }, { PolicyArn: arn }))
      for (const { Key, Value } of page.Tags ?? []) tags[Key ?? ""] = Value ?? "";
  } catch (cause) {
    const { name, message } = cause as Error;
    throw new PartError("ListPolicyTags", `cannot read the tags of ${arn} (it needs ${POLICY_TAGS_PERMISSION}): ${name}: ${message}`, {
      cause,
    });
  }
  return tags;
}
