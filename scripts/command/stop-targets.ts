import { GetAccessKeyLastUsedCommand } from "@aws-sdk/client-iam";
import { entitiesOf } from "../../stacks/entities.ts";
import { type Arn, iamArn, parseIamArn } from "../../stacks/iam/arn.ts";
import { isIdentity } from "../../stacks/iam/entity.ts";
import { entitiesOfRecord } from "../../stacks/kinds/kinds.ts";
import type { UserRecord } from "../../stacks/kinds/users.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import { recordTag } from "../../stacks/model/ref.ts";
import type { Placed } from "../decide/requests/request.ts";
import { sessionRole } from "../decide/requests/stop.ts";
import { readBounded } from "../observe/aws-iam/boundary.ts";
import type { Clients } from "../observe/aws-iam/clients.ts";
import { readSlots } from "../observe/aws-secrets/slots.ts";
import { recorderOf } from "../observe/part.ts";
import type { StopTarget } from "../stop/stop.ts";
import { recordNamed } from "./named.ts";
import { UsageError } from "./options.ts";

/** Who is meant by a word: a record, or one slot of it; an ARN that may be anybody's; an access key by its id, whose user only AWS knows. */
export type Meant =
  | { word: string; account: Account; placed: Placed; slot: string | undefined }
  | { word: string; account: Account; identity: Arn; key: string | undefined }
  | { word: string; account: Account; key: string };

/** What is stopped, and the record that declares it, with the slot of the key that it is about. */
export type Resolved = { target: StopTarget; placed: Placed | undefined; slot: string | undefined };

/**
 * Understands a word of `disable --now`: `<record>`, `<record>#<slot>`, the ARN of a user, role or session, `<user arn>#<key id>`, or a key id.
 * @param own the account of the credentials, for a key id, which does not say where it is
 * @throws UsageError for a word that means none of these, or an account that is not declared
 */
export function meantBy(word: string, declared: Declared, stack: string | undefined, own: () => Account): Meant {
  if (/^ASIA[A-Z0-9]{8,}$/.test(word))
    throw new UsageError(`${word}: it is the key of a session, which cannot be switched off; name the role or user whose session it is`);
  if (/^AKIA[A-Z0-9]{8,}$/.test(word)) return { word, account: own(), key: word };
  const [before = "", after] = word.split("#");
  if (word.startsWith("arn:")) return meantByArn(word, before, after, declared);
  const placed = recordNamed(before, declared, stack);
  const slots = Object.keys((placed.record.fields as Partial<UserRecord>).keys ?? {});
  if (after !== undefined && !slots.includes(after))
    throw new UsageError(`${word}: ${placed.record.ref} has no key ${after}; it has ${slots.join(", ") || "none"}`);
  return { word, account: placed.account, placed, slot: after };
}

function meantByArn(word: string, text: string, key: string | undefined, { accounts }: Declared): Meant {
  const session = sessionRole(text);
  const [, partition, accountId] = /^arn:([^:]+):(?:iam|sts)::(\d{12}):/.exec(text) ?? [];
  const account = [...accounts.values()].find((one) => one.accountId === accountId);
  if (!account) throw new UsageError(`${word}: no accounts/<account>/account.yaml has the id ${accountId ?? "in it"}`);
  const identity = session === undefined ? (text as Arn) : iamArn({ partition: partition!, accountId: accountId! }, "role", session);
  const type = parseIamArn(identity)?.type;
  if (type !== "user" && type !== "role") throw new UsageError(`${word}: expected the ARN of a user, a role or a session of a role`);
  if (key !== undefined && (type === "role" || !/^AKIA[A-Z0-9]+$/.test(key)))
    throw new UsageError(`${word}: expected a user's ARN and an access key id after #, such as …:user/x#AKIA…`);
  return { word, account, identity, key };
}

/** Finds in AWS what was meant, where the records do not say it. @throws ProjectError when AWS does not know it, or it is nothing that can be stopped */
export async function resolve(meant: Meant, declared: Declared, clients: Clients): Promise<Resolved> {
  if ("placed" in meant) return await ofRecord(meant, declared, clients);
  const { account } = meant;
  const asked = "identity" in meant ? meant.identity : await userOfKey(meant.key, account, clients);
  // Names are unique whatever the path, and only AWS knows the path of a session's role: what it says is what is judged.
  const found = (await readBounded(clients.iam, asked).catch(() => undefined))?.arn;
  const { type, name } = parseIamArn(asked)!;
  const declaring = entitiesOf(declared, account.name).find(({ entity }) => entity.type === type && entity.name === name);
  const identity = found ?? declaring?.entity.arn ?? asked;
  const record = declaring && account.records.get(declaring.ref);
  const placed = record && { account, record };
  const key = "key" in meant ? meant.key : undefined;
  if (key === undefined) return { target: { identity }, placed, slot: undefined };
  const slot = placed && (await slotOf(key, placed, declared, clients).catch(() => undefined));
  // A key that no slot is known of is adopted by the next drift run; its user's record says nothing of it.
  return { target: { identity, key }, placed: slot === undefined ? undefined : placed, slot };
}

async function ofRecord(
  { word, placed, slot }: Meant & { placed: Placed; slot: string | undefined },
  declared: Declared,
  clients: Clients,
): Promise<Resolved> {
  const { account, record } = placed;
  const identity = entitiesOfRecord(record, account, declared).find(isIdentity)?.arn;
  if (identity === undefined)
    throw new ProjectError("NOTHING_TO_STOP", `${word}: ${record.kind} of this kind make no user or role in AWS: stop who uses it`);
  if (slot === undefined) return { target: { identity }, placed, slot };
  const key = (record.fields as UserRecord).keys[slot]!.id ?? (await keyOf(slot, placed, declared, clients));
  if (key === undefined)
    throw new ProjectError("NOTHING_TO_STOP", `${word}: no secret of Secrets Manager says which key this is; name it by its id (AKIA…)`);
  return { target: { identity, key }, placed, slot };
}

async function keyOf(slot: string, placed: Placed, declared: Declared, clients: Clients): Promise<string | undefined> {
  return (await slotsOf(placed, declared, clients)).find((one) => one.slot === slot)?.keyId;
}

async function slotOf(key: string, placed: Placed, declared: Declared, clients: Clients): Promise<string | undefined> {
  const byId = Object.entries((placed.record.fields as UserRecord).keys).find(([, { id }]) => id === key)?.[0];
  return byId ?? (await slotsOf(placed, declared, clients)).find(({ keyId }) => keyId === key)?.slot;
}

async function slotsOf({ account, record }: Placed, { settings }: Declared, { secrets }: Clients) {
  const tag = recordTag(account.name, record.ref);
  // Without records no policy of a secret is asked for, which on-call may not read.
  const all = await readSlots(secrets, recorderOf("aws-secrets"), { settings, accounts: new Map() }, false);
  const own = all.filter(({ record: of }) => of === tag);
  // Two secrets that claim one slot: one of them is not what it says, and the wrong key must not be the one that is switched off.
  return own.filter(({ slot }) => own.filter((other) => other.slot === slot).length === 1);
}

async function userOfKey(key: string, account: Account, { iam }: Clients): Promise<Arn> {
  try {
    const { UserName } = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: key }));
    if (UserName) return iamArn(account, "user", UserName);
  } catch (cause) {
    throw new ProjectError("NOTHING_TO_STOP", `${key}: AWS does not say whose key it is in ${account.name}: ${(cause as Error).message}`, {
      cause,
    });
  }
  throw new ProjectError("NOTHING_TO_STOP", `${key}: no user of ${account.name} has this key; it is another account's, or gone`);
}
