import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import { isAwsManagedPolicy } from "../../../stacks/iam/arn.ts";
import { type Entity, type Identity, isIdentity, type User } from "../../../stacks/iam/entity.ts";
import { tagOf } from "../../../stacks/iam/facet.ts";
import { isQuarantinePolicy } from "../../../stacks/iam/managed.ts";
import { boundaryMisfits } from "../../../stacks/kinds/boundary.ts";
import { type Recognised, withoutEmpty } from "../../../stacks/kinds/kind.ts";
import { KINDS, recogniseAll } from "../../../stacks/kinds/kinds.ts";
import { clashOf, likeness } from "../../../stacks/kinds/names.ts";
import { endOfBoundary, permissionArn } from "../../../stacks/kinds/translate.ts";
import { holderOf } from "../../../stacks/kinds/users.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import { endOfPerson, hasLeft, type Person } from "../../../stacks/model/directory.ts";
import { between, type Instant } from "../../../stacks/model/instant.ts";
import { isDisabledBoundary } from "../../../stacks/model/lifecycle.ts";
import { type OwnerRef, recordRef } from "../../../stacks/model/ref.ts";
import { allEntities } from "../../compare/facets.ts";
import type { Observed } from "../../observe/observation.ts";
import { completeEntities, exceptions } from "../complete.ts";
import { endOfGrace, type Response, type Situation, written } from "../situation.ts";

/**
 * Takes what nobody declared into the records: disabled when it was made recently, can administer the account or should be over already,
 * else active for two weeks and owned by security, so that somebody has to say whose it is. Nothing is deleted that nobody has looked at,
 * and nothing may do more or longer than AWS let it before.
 */
export const adopt: Response = (finding, situation) => {
  const { account, observed } = situation;
  const entities = completeEntities(observed);
  if ("missing" in entities) return { nothing: `it can be adopted once ${entities.missing} can be read` };
  const refusal = Object.values(observed)
    .flatMap(exceptions)
    .find(({ subject }) => subject === finding.subject);
  if (refusal) return { nothing: `it can be adopted once AWS tells of it: ${refusal.operation}: ${refusal.reason}` };
  const entity = entities.value.find(({ arn }) => arn === finding.subject);
  if (!entity) return { nothing: "it is too new: AWS has not told yet all that it is" };
  const recognised = recognise(entity, situation);
  if (!recognised) return { nothing: "no kind of record can say what it is; remove it by hand, or declare it" };
  const ref = recordRef(recognised.kind, recognised.name);
  const clash = clashOf(account, recognised.kind, recognised.name);
  if (account.retired.has(ref))
    return { nothing: `${ref} was retired and somebody made it again; names are not given twice, remove it by hand` };
  if (clash)
    return {
      nothing: `its name ${likeness(recognised.name, clash.name)} "${clash.name}" in ${clash.file}; remove it by hand, or that one first`,
    };
  const holder = recognised.kind === "people" ? holderOf(entity as User, account, situation.declared) : undefined;
  const known = declarable(recognised.fields, account);
  const stopped = state(entity, known.fields.boundary !== undefined, holder, situation);
  const end = endOf(entity, holder, situation);
  const expires = written(end);
  if (known.groups.length > 0 && !("state" in stopped))
    return { nothing: `it is a member of ${known.groups.join(", ")}, which no record declares yet: adopt that first` };
  const owner = ownerOf(holder, situation);
  const at = { ref, name: recognised.name, account };
  const complete = {
    owner,
    purpose: `Found in AWS at ${situation.asOf}; what it is for is to be confirmed`,
    expires,
    ...stopped,
    ...KINDS[recognised.kind]!.meanwhile?.({ owner, expires: end, asOf: situation.asOf }, at, situation.declared),
    ...known.fields,
    ...keys(known.fields, expires),
    adopted: { at: situation.asOf, ref: situation.branch },
  };
  const invalid = KINDS[recognised.kind]!.record.safeParse(complete).error?.issues[0];
  if (invalid) return { nothing: `it cannot be written as ${recognised.kind}: ${invalid.path.join(".")}: ${invalid.message}` };
  const action = "state" in complete ? "adopt-disabled" : "adopt";
  const notes = [...notesOn(entity, situation), ...known.groups.map(leftOut)];
  return { action, edits: [{ create: `accounts/${account.name}/${ref}.yaml`, record: complete }], notes };
};

/**
 * The record that would declare an entity. A tag that says it is something else than it can be is no more than a tag: anybody may write one.
 * So whose user it is the directory says first, and a tag does not make software of a person.
 */
function recognise(entity: Entity, { account, declared }: Situation): Recognised | undefined {
  const untagged = withoutRecordTag(entity, declared);
  const isHeld = entity.type === "user" && holderOf(entity, account, declared) !== undefined;
  return (isHeld ? [untagged, entity] : [entity, untagged])
    .flatMap((candidate) => recogniseAll([candidate], account, declared))
    .find(({ kind }) => kind !== "people" || isHeld);
}

function withoutRecordTag(entity: Entity, { settings }: Declared): Entity {
  if (!("tags" in entity)) return entity;
  const others = Object.entries(entity.tags).filter(([key]) => tagOf(entity.type, { [key]: "" }, settings.tags.record) === undefined);
  return { ...entity, tags: Object.fromEntries(others) };
}

/** The fields as far as records can say them: policies that no record declares stay by their ARN, groups that none declares are named apart. */
function declarable(fields: Record<string, unknown>, account: Account): { fields: Record<string, unknown>; groups: readonly string[] } {
  const isThere = (kind: string, name: string) => account.records.has(recordRef(kind, name));
  const {
    groups = [],
    permissions = [],
    legacy = {},
    boundary,
    ...others
  } = fields as {
    groups?: readonly string[];
    permissions?: readonly string[];
    legacy?: { attached?: readonly string[] };
    boundary?: string;
  };
  const unnamed = permissions.filter((name) => !isAwsManagedPolicy(name) && !isThere("permissions", name));
  const own = (legacy.attached ?? []).filter((arn) => !isQuarantinePolicy(arn));
  const attached = [...own, ...unnamed.map((name) => permissionArn(account, name))].sort();
  return {
    fields: withoutEmpty({
      ...others,
      boundary: boundary !== undefined && isThere("permissions", boundary) && fits(boundary, account) ? boundary : undefined,
      groups: groups.filter((name) => isThere("groups", name)),
      permissions: permissions.filter((name) => !unnamed.includes(name)),
      legacy: withoutEmpty({ ...legacy, attached }),
    }),
    groups: groups.filter((name) => !isThere("groups", name)),
  };
}

/** A policy that could not be merged into a boundary would make a record that nobody can read. */
function fits(boundary: string, account: Account): boolean {
  return boundaryMisfits({ boundary }, { ref: recordRef("permissions", boundary), name: boundary, account }).length === 0;
}

function leftOut(group: string): string {
  return `Its membership of ${group}, which no record declares yet, stays as it is and is shown as drift until that group is adopted.`;
}

/** The end of the time for finding out whose it is, or an earlier one that AWS or the holder's last day sets already. */
function endOf(entity: Entity, holder: Person | undefined, situation: Situation): Instant {
  const inAws = isIdentity(entity) ? endOfBoundary(entity.boundary) : undefined;
  const lastDay = (holder && endOfPerson(holder)) ?? undefined;
  return [inAws, lastDay].reduce<Instant>((end, other) => (other !== undefined && other < end ? other : end), endOfGrace(situation));
}

function ownerOf(holder: Person | undefined, { declared }: Situation): OwnerRef {
  return holder ? `person/${holder.id}` : `team/${declared.settings.teams.security}`;
}

function state(entity: Entity, isBounded: boolean, holder: Person | undefined, situation: Situation): Record<string, unknown> {
  if (!isIdentity(entity)) return {};
  const reason = whyDisabled(entity, isBounded, holder, situation);
  return reason === undefined
    ? {}
    : { state: "disabled", disabled: { since: situation.asOf, reason: `nobody declared it, and ${reason}`, ref: situation.branch } };
}

function whyDisabled(
  entity: Identity,
  isBounded: boolean,
  holder: Person | undefined,
  { observed, declared, asOf }: Situation,
): string | undefined {
  const end = endOfBoundary(entity.boundary);
  if (entity.attached.some(isQuarantinePolicy)) return "AWS found an access key of it in public";
  if (isDisabledBoundary(entity.boundary)) return "it had been stopped in AWS";
  if (end !== undefined && end <= asOf) return "its end in AWS had come";
  if (holder && hasLeft(holder, asOf)) return `person/${holder.id} has left`;
  if (!observed.authorization.complete) return "what it can do is not known";
  const authorization = observed.authorization.value;
  const found = allEntities(authorization).find(({ arn }) => arn === entity.arn);
  if (!found || isAdministrator(found, authorization)) return "it can administer the account";
  if ("createdAt" in found && between(found.createdAt, asOf) < declared.settings.grace.unmanaged)
    return "it was made recently, outside the records";
  return entity.boundary !== null && end === undefined && !isBounded
    ? "its own permissions boundary would be replaced by a wider one"
    : undefined;
}

/** Keys that were found end with their user. */
function keys(fields: Record<string, unknown>, expires: string): Record<string, unknown> {
  const slots = fields.keys as Record<string, Record<string, unknown>> | undefined;
  return slots ? { keys: Object.fromEntries(Object.entries(slots).map(([slot, key]) => [slot, { ...key, expires }])) } : {};
}

/** Everything that is known about it, for the one who has to say whose it is. */
function notesOn(entity: Entity, { observed }: Situation): readonly string[] {
  const direct = entity.type === "user" && (entity.attached.length > 0 || Object.keys(entity.inline).length > 0);
  const has = [
    ...(entity.type === "user" ? entity.keys.map((key) => `access key ${key.id} (${key.status}, made at ${key.createdAt})`) : []),
    ...(entity.type === "user" && entity.console ? ["a console password"] : []),
    ...(entity.type === "user" ? entity.groups.map((group) => `group ${group}`) : []),
    ...("attached" in entity ? entity.attached.map((arn) => `policy ${arn}`) : []),
    ...("inline" in entity ? Object.keys(entity.inline).map((name) => `inline policy ${name}`) : []),
  ];
  return [
    ...(has.length > 0 ? [`It has ${has.join(", ")}.`] : []),
    ...(direct
      ? [
          "Its policies are attached to the user itself (`legacy`): they are imported as they stand; move them to a group or remove them in a later change.",
        ]
      : []),
    ...(entity.type === "user" && !isReported(entity, observed)
      ? ["AWS's credential report is older than it: whether it has a console password is not known."]
      : []),
    ...(entity.type === "policy"
      ? ["The observation does not show a policy's tags: add the ones to keep under `tags:` before merging."]
      : []),
  ];
}

function isReported({ arn }: User, { credentials }: Observed): boolean {
  return credentials.complete && credentials.value.rows.some(({ user }) => user === arn);
}
