import { DeleteResourcePolicyCommand, GetResourcePolicyCommand, PutResourcePolicyCommand } from "@aws-sdk/client-secrets-manager";
import type { Aws } from "../aws/clients.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, isRefusal } from "../error.ts";
import { COMPUTED, DOCUMENT, type ResourceType } from "../schema.ts";
import { type Properties, present, text } from "../value.ts";
import { isDeletedSecret } from "./secret.ts";

/** The policy of a secret. A secret has one at most, so id and import id are the secret's ARN. AWS does not tell whether it was asked to refuse public policies. */
export const secretPolicy: ResourceType = {
  token: "aws:secretsmanager/secretPolicy:SecretPolicy",
  noun: "policy of a secret",
  properties: {
    blockPublicPolicy: { type: "boolean", input: "optional", kept: true },
    policy: DOCUMENT,
    secretArn: { type: "string", input: "required", forceNew: true },
    region: COMPUTED,
  },
  deleteBeforeReplace: true,

  async create(inputs, aws) {
    const secretArn = text(inputs, "secretArn");
    await put(secretArn, inputs, aws);
    return { id: secretArn };
  },

  async read(id, _recorded, aws) {
    try {
      const { ARN, ResourcePolicy } = await aws.secrets.send(new GetResourcePolicyCommand({ SecretId: id }));
      if (ResourcePolicy === undefined || ResourcePolicy === "{}") return undefined;
      return { outputs: present({ policy: ResourcePolicy, secretArn: ARN, region: aws.region }) };
    } catch (error) {
      if (isMissing(error) || isDeletedSecret(error)) return undefined;
      throw error;
    }
  },

  async update({ id, news, changed }, aws) {
    if (changed("policy") || changed("blockPublicPolicy")) await put(id, news, aws);
  },

  async delete(id, _recorded, aws) {
    try {
      await aws.secrets.send(new DeleteResourcePolicyCommand({ SecretId: id }));
    } catch (error) {
      if (!isMissing(error) && !isDeletedSecret(error)) throw error;
    }
  },
};

/** A role that was just made may not be known to Secrets Manager yet: then it says that the policy has a principal that it does not support. */
async function put(SecretId: string, inputs: Properties, aws: Aws): Promise<void> {
  const request = { SecretId, ResourcePolicy: text(inputs, "policy"), BlockPublicPolicy: inputs.blockPublicPolicy === true };
  const isTooEarly = (error: unknown) => isMissing(error) || isRefusal(error, "MalformedPolicyDocument");
  await patiently(aws, () => aws.secrets.send(new PutResourcePolicyCommand(request)), isTooEarly);
}
