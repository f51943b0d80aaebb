import { paginateListSecrets, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { TagKeys } from "../../../stacks/iam/facet.ts";
import type { Slot } from "../observation.ts";
import type { Recorder } from "../part.ts";

/** Names and tags of the secrets that hold access keys: the name ends in the key's id, the tags say whose it is. Values are never read. */
export async function readSlots(secrets: SecretsManagerClient, recorder: Recorder, tagKeys: TagKeys): Promise<readonly Slot[]> {
  const slots: Slot[] = [];
  for await (const page of paginateListSecrets({ client: secrets, pageSize: 100 }, { Filters: [{ Key: "name", Values: ["tenure/"] }] })) {
    recorder.page("ListSecrets", page.SecretList?.length ?? 0);
    for (const { Name, Tags } of page.SecretList ?? []) {
      const tag = (key: string) => Tags?.find((candidate) => candidate.Key === key)?.Value;
      const [record, slot, keyId] = [tag(tagKeys.record), tag("slot"), Name?.split("/").at(-1)];
      if (record !== undefined && slot !== undefined && keyId?.startsWith("AKIA")) slots.push({ keyId, record, slot });
    }
  }
  return slots;
}
