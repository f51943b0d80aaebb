import { isDeepStrictEqual } from "node:util";
import type { UserRecord } from "../../stacks/kinds/users.ts";
import type { Account, AccountName, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import type { Exception } from "../../stacks/model/exception.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import type { Review } from "../../stacks/model/review.ts";

/** One record that differs between base and head. `retired`: it is gone and its counterpart stands under `retired/`. */
export type RecordChange = {
  account: AccountName;
  ref: RecordRef;
  how: "added" | "changed" | "retired" | "removed";
  before: DeclaredRecord | undefined;
  after: DeclaredRecord | undefined;
};

/** One review that differs between base and head. */
export type ReviewChange = { campaign: string; reviewer: string; before: Review | undefined; after: Review | undefined };

/** What a change changes, in records: the only thing that approvals and risk are about. */
export type Diff = {
  records: readonly RecordChange[];
  /** Accounts whose records, exceptions or own file differ. */
  accounts: readonly AccountName[];
  directory: boolean;
  settings: boolean;
  exceptions: boolean;
  reviews: readonly ReviewChange[];
};

/** True when a key that was disabled by its own record is active afterwards; a disabled user hides it in AWS. */
export function switchesKeyOn({ before, after }: RecordChange): boolean {
  const [olds, news] = [keysOf(before), keysOf(after)];
  return Object.entries(news).some(([slot, key]) => olds[slot]?.state === "disabled" && key.state !== "disabled");
}

function keysOf(record: DeclaredRecord | undefined): UserRecord["keys"] {
  return (record?.fields as Partial<UserRecord> | undefined)?.keys ?? {};
}

/** Compares two readings. Files that only look different (comments, order) are no difference. */
export function diffOf(base: Declared, head: Declared): Diff {
  const names = [...new Set([...base.accounts.keys(), ...head.accounts.keys()])].sort();
  const records = names.flatMap((name) => recordChanges(name, base.accounts.get(name), head.accounts.get(name)));
  const exceptions = names.some((name) => !isDeepStrictEqual(exceptionsOf(base.accounts.get(name)), exceptionsOf(head.accounts.get(name))));
  const touched = names.filter(
    (name) => records.some(({ account }) => account === name) || differs(base.accounts.get(name), head.accounts.get(name)),
  );
  return {
    records,
    accounts: touched,
    directory: !isDeepStrictEqual(base.directory, head.directory),
    settings: !isDeepStrictEqual(base.settings, head.settings),
    exceptions,
    reviews: reviewChanges(base.reviews, head.reviews),
  };
}

function reviewChanges(base: Declared["reviews"], head: Declared["reviews"]): readonly ReviewChange[] {
  const same = (one: Review | undefined, other: Review | undefined) =>
    isDeepStrictEqual({ ...one, source: null }, { ...other, source: null });
  return [...new Set([...base.keys(), ...head.keys()])].sort().flatMap((id) => {
    const [before, after] = [base.get(id), head.get(id)];
    const { campaign, reviewer } = (after ?? before)!;
    return same(before, after) ? [] : [{ campaign, reviewer, before, after }];
  });
}

function recordChanges(account: AccountName, base: Account | undefined, head: Account | undefined): readonly RecordChange[] {
  const refs = [...new Set([...(base?.records.keys() ?? []), ...(head?.records.keys() ?? [])])].sort();
  return refs.flatMap((ref): readonly RecordChange[] => {
    const before = base?.records.get(ref);
    const after = head?.records.get(ref);
    if (before && after) return isDeepStrictEqual(before.fields, after.fields) ? [] : [{ account, ref, how: "changed", before, after }];
    if (after) return [{ account, ref, how: "added", before, after }];
    return [{ account, ref, how: head?.retired.has(ref) ? "retired" : "removed", before, after }];
  });
}

/** True when both readings of an account's own file say the same, whatever its records say. */
export function isSameAccount(base: Account | undefined, head: Account | undefined): boolean {
  return isDeepStrictEqual(ownOf(base), ownOf(head));
}

function differs(base: Account | undefined, head: Account | undefined): boolean {
  return (
    !isSameAccount(base, head) ||
    !isDeepStrictEqual(exceptionsOf(base), exceptionsOf(head)) ||
    !isDeepStrictEqual([...(base?.retired.keys() ?? [])], [...(head?.retired.keys() ?? [])])
  );
}

function ownOf(account: Account | undefined) {
  return account && [account.accountId, account.environment, account.region, account.partition, account.owner, account.slices];
}

/** Exceptions that are new or read otherwise after the change. */
export function changedExceptions(base: Declared, head: Declared): readonly { account: AccountName; exception: Exception }[] {
  return [...head.accounts.values()].flatMap(({ name, exceptions }) => {
    const before = base.accounts.get(name)?.exceptions ?? [];
    const same = (one: Exception, other: Exception) => isDeepStrictEqual({ ...one, source: null }, { ...other, source: null });
    return exceptions.filter((one) => !before.some((other) => same(one, other))).map((exception) => ({ account: name, exception }));
  });
}

function exceptionsOf(account: Account | undefined) {
  return (account?.exceptions ?? []).map(({ source: _, ...exception }) => exception);
}
