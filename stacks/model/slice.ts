import { createHash } from "node:crypto";
import type { Account, AccountName, StackName } from "./declared.ts";
import { EXTRA_KIND, parseRecordRef, type RecordRef, TENURE_KIND } from "./ref.ts";

/** What a slicing is made of. */
type Sliced = Pick<Account, "name" | "slices">;

/** Kinds that other records stand on: they live in the first slice, which is deployed first and cleaned last. */
const SHARED: readonly string[] = [TENURE_KIND, EXTRA_KIND, "groups", "permissions", "providers"];

/** Kinds that may name users of the account in their trust, which IAM refuses while the user is not there: they live in the last slice. */
const TRUSTING: readonly string[] = ["roles", "grants"];

/** The Pulumi stacks of an account in the order in which they are deployed: itself, or `<account>.0` and so on. */
export function stacksOf({ name, slices }: Sliced): readonly StackName[] {
  return slices === 1 ? [name] : Array.from({ length: slices }, (_, slice) => `${name}.${slice}`);
}

/** The account of a stack; names of accounts hold no dot. */
export function accountOfStackName(stack: StackName): AccountName {
  return stack.split(".")[0]!;
}

/** The stack that holds a record, by its kind and a hash of its name: the same on every machine, and whatever other records there are. */
export function stackOfRecord({ name, slices }: Sliced, ref: RecordRef): StackName {
  return slices === 1 ? name : `${name}.${sliceOf(slices, ref)}`;
}

/** True when a record is in a stack; the account's own name stands for all its slices. */
export function isInStack(account: Sliced, stack: StackName, ref: RecordRef): boolean {
  return stack === account.name || stackOfRecord(account, ref) === stack;
}

function sliceOf(slices: number, ref: RecordRef): number {
  const { kind, name } = parseRecordRef(ref) ?? { kind: TENURE_KIND, name: ref };
  if (SHARED.includes(kind)) return 0;
  if (TRUSTING.includes(kind)) return slices - 1;
  return 1 + (createHash("sha256").update(name).digest().readUInt32BE(0) % (slices - 1));
}
