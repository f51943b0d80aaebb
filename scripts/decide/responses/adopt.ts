import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import { isAwsManagedPolicy, parseIamArn } from "../../../stacks/iam/arn.ts";
import type { Entity, User } from "../../../stacks/iam/entity.ts";
import { type Recognised, withoutEmpty } from "../../../stacks/kinds/kind.ts";
import { KINDS, recogniseAll } from "../../../stacks/kinds/kinds.ts";
import { clashOf, likeness } from "../../../stacks/kinds/names.ts";
import { permissionArn } from "../../../stacks/kinds/translate.ts";
import { holderOf } from "../../../stacks/kinds/users.ts";
import type { Account } from "../../../stacks/model/declared.ts";
import { between, plus } from "../../../stacks/model/instant.ts";
import { DISABLED_BOUNDARY, TENURE_PATH } from "../../../stacks/model/lifecycle.ts";
import { type OwnerRef, recordRef } from "../../../stacks/model/ref.ts";
import { allEntities } from "../../compare/facets.ts";
import type { Observed } from "../../observe/observation.ts";
import { completeEntities } from "../complete.ts";
import type { Response, Situation } from "../situation.ts";

/**
 * Takes what nobody declared into the records: disabled when it was made recently or can administer the account, else active
 * for two weeks and owned by security, so that somebody has to say whose it is. Nothing is deleted that nobody has looked at.
 */
export const adopt: Response = (finding, situation) => {
  const { account, observed } = situation;
  const entities = completeEntities(observed);
  if ("missing" in entities) return { nothing: `it can be adopted once ${entities.missing} can be read` };
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
  const stopped = state(entity, situation);
  const known = declarable(recognised.fields, account);
  if (known.groups.length > 0 && !("state" in stopped))
    return { nothing: `it is a member of ${known.groups.join(", ")}, which no record declares yet: adopt that first` };
  const complete = {
    ...accountability(entity, recognised.kind, situation),
    ...stopped,
    ...known.fields,
    ...keys(known.fields, situation),
    adopted: { at: situation.asOf, ref: situation.branch },
  };
  const invalid = KINDS[recognised.kind]!.record.safeParse(complete).error?.issues[0];
  if (invalid) return { nothing: `it cannot be written as ${recognised.kind}: ${invalid.path.join(".")}: ${invalid.message}` };
  const action = "state" in complete ? "adopt-disabled" : "adopt";
  const notes = [...notesOn(entity, situation), ...known.groups.map(leftOut)];
  return { action, edits: [{ create: `accounts/${account.name}/${ref}.yaml`, record: complete }], notes };
};

/** The record that would declare an entity. A tag that says it is something else than it can be is no more than a tag: anybody may write one. */
function recognise(entity: Entity, { account, declared }: Situation): Recognised | undefined {
  const { record } = declared.settings.tags;
  const untagged =
    "tags" in entity ? { ...entity, tags: Object.fromEntries(Object.entries(entity.tags).filter(([key]) => key !== record)) } : entity;
  return [entity, untagged]
    .flatMap((candidate) => recogniseAll([candidate], account, declared))
    .find(({ kind }) => kind !== "people" || holderOf(entity as User, account, declared) !== undefined);
}

/** The fields as far as records can say them: policies that no record declares stay by their ARN, groups that none declares are named apart. */
function declarable(fields: Record<string, unknown>, account: Account): { fields: Record<string, unknown>; groups: readonly string[] } {
  const isThere = (kind: string, name: string) => account.records.has(recordRef(kind, name));
  const {
    groups = [],
    permissions = [],
    legacy = {},
    ...others
  } = fields as {
    groups?: readonly string[];
    permissions?: readonly string[];
    legacy?: { attached?: readonly string[] };
  };
  const unnamed = permissions.filter((name) => !isAwsManagedPolicy(name) && !isThere("permissions", name));
  const attached = [...(legacy.attached ?? []), ...unnamed.map((name) => permissionArn(account, name))].sort();
  return {
    fields: withoutEmpty({
      ...others,
      groups: groups.filter((name) => isThere("groups", name)),
      permissions: permissions.filter((name) => !unnamed.includes(name)),
      legacy: withoutEmpty({ ...legacy, attached }),
    }),
    groups: groups.filter((name) => !isThere("groups", name)),
  };
}

function leftOut(group: string): string {
  return `Its membership of ${group}, which no record declares yet, stays as it is and is shown as drift until that group is adopted.`;
}

/** The first day after the time for finding out whose it is. */
function endOf({ declared, asOf }: Situation): string {
  return plus(asOf, declared.settings.grace.unmanaged).slice(0, 10);
}

function accountability(entity: Entity, kind: string, situation: Situation) {
  const { declared, account } = situation;
  const holder = kind === "people" ? holderOf(entity as User, account, declared) : undefined;
  const owner: OwnerRef = holder ? `person/${holder.id}` : `team/${declared.settings.teams.security}`;
  return { owner, purpose: `Found in AWS at ${situation.asOf}; what it is for is to be confirmed`, expires: endOf(situation) };
}

function state(entity: Entity, situation: Situation): Record<string, unknown> {
  if (entity.type === "group" || entity.type === "policy") return {};
  const reason = whyDisabled(entity, situation);
  return reason === undefined
    ? {}
    : { state: "disabled", disabled: { since: situation.asOf, reason: `nobody declared it, and ${reason}`, ref: situation.branch } };
}

function whyDisabled(entity: Entity, { observed, declared, asOf }: Situation): string | undefined {
  if ("boundary" in entity && isStopped(entity.boundary)) return "it had been stopped in AWS";
  if (!observed.authorization.complete) return "what it can do is not known";
  const authorization = observed.authorization.value;
  const found = allEntities(authorization).find(({ arn }) => arn === entity.arn);
  if (!found || isAdministrator(found, authorization)) return "it can administer the account";
  if ("createdAt" in found && between(found.createdAt, asOf) < declared.settings.grace.unmanaged)
    return "it was made recently, outside the records";
  const boundary = "boundary" in entity ? parseIamArn(entity.boundary ?? "") : undefined;
  return boundary && boundary.path !== TENURE_PATH ? "its own permissions boundary would be replaced by a wider one" : undefined;
}

function isStopped(boundary: string | null): boolean {
  const { path, name } = parseIamArn(boundary ?? "") ?? {};
  return path === TENURE_PATH && name === DISABLED_BOUNDARY;
}

/** Keys that were found end with their user. */
function keys(fields: Record<string, unknown>, situation: Situation): Record<string, unknown> {
  const slots = fields.keys as Record<string, Record<string, unknown>> | undefined;
  return slots
    ? { keys: Object.fromEntries(Object.entries(slots).map(([slot, key]) => [slot, { ...key, expires: endOf(situation) }])) }
    : {};
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
