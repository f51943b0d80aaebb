import { isDeepStrictEqual } from "node:util";
import type { Severity } from "../../policies/rule.ts";
import { administratorsOf } from "../../stacks/entities.ts";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import { nameKey } from "../../stacks/kinds/names.ts";
import type { UserRecord } from "../../stacks/kinds/users.ts";
import type { Declared, DeclaredRecord, StackName } from "../../stacks/model/declared.ts";
import { hasLeft, isHeldBy, startOfPerson } from "../../stacks/model/directory.ts";
import { describeEnd, type Instant, parseDuration, plus } from "../../stacks/model/instant.ts";
import { allowedBy, exceeds } from "../../stacks/model/limit.ts";
import { parseResourceName, type RecordRef, recordOfUrn, recordRef } from "../../stacks/model/ref.ts";
import { accountOfStackName, isInStack, stackOfRecord } from "../../stacks/model/slice.ts";
import type { Operation, Plan } from "../engine/port.ts";
import { changedExceptions, type Diff } from "./diff.ts";
import { flawOfNew } from "./exceptions.ts";

/** A requirement on the change itself that is not met: no rule, since the state that it leads to would be fine. No exception is possible. */
export type Unstated = { rule: string; severity: Severity; subject: RecordRef; field: string | undefined; message: string };

/** A first end closer than this is a trap: what depends on it stops before anybody can renew it. */
const FIRST_END = parseDuration("7d")!;
const DAY = parseDuration("1d")!;

/** Kinds that others depend on; people and vendors may well end sooner. */
const DEPENDED_ON = ["service-accounts", "workloads", "roles"];

/** Everything that a change has to say and does not: removals, replacements, ends that come at once, more removals than allowed. */
export function unstated(diff: Diff, plan: Plan, base: Declared, head: Declared, asOf: Instant): readonly Unstated[] {
  const account = accountOfStackName(plan.stack);
  const removed = plan.operations.flatMap((operation) =>
    operation.op === "delete" ? removal(operation, diff, plan.stack, base, head) : [],
  );
  const replaced = plan.operations.flatMap((operation) => (operation.op === "replace" ? replacement(operation, account) : []));
  const ofAccount = [
    ...movedPaths(diff, account),
    ...reusedNames(diff, account, base, head),
    ...firstEnds(diff, account, asOf),
    ...massRemoval(diff, account, base),
    ...lastAdministrator(account, base, head),
    ...holdersWhoAreNotHere(diff, account, base, head, asOf),
    ...mixedWithSlices(diff, account, base, head),
    ...newExceptions(account, base, head, asOf),
  ];
  // Each is said once, by the slice that its record is in.
  const slices = head.accounts.get(account) ?? { name: account, slices: 1 };
  return [...removed, ...replaced, ...ofAccount.filter(({ subject }) => isInStack(slices, plan.stack, subject))];
}

function removal(operation: Operation, diff: Diff, ofStack: StackName, base: Declared, head: Declared): readonly Unstated[] {
  const stack = accountOfStackName(ofStack);
  const account = head.accounts.get(stack);
  const ref = recordOfUrn(operation.urn);
  const place = parseResourceName(operation.name);
  if (ref === undefined || !place) return [];
  if (account?.retired.has(ref)) return [];
  if (account?.records.has(ref) && !isInStack(account, ofStack, ref)) {
    const home = stackOfRecord(account, ref);
    const message = `${ref}: would be deleted from ${ofStack} and made again in ${home}. Move its state first: \`npm run deploy\` does when the ledger knows how many slices there were, else \`pulumi state move --source ${ofStack} --dest ${home}\`.`;
    return [{ rule: "diff-removal-stated", severity: "critical", subject: ref, field: undefined, message }];
  }
  if (place.part === undefined) {
    const message = `${ref}: would be deleted, and the change does not say so. Move the file to accounts/${stack}/retired/${ref}.yaml with \`retired: { at, reason, ref }\`; ${whereItWent(ref, diff, stack)}.`;
    return [{ rule: "diff-removal-stated", severity: "critical", subject: ref, field: undefined, message }];
  }
  const slot = /^key\/(.+)$/.exec(place.part)?.[1];
  // Where the record itself goes, that is what is to be said: there is no slot left to disable.
  return slot === undefined || !account?.records.has(ref) ? [] : keyRemoval(ref, slot, base.accounts.get(stack)?.records.get(ref));
}

/** What was most likely meant by a removal that is not stated: a rename or a move, neither of which there is in IAM. */
function whereItWent(ref: RecordRef, { records }: Diff, stack: string): string {
  const before = records.find((change) => change.account === stack && change.ref === ref)?.before;
  const added = records.filter(({ how }) => how === "added");
  const moved = added.find((change) => change.account !== stack && change.ref === ref);
  if (moved)
    return `nothing moves between accounts: ${moved.after!.source.file} makes another identity, so keep it as a new record and retire this one`;
  const renamed = added.find(
    ({ account, after }) => account === stack && after!.kind === before?.kind && isDeepStrictEqual(after!.fields, before.fields),
  );
  return renamed
    ? `${renamed.ref} says the same, but nothing is renamed in IAM: a new name is a new identity with new keys and a new unique id, so keep it as a new record and retire this one once nothing uses it`
    : "a renamed record is a new identity, so retire the old one";
}

/** Another path is another ARN: what names the old one, in any account, would name nothing. */
function movedPaths(diff: Diff, stack: string): readonly Unstated[] {
  const pathOf = (record: DeclaredRecord | undefined) => (record?.fields as { path?: string } | undefined)?.path ?? "/";
  return diff.records.flatMap(({ account, ref, how, before, after }) => {
    if (account !== stack || how !== "changed" || pathOf(before) === pathOf(after)) return [];
    const message = `${ref}: its path would change from ${pathOf(before)} to ${pathOf(after)}, and its ARN with it. Put \`path\` back in ${after!.source.file}, or make a new record and retire this one.`;
    return [{ rule: "diff-path-unchanged", severity: "high" as const, subject: ref, field: "path", message }];
  });
}

/** Deleting a key cannot be undone, setting it Inactive can: nobody finds out what still used a key by deleting it. */
function keyRemoval(ref: RecordRef, slot: string, before: DeclaredRecord | undefined): readonly Unstated[] {
  const key = (before?.fields as UserRecord | undefined)?.keys[slot];
  if (!key || key.state === "disabled" || before?.fields.state === "disabled") return [];
  const message = `${ref}: key ${slot} would be deleted while it is active. Set \`state: disabled\` on the slot first; remove the slot once nothing uses it.`;
  return [{ rule: "diff-key-disabled-first", severity: "high", subject: ref, field: "keys", message }];
}

/** In IAM a replacement is another identity under the same name: whoever was trusted by id is not trusted any more. */
function replacement(operation: Operation, stack: string): readonly Unstated[] {
  const place = parseResourceName(operation.name);
  const ref = recordOfUrn(operation.urn);
  const isCredential = place?.part === undefined || place.part.startsWith("key/") || place.part === "console";
  if (ref === undefined || !isCredential) return [];
  const message = `${ref}: ${operation.type} would be replaced because of ${operation.replaces.join(", ") || "a property that cannot be changed"}. Make a new record with a new name and move this one to accounts/${stack}/retired/${ref}.yaml.`;
  return [{ rule: "diff-no-replacement", severity: "critical", subject: ref, field: undefined, message }];
}

/**
 * Policies elsewhere trust an identity by its name: under a retired name they would let in another one. The file under `retired/` keeps the
 * name; where it goes, the name is given again by the same change, or free for the next one.
 */
function reusedNames(diff: Diff, stack: string, base: Declared, head: Declared): readonly Unstated[] {
  const after = head.accounts.get(stack);
  if (!after) return [];
  const gone = [...(base.accounts.get(stack)?.retired.values() ?? [])].filter(({ ref }) => !after.retired.has(ref));
  const added = diff.records.flatMap(({ account, how, after: record }) => (account === stack && how === "added" && record ? [record] : []));
  return gone.flatMap((retired) => {
    const taken = added.find((record) => isSameName(record, retired));
    if (taken?.fields.restored) return [];
    const message = taken
      ? `${taken.ref}: the name was retired, and this gives it again. Choose a new name; to take the same access of the same owner back, say so with \`restored: { at, reason, ref }\` in ${taken.source.file}.`
      : `${retired.ref}: the name was retired, and this would make it free. Put ${retired.source.file} back; a retired name is not given to somebody else.`;
    return [{ rule: "diff-name-reuse", severity: "high" as const, subject: taken?.ref ?? retired.ref, field: undefined, message }];
  });
}

/** Names are one and the same to AWS and to people when they differ only in case or look alike, within one type of entity. */
function isSameName(one: { kind: string; name: string }, other: { kind: string; name: string }): boolean {
  const [key, otherKey] = [one, other].map(({ kind, name }) => nameKey(KINDS[kind]!.entityType, name));
  return key === otherKey;
}

function firstEnds(diff: Diff, stack: string, asOf: Instant): readonly Unstated[] {
  return diff.records.flatMap(({ account, ref, how, after }) => {
    if (
      account !== stack ||
      how !== "added" ||
      !after ||
      after.fields.adopted ||
      !DEPENDED_ON.includes(after.kind) ||
      after.fields.expires >= plus(asOf, FIRST_END)
    )
      return [];
    const message = `${ref}: ${describeEnd(after.fields.expires, asOf)}, expected a first end at least 7 days away. Choose a later \`expires\` in ${after.source.file}.`;
    return [{ rule: "diff-first-end", severity: "medium" as const, subject: ref, field: "expires", message }];
  });
}

/** What is spread anew moves from state to state, where nothing says any more what must go before what: nothing else may happen then. */
function mixedWithSlices(diff: Diff, stack: string, base: Declared, head: Declared): readonly Unstated[] {
  const [before, after] = [base.accounts.get(stack)?.slices, head.accounts.get(stack)?.slices];
  const first = diff.records.find(({ account }) => account === stack);
  if (before === undefined || after === undefined || before === after || !first) return [];
  const message = `${first.ref}: is changed together with \`slices\` of ${stack}. Change accounts/${stack}/account.yaml in a change of its own.`;
  return [{ rule: "diff-slices-alone", severity: "high", subject: first.ref, field: undefined, message }];
}

function massRemoval(diff: Diff, stack: string, base: Declared): readonly Unstated[] {
  const removed = diff.records.filter(({ account, how }) => account === stack && (how === "retired" || how === "removed"));
  const whole = base.accounts.get(stack)?.records.size ?? 0;
  const limit = base.settings.limits.deploy.removals;
  if (!exceeds(limit, removed.length, whole)) return [];
  const subject = removed[0]!.ref;
  const message = `${subject}: this change removes ${removed.length} of ${whole} records of ${stack}, where one deployment may remove ${allowedBy(limit, whole)} (settings.yaml limits.deploy.removals). Split it.`;
  return [{ rule: "diff-limit-removals", severity: "critical", subject, field: undefined, message }];
}

/** An exception ends within the organisation's limit and names somebody who may approve it; once it holds, nobody looks at it again. */
function newExceptions(stack: string, base: Declared, head: Declared, asOf: Instant): readonly Unstated[] {
  const account = head.accounts.get(stack);
  if (!account) return [];
  const longest = base.settings.lifetimes.exceptions;
  return changedExceptions(base, head).flatMap(({ account: name, exception }): readonly Unstated[] => {
    if (name !== stack) return [];
    const ref = recordRef("exceptions", exception.id.split("/").at(-1)!);
    const broken = (rule: string, field: string, text: string): Unstated => ({
      rule,
      severity: "high",
      subject: ref,
      field,
      message: `${ref}: ${text}`,
    });
    const { file } = exception.source;
    const flaw = flawOfNew(exception, account, base, asOf);
    return [
      ...(exception.expires > plus(asOf, longest)
        ? [
            broken(
              "diff-exception-lifetime",
              "expires",
              `${describeEnd(exception.expires, asOf)}, where an exception may last ${Math.floor(longest / DAY)} days (settings.yaml lifetimes.exceptions). Choose an earlier \`expires\` in ${file}.`,
            ),
          ]
        : []),
      ...(flaw === undefined
        ? []
        : [
            broken(
              "diff-exception-approver",
              "approvedBy",
              `names ${exception.approvedBy}, ${flaw}. Name somebody in \`approvedBy\` of ${file} who gains nothing by it.`,
            ),
          ]),
    ];
  });
}

/** An account that nobody can administer is given back by AWS's support alone: no word in a record makes that a good idea. */
function lastAdministrator(stack: string, base: Declared, head: Declared): readonly Unstated[] {
  const before = administratorsOf(base, stack);
  if (before.length === 0 || !head.accounts.has(stack) || administratorsOf(head, stack).length > 0) return [];
  const subject = before[0]!;
  const message = `${subject}: nobody would be left who can administer ${stack}. Declare another administrator first, such as a record under accounts/${stack}/break-glass/.`;
  return [{ rule: "diff-last-administrator", severity: "critical", subject, field: undefined, message }];
}

/**
 * Access of a person's own is neither made nor enabled while the directory says that they are gone, or before their first day: a change of the
 * directory comes first, in a pull request of its own. What AWS has already may be declared, so that it can be stopped.
 */
function holdersWhoAreNotHere({ records }: Diff, stack: string, base: Declared, head: Declared, asOf: Instant): readonly Unstated[] {
  return records.flatMap(({ account, ref, how, before, after }): readonly Unstated[] => {
    if (account !== stack || !after || !HELD.includes(after.kind) || after.fields.state === "disabled") return [];
    const isNew =
      how === "added" ? after.fields.adopted === undefined : before?.fields.state === "disabled" || holder(before) !== holder(after);
    const why = isNew ? notHere(after, account, base, head, asOf) : undefined;
    if (why === undefined) return [];
    return [{ rule: "diff-holder-is-here", severity: "critical", subject: ref, field: undefined, message: `${ref}: ${why}.` }];
  });
}

/** Kinds that are the access of one person. */
const HELD: readonly string[] = ["people", "grants"];

function holder(record: DeclaredRecord | undefined): string | undefined {
  return record?.fields.owner;
}

/** Why whoever has this access cannot be given it: by base, which a change cannot talk itself out of, or by the change itself. */
function notHere({ name, fields }: DeclaredRecord, account: string, base: Declared, head: Declared, asOf: Instant): string | undefined {
  const held = (directory: Declared["directory"]) =>
    [...directory.people.values()].filter((person) => isHeldBy(person, { name, owner: fields.owner }, account));
  const gone = [...held(base.directory), ...held(head.directory)].find((person) => hasLeft(person, asOf));
  if (gone)
    return `would be access of person/${gone.id}, who has left by the directory. Nothing of theirs is enabled or made while it says so; somebody who comes back is readmitted there first`;
  const { starts = asOf } = fields as { starts?: Instant };
  const early = held(head.directory).find((person) => startOfPerson(person) > starts);
  return early && `would be access of person/${early.id} before their first day, ${early.starts}. Merge it then`;
}
