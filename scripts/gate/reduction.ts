import { isDeepStrictEqual } from "node:util";
import { type DeclaredEntity, entitiesOf } from "../../stacks/entities.ts";
import { isAwsManagedPolicy, parseIamArn } from "../../stacks/iam/arn.ts";
import type { Condition, PolicyDocument } from "../../stacks/iam/document.ts";
import { type Entity, type Federation, type Identity, isIdentity, type Role, type User } from "../../stacks/iam/entity.ts";
import { sameMeaning } from "../../stacks/iam/equivalence.ts";
import type { Account, Declared, DeclaredRecord, StackName } from "../../stacks/model/declared.ts";
import { parseInstant } from "../../stacks/model/instant.ts";
import type { Accountable } from "../../stacks/model/lifecycle.ts";
import { DISABLED_BOUNDARY, endOfBoundaryName, TENURE_PATH } from "../../stacks/model/lifecycle.ts";
import { recordRef, TENURE_KIND } from "../../stacks/model/ref.ts";
import { denies, isDenyingPolicy } from "./denials.ts";
import { type Diff, isSameAccount, type RecordChange, switchesKeyOn } from "./diff.ts";

/**
 * True when a change only takes access away: every record and every entity that it leaves may do no more, for no longer and by nobody else
 * than before, and nothing goes that denied something. Such a change introduces no violation and needs one approval of either side.
 * Directory, settings and exceptions are never such a change. What cannot be told for certain is no reduction.
 */
export function onlyReduces(base: Declared, head: Declared, diff: Diff): boolean {
  if (diff.directory || diff.settings || diff.exceptions || diff.accounts.length === 0) return false;
  return diff.records.every(isLessRecord) && diff.accounts.every((stack) => reducesStack(base, head, stack));
}

function reducesStack(base: Declared, head: Declared, stack: StackName): boolean {
  const [before, after] = [base.accounts.get(stack), head.accounts.get(stack)];
  if (!before || !after || !isSameAccount(before, after) || !keepsRetiredNames(before, after)) return false;
  const declared = entitiesOf(base, stack);
  const olds = new Map(declared.map(({ entity }) => [entity.arn, entity]));
  const denials = denialsOf(declared.map(({ entity }) => entity));
  const left = entitiesOf(head, stack).filter(isOfRecord);
  const arns = new Set(left.map(({ entity }) => entity.arn));
  const gone = declared.filter((one) => isOfRecord(one) && !arns.has(one.entity.arn));
  return (
    !gone.some(
      ({ entity }) => (entity.type === "policy" && denies(entity.document)) || (entity.type === "group" && denials.group(entity.name)),
    ) &&
    left.every(({ entity, adopted }) => {
      const old = olds.get(entity.arn);
      return old ? isLess(old, entity, denials) : adopted && isDisabled(entity);
    })
  );
}

/** Boundaries are no record's: they follow from the ends of all of them, and grant nothing. */
function isOfRecord({ entity, ref }: DeclaredEntity): boolean {
  return ref !== recordRef(TENURE_KIND, entity.name);
}

function keepsRetiredNames(before: Account, after: Account): boolean {
  return [...before.retired.keys()].every((ref) => after.retired.has(ref));
}

/** Fields that entities show, or that say nothing about access: all others must be as they were. */
const COMPARED_ELSEWHERE: readonly string[] = [
  "purpose",
  "expires",
  "ends",
  "state",
  "disabled",
  "groups",
  "permissions",
  "keys",
  "secretReaders",
  "console",
  "trust",
  "maxSessionDuration",
  "instanceProfiles",
  "legacy",
  "statements",
  "oidc",
  "saml",
];

/** What no entity shows: ends of what has no boundary, templates, who answers, foreign tags that rules have to judge. */
function isLessRecord(change: RecordChange): boolean {
  const { how, before, after } = change;
  if (isKeptForAll(change)) return false;
  if (how === "retired" || how === "removed") return true;
  if (!after) return false;
  if (isTemplate(after)) return how === "changed" && isLessTemplate(before!.fields, after.fields);
  if (how === "added") return after.fields.adopted !== undefined;
  const [old, next] = [before!.fields, after.fields];
  return next.expires <= old.expires && !switchesKeyOn(change) && isDeepStrictEqual(others(old), others(next));
}

/** What others rest on in a bad hour goes by security's word, and by nobody's alone: a protected group, a break-glass identity. */
export function isKeptForAll({ how, before, after }: RecordChange): boolean {
  const stops = how === "retired" || how === "removed" || after?.fields.state === "disabled";
  const isProtected = (record: DeclaredRecord | undefined) => (record?.fields as { protected?: boolean } | undefined)?.protected === true;
  return (before?.kind === "break-glass" && stops) || (isProtected(before) && !isProtected(after));
}

function others(fields: Accountable): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => value !== undefined && !COMPARED_ELSEWHERE.includes(name)));
}

function isTemplate({ fields }: DeclaredRecord): boolean {
  return "requestable" in fields && fields.requestable !== undefined;
}

/** Grants of a template get all that it has: nothing of it may change but an earlier end or the stop. */
function isLessTemplate(before: Accountable, after: Accountable): boolean {
  const rest = ({ expires: _, purpose: _p, state: _s, disabled: _d, ...fields }: Accountable) => fields;
  return (
    after.expires <= before.expires &&
    (before.state !== "disabled" || after.state === "disabled") &&
    isDeepStrictEqual(rest(before), rest(after))
  );
}

/** Policies and groups that deny something: to lose one of them is to gain. */
type Denials = { attached(arn: string): boolean; group(name: string): boolean };

function denialsOf(entities: readonly Entity[]): Denials {
  const documents = new Map(entities.flatMap((entity) => (entity.type === "policy" ? [[entity.arn as string, entity.document]] : [])));
  // What is not known may deny.
  const isDenying = (document: PolicyDocument | undefined) => document === undefined || denies(document);
  const attached = (arn: string) => (isAwsManagedPolicy(arn) ? isDenyingPolicy(arn) : isDenying(documents.get(arn)));
  const groups = new Map(entities.flatMap((entity) => (entity.type === "group" ? [[entity.name, entity]] : [])));
  const group = (name: string) => {
    const found = groups.get(name);
    return !found || found.attached.some(attached) || Object.values(found.inline).some(denies);
  };
  return { attached, group };
}

/** True when `after` may do nothing that `before` could not. */
function isLess(before: Entity, after: Entity, denials: Denials): boolean {
  if (before.type !== after.type) return false;
  if (after.type === "policy") return sameMeaning((before as typeof after).document, after.document);
  if (after.type === "provider") return isLessFederation((before as typeof after).federation, after.federation);
  const old = before as typeof after;
  const permitted = isShorter(old.attached, after.attached, denials.attached) && isLessInline(old.inline, after.inline);
  if (!permitted || after.type === "group") return permitted;
  return (
    endsNoLater(before as Identity, after) &&
    (after.type === "user" ? isLessUser(old as User, after, denials) : isLessRole(old as Role, after))
  );
}

/** Fewer audiences let in fewer; anything else may be somebody else's signature. */
function isLessFederation(before: Federation, after: Federation): boolean {
  if (!("oidc" in before && "oidc" in after)) return isDeepStrictEqual(before, after);
  return (
    isDeepStrictEqual(before.oidc.thumbprints, after.oidc.thumbprints) &&
    after.oidc.audiences.every((audience) => before.oidc.audiences.includes(audience))
  );
}

function isLessUser(before: User, after: User, denials: Denials): boolean {
  const keys = after.keys.every((key) => {
    const old = before.keys.find(({ slot }) => slot === key.slot);
    // A key that was found and is taken over stopped; in a disabled user nothing shows whether the key itself is.
    if (!old) return key.id !== undefined && key.status === "Inactive" && !isDisabled(after);
    const activated = old.status === "Inactive" && key.status === "Active";
    return !activated && (key.expires ?? "") <= (old.expires ?? "") && old.id === key.id;
  });
  const readers = (after.secretReaders ?? []).every((reader) => before.secretReaders?.includes(reader));
  return keys && readers && isShorter(before.groups, after.groups, denials.group) && (before.console || !after.console);
}

function isLessRole(before: Role, after: Role): boolean {
  return (
    isLessTrust(before.trust, after.trust) &&
    after.maxSessionDuration <= before.maxSessionDuration &&
    after.instanceProfiles.every((profile) => before.instanceProfiles.includes(profile))
  );
}

/** The same, but for a window that closes earlier, as a grant's does when it is ended before its time. */
function isLessTrust(before: PolicyDocument, after: PolicyDocument): boolean {
  const [open, close] = [windowEnd(before), windowEnd(after)];
  if (open === undefined || close === undefined || close > open) return sameMeaning(before, after);
  return sameMeaning(withWindowEnd(before, close), after);
}

function windowEnd({ statements }: PolicyDocument): string | undefined {
  const ends = statements.flatMap(({ conditions }) => conditions.filter(closesWindow).flatMap(({ values }) => values));
  return ends.length === 1 ? parseInstant(ends[0]!) : undefined;
}

function withWindowEnd(document: PolicyDocument, end: string): PolicyDocument {
  const closing = (condition: Condition) => (closesWindow(condition) ? { ...condition, values: [end] } : condition);
  return { ...document, statements: document.statements.map((one) => ({ ...one, conditions: one.conditions.map(closing) })) };
}

function closesWindow({ operator, key }: Condition): boolean {
  return operator === "DateLessThan" && key === "aws:CurrentTime";
}

function isLessInline(before: User["inline"], after: User["inline"]): boolean {
  const kept = Object.entries(after).every(([name, document]) => {
    const old = before[name];
    return old !== undefined && (isDeepStrictEqual(old, document) || sameMeaning(old, document));
  });
  return kept && Object.entries(before).every(([name, document]) => Object.hasOwn(after, name) || !denies(document));
}

/** What is disabled ends at once; what was disabled does not come back by a reduction. */
function endsNoLater(before: Identity, after: Identity): boolean {
  if (isDisabled(after)) return true;
  if (isDisabled(before)) return false;
  // What has no end, as break-glass, has it no later when nothing changes.
  if (before.boundary === after.boundary) return true;
  const [old, next] = [endOf(before), endOf(after)];
  return old !== undefined && next !== undefined && next <= old;
}

function endOf(identity: Identity) {
  const boundary = parseIamArn(identity.boundary ?? "");
  return boundary?.path === TENURE_PATH ? endOfBoundaryName(boundary.name) : undefined;
}

function isDisabled(entity: Entity): boolean {
  const boundary = isIdentity(entity) ? parseIamArn(entity.boundary ?? "") : undefined;
  return boundary?.path === TENURE_PATH && boundary.name === DISABLED_BOUNDARY;
}

/** Nothing new, and nothing gone that denied something. */
function isShorter(before: readonly string[], after: readonly string[], denying: (item: string) => boolean): boolean {
  return after.every((item) => before.includes(item)) && before.every((item) => after.includes(item) || !denying(item));
}
