import { GetResourcePolicyCommand, paginateListSecrets, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DocumentError, type PolicyDocument, parseDocument } from "../../../stacks/iam/document.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { parseRecordTag } from "../../../stacks/model/ref.ts";
import type { Slot } from "../observation.ts";
import { PartError, type Recorder } from "../part.ts";

/** So many policies are asked for at once: Secrets Manager counts an account's calls together. */
const AT_ONCE = 4;

/** A secret that holds a key. */
type Holding = { arn: string; slot: Slot };

/**
 * Names and tags of the secrets that hold access keys: the name ends in the key's id, the tags say whose it is. Values are never read.
 * The policies of those whose record says who reads them are read with them; `deep` reads those of all.
 * @throws PartError when a policy is no policy: what cannot be understood cannot be compared
 */
export async function readSlots(
  secrets: SecretsManagerClient,
  recorder: Recorder,
  declared: Pick<Declared, "settings" | "accounts">,
  deep: boolean,
): Promise<readonly Slot[]> {
  const found = await listHoldings(secrets, recorder, declared.settings.tags.record);
  const asked = found.filter(({ slot }) => deep || saysWhoReads(slot, declared));
  const policies = new Map<Holding, PolicyDocument | null | "gone">();
  const waiting = asked.values();
  const work = async () => {
    for (const holding of waiting) policies.set(holding, await policyOf(holding, secrets, recorder));
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, asked.length) }, work));
  return found.flatMap((holding) => {
    const policy = policies.get(holding);
    if (policy === "gone") return [];
    return [policy === undefined ? holding.slot : { ...holding.slot, policy }];
  });
}

async function listHoldings(secrets: SecretsManagerClient, recorder: Recorder, recordKey: string): Promise<readonly Holding[]> {
  const found: Holding[] = [];
  for await (const page of paginateListSecrets({ client: secrets, pageSize: 100 }, { Filters: [{ Key: "name", Values: ["tenure/"] }] })) {
    recorder.page("ListSecrets", page.SecretList?.length ?? 0);
    for (const { ARN, Name, Tags } of page.SecretList ?? []) {
      const tag = (key: string) => Tags?.find((candidate) => candidate.Key === key)?.Value;
      const [record, slot, keyId] = [tag(recordKey), tag("slot"), Name?.split("/").at(-1)];
      if (record !== undefined && slot !== undefined && keyId?.startsWith("AKIA")) found.push({ arn: ARN!, slot: { keyId, record, slot } });
    }
  }
  return found;
}

function saysWhoReads({ record }: Slot, { accounts }: Pick<Declared, "accounts">): boolean {
  const tag = parseRecordTag(record);
  const fields = tag && (accounts.get(tag.account)?.records.get(tag.ref)?.fields as { secretReaders?: unknown } | undefined);
  return fields?.secretReaders !== undefined;
}

/** The policy of a secret, `null` when it has none; "gone" when the secret went after it was listed. */
async function policyOf({ arn }: Holding, secrets: SecretsManagerClient, recorder: Recorder): Promise<PolicyDocument | null | "gone"> {
  const operation = "GetResourcePolicy";
  try {
    const { ResourcePolicy } = await secrets.send(new GetResourcePolicyCommand({ SecretId: arn }));
    recorder.page(operation, ResourcePolicy === undefined ? 0 : 1);
    return ResourcePolicy === undefined || ResourcePolicy === "{}" ? null : parseDocument(ResourcePolicy);
  } catch (cause) {
    if (cause instanceof DocumentError) throw new PartError(operation, `the policy of ${arn} cannot be read: ${cause.message}`, { cause });
    if (cause instanceof Error && cause.name === "ResourceNotFoundException") return "gone";
    throw cause;
  }
}
