import type { UserRecord } from "../../stacks/kinds/users.ts";
import type { DeclaredRecord } from "../../stacks/model/declared.ts";
import { recordTag } from "../../stacks/model/ref.ts";
import type { Situation } from "./situation.ts";

/** The slot of a record that an access key fills: by the id in the record, else by the tags of the key's secret. */
export function slotOfKey(keyId: string, record: DeclaredRecord, { account, observed }: Situation): string | undefined {
  const { keys } = record.fields as UserRecord;
  const byId = Object.entries(keys).find(([, key]) => key.id === keyId)?.[0];
  if (byId !== undefined || !observed.slots.complete) return byId;
  const tag = recordTag(account.name, record.ref);
  return observed.slots.value.find((slot) => slot.keyId === keyId && slot.record === tag)?.slot;
}
