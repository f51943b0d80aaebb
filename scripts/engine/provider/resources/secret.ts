import { randomUUID } from "node:crypto";
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
} from "@aws-sdk/client-secrets-manager";
import { changeTags, tagList, tagMap } from "../aws/tags.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, isRefusal } from "../error.ts";
import { COMPUTED, FIXED_NAME, NAME_PREFIX, type ResourceType, TAGS, within } from "../schema.ts";
import { optionalText, present, tagsOf, text } from "../value.ts";

/**
 * A secret without its value. The id is the ARN. A deleted secret can be restored until its recovery window is over; until then its
 * name is taken. `policy`, `replicas` and `type` are left out: this project sets none, and AWS's choice is never a difference.
 */
export const secret: ResourceType = {
  token: "aws:secretsmanager/secret:Secret",
  noun: "secret",
  properties: {
    description: { type: "string", input: "optional" },
    forceOverwriteReplicaSecret: { type: "boolean", input: "optional", default: false, kept: true },
    kmsKeyId: { type: "string", input: "optional" },
    name: FIXED_NAME,
    recoveryWindowInDays: { type: "number", input: "optional", default: 30, kept: true, problem: within(7, 30, 0) },
    ...TAGS,
    arn: COMPUTED,
    namePrefix: NAME_PREFIX,
    region: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const request = {
      ClientRequestToken: randomUUID(),
      Name: text(inputs, "name"),
      Description: optionalText(inputs, "description"),
      KmsKeyId: optionalText(inputs, "kmsKeyId"),
      Tags: tagList(tagsOf(inputs)),
    };
    // A secret that was deleted without a recovery window keeps its name for a moment; one with a window keeps it for days, and that is the error.
    const { ARN } = await patiently(aws, () => aws.secrets.send(new CreateSecretCommand(request)), isDeletedSecret, aws.limits.conflictMs);
    return { id: ARN! };
  },

  async read(id, _recorded, aws) {
    try {
      const found = await aws.secrets.send(new DescribeSecretCommand({ SecretId: id }));
      if (found.DeletedDate) return undefined;
      const outputs = {
        description: found.Description,
        kmsKeyId: found.KmsKeyId,
        name: found.Name,
        tags: tagMap(found.Tags),
        arn: found.ARN,
        namePrefix: "",
        region: aws.region,
      };
      return { id: found.ARN!, outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  },

  async update({ id: SecretId, olds, news, changed }, aws) {
    if (changed("description") || changed("kmsKeyId")) {
      const request = {
        SecretId,
        ClientRequestToken: randomUUID(),
        Description: optionalText(news, "description") ?? "",
        KmsKeyId: optionalText(news, "kmsKeyId"),
      };
      await aws.secrets.send(new UpdateSecretCommand(request));
    }
    await changeTags(tagsOf(olds), tagsOf(news), {
      remove: (TagKeys) => aws.secrets.send(new UntagResourceCommand({ SecretId, TagKeys })),
      add: (Tags) => aws.secrets.send(new TagResourceCommand({ SecretId, Tags })),
    });
  },

  async delete(id, recorded, aws) {
    const days = Number(recorded.recoveryWindowInDays ?? 30);
    const window = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    try {
      await aws.secrets.send(new DeleteSecretCommand({ SecretId: id, ...window }));
    } catch (error) {
      if (!isMissing(error) && !isDeletedSecret(error)) throw error;
    }
  },
};

/** True for what Secrets Manager answers about a secret that is deleted, or will be. */
export function isDeletedSecret(error: unknown): boolean {
  return (
    isRefusal(error, "InvalidRequest") &&
    /scheduled for deletion|marked for deletion|was deleted|marked deleted/.test((error as Error).message)
  );
}
