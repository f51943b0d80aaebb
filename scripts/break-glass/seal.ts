import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { TagKeys } from "../../stacks/iam/facet.ts";
import type { Account } from "../../stacks/model/declared.ts";
import { SEALED_SLOT } from "../../stacks/model/lifecycle.ts";
import { type RecordRef, recordTag } from "../../stacks/model/ref.ts";

/** What sealing came to: the new key and where it lies, and the keys that work no more; or why it could not be done and what is left to do. */
export type Sealed =
  | { key: string; secret: string; inactive: readonly string[]; removed: readonly string[] }
  | { because: string; todo: readonly string[] };

/** IAM takes two keys of a user. */
const MOST_KEYS = 2;

/**
 * Gives a sealed user a new access key, which goes to Secrets Manager and nowhere else, and stops all others. Never leaves a key that nobody holds:
 * where its secret cannot be put away the key is removed again.
 */
export async function sealAgain(
  account: Account,
  ref: RecordRef,
  name: string,
  tags: Pick<TagKeys, "record" | "managedBy">,
): Promise<Sealed> {
  const config = { region: account.region, maxAttempts: 3 };
  const [iam, secrets] = [new IAMClient(config), new SecretsManagerClient(config)];
  try {
    const { AccessKeyMetadata: keys = [] } = await iam.send(new ListAccessKeysCommand({ UserName: name }));
    const removed = await makeRoom(
      iam,
      name,
      keys.map(({ AccessKeyId: id, Status }) => ({ id: id!, isActive: Status === "Active" })),
    );
    const { AccessKey: made } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    const [key, secret] = [made!.AccessKeyId!, `tenure/${ref}/${made!.AccessKeyId!}`];
    try {
      await secrets.send(
        new CreateSecretCommand({
          Name: secret,
          Description: `Sealed access key of ${recordTag(account.name, ref)}`,
          SecretString: JSON.stringify({ accessKeyId: key, secretAccessKey: made!.SecretAccessKey }),
          Tags: [
            { Key: tags.record, Value: recordTag(account.name, ref) },
            { Key: "slot", Value: SEALED_SLOT },
            { Key: tags.managedBy, Value: "tenure" },
          ],
        }),
      );
    } catch (error) {
      await iam.send(new DeleteAccessKeyCommand({ UserName: name, AccessKeyId: key }));
      throw error;
    }
    const others = keys.map(({ AccessKeyId: id }) => id!).filter((id) => !removed.includes(id));
    for (const id of others) await iam.send(new UpdateAccessKeyCommand({ UserName: name, AccessKeyId: id, Status: "Inactive" }));
    return { key, secret, inactive: others, removed };
  } catch (error) {
    const { name: kind, message } = error as Error;
    return { because: `${kind}: ${message}`, todo: byHand(ref, name) };
  } finally {
    for (const client of [iam, secrets]) client.destroy();
  }
}

/** A third key is refused: what does not work any more goes first, the one in use never. */
async function makeRoom(iam: IAMClient, UserName: string, keys: readonly { id: string; isActive: boolean }[]): Promise<readonly string[]> {
  if (keys.length < MOST_KEYS) return [];
  const unused = keys.find(({ isActive }) => !isActive);
  if (!unused) throw new Error(`${UserName} has two active access keys: set the one that was not used Inactive first`);
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: unused.id }));
  return [unused.id];
}

/** Exactly what somebody who may has to do instead, in this order. */
function byHand(ref: RecordRef, name: string): readonly string[] {
  return [
    `aws iam list-access-keys --user-name ${name}`,
    `aws iam create-access-key --user-name ${name}   # into the sealed place: the secret tenure/${ref}/<key id>, tagged slot=${SEALED_SLOT}`,
    `aws iam update-access-key --user-name ${name} --access-key-id <the used one> --status Inactive`,
  ];
}
