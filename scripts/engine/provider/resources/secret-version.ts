import { randomUUID } from "node:crypto";
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  paginateListSecretVersionIds,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { Aws } from "../aws/clients.ts";
import { everyItem } from "../aws/pages.ts";
import { patiently } from "../aws/waits.ts";
import { isMissing, ProviderError } from "../error.ts";
import { COMPUTED, type ResourceType } from "../schema.ts";
import { optionalText, present, text, texts } from "../value.ts";
import { isDeletedSecret } from "./secret.ts";

/** The label of the version that readers get; it can move to another version but never be taken away. */
const CURRENT = "AWSCURRENT";

/**
 * One value of a secret. Id and import id are `<secret arn>|<version id>`. AWS deletes no version: deleting this takes its labels,
 * and the value goes with the secret.
 */
export const secretVersion: ResourceType = {
  token: "aws:secretsmanager/secretVersion:SecretVersion",
  noun: "secret version",
  properties: {
    secretId: { type: "string", input: "required", forceNew: true },
    secretBinary: { type: "string", input: "optional", forceNew: true, secret: true },
    secretString: { type: "string", input: "optional", forceNew: true, secret: true },
    versionStages: { type: "strings", input: "optional", computed: true },
    arn: COMPUTED,
    hasSecretStringWo: { type: "boolean" },
    region: COMPUTED,
    secretArn: COMPUTED,
    versionId: COMPUTED,
  },
  deleteBeforeReplace: false,

  async create(inputs, aws) {
    const SecretId = text(inputs, "secretId");
    const binary = optionalText(inputs, "secretBinary");
    const stages = texts(inputs, "versionStages");
    const request = {
      SecretId,
      ClientRequestToken: randomUUID(),
      SecretString: optionalText(inputs, "secretString"),
      SecretBinary: binary === undefined ? undefined : Buffer.from(binary, "base64"),
      VersionStages: stages.length === 0 ? undefined : [...stages],
    };
    const { VersionId } = await patiently(aws, () => aws.secrets.send(new PutSecretValueCommand(request)), isMissing);
    return { id: `${SecretId}|${VersionId}` };
  },

  async read(id, _recorded, aws) {
    const { SecretId, VersionId } = parseId(id);
    try {
      const found = await aws.secrets.send(new GetSecretValueCommand({ SecretId, VersionId }));
      const outputs = {
        secretId: SecretId,
        secretBinary: found.SecretBinary && Buffer.from(found.SecretBinary).toString("base64"),
        secretString: found.SecretString,
        versionStages: found.VersionStages,
        arn: found.ARN,
        hasSecretStringWo: false,
        region: aws.region,
        secretArn: found.ARN,
        versionId: found.VersionId,
      };
      return { outputs: present(outputs) };
    } catch (error) {
      if (isMissing(error) || isDeletedSecret(error)) return undefined;
      throw error;
    }
  },

  async update({ id, olds, news, changed }, aws) {
    if (!changed("versionStages")) return;
    const [before, after] = [texts(olds, "versionStages"), texts(news, "versionStages")];
    for (const stage of after.filter((label) => !before.includes(label))) await addStage(id, stage, aws);
    const gained = after.includes(CURRENT) && !before.includes(CURRENT);
    // Whoever becomes current hands "previous" to the version that was current before.
    const removed = before.filter((label) => !after.includes(label) && label !== CURRENT && !(gained && label === "AWSPREVIOUS"));
    for (const stage of removed) await removeStage(id, stage, aws);
  },

  async delete(id, recorded, aws) {
    const found = await secretVersion.read(id, recorded, aws);
    for (const stage of texts(found?.outputs ?? {}, "versionStages")) {
      if (stage !== CURRENT && texts(recorded, "versionStages").includes(stage)) await removeStage(id, stage, aws);
    }
  },
};

async function addStage(id: string, VersionStage: string, aws: Aws): Promise<void> {
  const { SecretId, VersionId: MoveToVersionId } = parseId(id);
  const versions = await everyItem(paginateListSecretVersionIds({ client: aws.secrets }, { SecretId }), (page) => page.Versions);
  const RemoveFromVersionId = versions.find(({ VersionStages }) => VersionStages?.includes(VersionStage))?.VersionId;
  await aws.secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }));
}

async function removeStage(id: string, VersionStage: string, aws: Aws): Promise<void> {
  const { SecretId, VersionId: RemoveFromVersionId } = parseId(id);
  await aws.secrets.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, RemoveFromVersionId }));
}

function parseId(id: string): { SecretId: string; VersionId: string } {
  const match = /^([^|]+)\|([^|]+)$/.exec(id);
  if (!match) throw new ProviderError("ID_INVALID", `expected an id of the form <secret arn>|<version id>, got "${id}"`);
  return { SecretId: match[1]!, VersionId: match[2]! };
}
