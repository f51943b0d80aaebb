import { documentObject } from "../../../stacks/iam/document.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { isIdentity } from "../../../stacks/iam/entity.ts";
import { isPrivileged } from "../../../stacks/iam/gain.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { LatestEnd } from "../../../stacks/kinds/latest-end.ts";
import { endOfBoundary } from "../../../stacks/kinds/translate.ts";
import type { Account, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { describeEnd } from "../../../stacks/model/instant.ts";
import type { Accountable } from "../../../stacks/model/lifecycle.ts";
import { type OwnerRef, type RecordRef, recordRef } from "../../../stacks/model/ref.ts";
import { declarable, endedKeys } from "../recognised.ts";
import { latestEnd } from "../requests/latest-end.ts";
import { written } from "../situation.ts";
import type { AccountFound, Reasoned } from "./account.ts";
import type { Known } from "./kind-of.ts";
import { ownerOf } from "./owner-of.ts";
import { purposeInTags } from "./words.ts";

/** A found entity as a record, and everything about it that a person has to know or confirm. `text` is what the file says, with comments by field. */
export type FoundRecord = {
  entity: Entity;
  record: DeclaredRecord;
  text: Readonly<Record<string, unknown>>;
  comments: Readonly<Record<string, string>>;
  kind: Reasoned<string>;
  owner: Reasoned<OwnerRef>;
  end: LatestEnd;
};

/** The record of a found entity beside the others that are planned in `account`; or why there can be none. */
export function recordOf(entity: Entity, known: Known, account: Account, at: AccountFound): FoundRecord | { because: string } {
  const { declared, asOf, ref: adoptedBy } = at;
  const { kind, name } = known.found;
  const { fields, groups } = declarable(known.found.fields, account, (of, called) => account.records.has(recordRef(of, called)));
  if (groups.length > 0) return { because: `it is a member of ${groups.join(", ")}, which cannot be declared` };
  const owner = ownerOf(entity, known, at);
  const purpose = purposeInTags("tags" in entity ? entity.tags : {});
  const place = { ref: recordRef(kind, name), name, account };
  const compose = (end: LatestEnd, own: Record<string, unknown>): Record<string, unknown> => ({
    owner: owner.value,
    purpose: purpose?.value ?? `Found in AWS at ${asOf}; what it is for is to be confirmed`,
    expires: written(end.end),
    ...(own.state === "disabled"
      ? { state: "disabled", disabled: { since: asOf, reason: "it had been stopped in AWS", ref: adoptedBy } }
      : {}),
    ...(entity.type === "policy" && isPrivileged(entity.document) ? { privileged: true } : {}),
    ...KINDS[kind]!.meanwhile?.({ owner: owner.value, expires: end.end, asOf }, place, declared),
    ...own,
    ...endedKeys(own, written(latestEnd("keys", [end], declared, asOf)!.end)),
    adopted: { at: asOf, ref: adoptedBy },
  });
  const longest = latestEnd(kind, inAws(entity), declared, asOf);
  if (!longest) return { because: `settings.yaml has no lifetime for ${kind}` };
  const read = (end: LatestEnd, own: Record<string, unknown>) => KINDS[kind]!.record.safeParse(compose(end, own));
  // What rests on other records is kept as it stands where those records cannot be named.
  const first = read(longest, fields);
  const own =
    first.success && entity.type === "role" && trustNamesNothing(first.data, kind, place, declared.directory)
      ? asItStands(entity, fields)
      : fields;
  const parsed = own === fields ? first : read(longest, own);
  if (!parsed.success) return { because: `it cannot be written as ${kind}: ${issueIn(parsed.error)}` };
  const end = latestEnd(kind, [...inAws(entity), ...(KINDS[kind]!.notAfter?.(parsed.data, place, declared) ?? [])], declared, asOf)!;
  const final = end.end === longest.end ? parsed : read(end, own);
  if (!final.success) return { because: `it cannot be written as ${kind}: ${issueIn(final.error)}` };
  const text = compose(end, own);
  return {
    entity,
    record: { ref: place.ref, kind, name, fields: final.data, source: { file: fileOf(account, place.ref), lineOf: () => 1 } },
    text,
    comments: commentsOf(known, owner, purpose, end, text, at),
    kind: known.kind,
    owner,
    end,
  };
}

function fileOf({ name }: Account, ref: RecordRef): string {
  return `accounts/${name}/${ref}.yaml`;
}

/** The end that AWS sets already. */
function inAws(entity: Entity): readonly LatestEnd[] {
  const end = isIdentity(entity) ? endOfBoundary(entity.boundary) : undefined;
  return end === undefined ? [] : [{ end, because: "its boundary in AWS ends then" }];
}

function trustNamesNothing(
  fields: Accountable,
  kind: string,
  at: { ref: RecordRef; name: string; account: Account },
  directory: AccountFound["declared"]["directory"],
): boolean {
  const missing = KINDS[kind]!.references(fields).some(
    (reference) => "to" in reference && reference.path[0] === "trust" && !at.account.records.has(reference.to),
  );
  return missing || (KINDS[kind]!.misfits?.(fields, at, directory) ?? []).some(({ path }) => path[0] === "trust");
}

function asItStands(entity: Extract<Entity, { type: "role" }>, fields: Record<string, unknown>): Record<string, unknown> {
  return { ...fields, trust: { document: documentObject(entity.trust) } };
}

function issueIn({ issues: [issue] }: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  return `${issue?.path.map(String).join(".")}: ${issue?.message}`;
}

/** What a person has to confirm stands beside what it is about, in the file. */
function commentsOf(
  { kind }: Known,
  owner: Reasoned<OwnerRef>,
  purpose: Reasoned<string> | undefined,
  end: LatestEnd,
  text: Readonly<Record<string, unknown>>,
  { asOf, policyTags }: AccountFound,
): Readonly<Record<string, string>> {
  const guess = (because: string) => `guess: ${because}`.slice(0, 200);
  return {
    ...(owner.guess ? { owner: guess(owner.because) } : {}),
    ...(purpose ? { purpose: guess(purpose.because) } : {}),
    ...(end.end <= asOf ? { expires: `${describeEnd(end.end, asOf)}, since ${end.because}` } : {}),
    ...("contract" in text ? { contract: guess("no contract is known") } : {}),
    ...("sponsor" in text ? { sponsor: guess("whoever leads the owning team") } : {}),
    ...("autonomy" in text ? { autonomy: guess("the least is assumed") } : {}),
    ...("statements" in text && policyTags === undefined ? { statements: "its tags were not read: put those to keep under `tags`" } : {}),
    adopted: kind.guess ? guess(kind.because) : `${kind.value}, since ${kind.because}`.slice(0, 200),
  };
}
