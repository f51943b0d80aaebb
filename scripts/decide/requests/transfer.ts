import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import type { OwnerRef } from "../../../stacks/model/ref.ts";
import { type Asked, forEach, nameOf, type Placed } from "./request.ts";

/** Kinds that are the access of a person's own: who has it cannot be another. */
const PERSONAL: ReadonlySet<string> = new Set(["people", "grants"]);

/** Gives records from one owner to another. Where somebody is only named (as who may request, as an approver) is said and left alone: that is access. */
export function transfer(placed: readonly Placed[], from: OwnerRef, to: OwnerRef): Asked {
  return forEach(placed, ({ account, record }) => {
    const { owner } = record.fields;
    if (owner !== from) return { because: `its owner is ${owner}, not ${from}` };
    if (PERSONAL.has(record.kind)) return { because: `it is the access of ${owner} itself, which nobody else can take over` };
    const named = otherMentions({ account, record }, from);
    return {
      edit: { change: record.source.file, steps: [{ set: ["owner"], to }] },
      notes: named.map((field) => `${nameOf({ account, record })} still names ${from} in ${field}: that is for its approvers to decide`),
    };
  });
}

/** Accounts that the one owner answers for, handed to the other. */
export function transferAccounts(accounts: readonly Account[], from: OwnerRef, to: OwnerRef): Asked {
  const own = accounts.filter(({ owner }) => owner === from);
  return {
    edits: own.map(({ source }) => ({ change: source.file, steps: [{ set: ["owner"], to }] })),
    refused: [],
    notes: [],
  };
}

/** All records that an owner answers for, but access of that person's own. */
export function ownedBy({ accounts }: Declared, owner: OwnerRef): readonly Placed[] {
  return [...accounts.values()].flatMap((account) =>
    [...account.records.values()]
      .filter(({ kind, fields }) => fields.owner === owner && !PERSONAL.has(kind))
      .map((record) => ({ account, record })),
  );
}

function otherMentions({ record }: Placed, owner: OwnerRef): readonly string[] {
  return KINDS[record.kind]!.references(record.fields).flatMap((reference) =>
    "owner" in reference && reference.owner === owner ? [reference.path.filter((step) => typeof step === "string").join(".")] : [],
  );
}
