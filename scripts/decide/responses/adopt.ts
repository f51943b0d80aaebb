import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import { type Entity, type Identity, isIdentity, type User } from "../../../stacks/iam/entity.ts";
import { isQuarantinePolicy } from "../../../stacks/iam/managed.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { clashOf, likeness } from "../../../stacks/kinds/names.ts";
import { endOfBoundary } from "../../../stacks/kinds/translate.ts";
import { holderOf } from "../../../stacks/kinds/users.ts";
import { endOfPerson, hasLeft, type Person } from "../../../stacks/model/directory.ts";
import { between, type Instant } from "../../../stacks/model/instant.ts";
import { isDisabledBoundary } from "../../../stacks/model/lifecycle.ts";
import { type OwnerRef, recordRef } from "../../../stacks/model/ref.ts";
import { allEntities } from "../../compare/facets.ts";
import type { Observed } from "../../observe/observation.ts";
import { completeEntities, exceptions } from "../complete.ts";
import { declarable, endedKeys, recognised } from "../recognised.ts";
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
  const found = recognised(entity, account, situation.declared);
  if (!found) return { nothing: "no kind of record can say what it is; remove it by hand, or declare it" };
  const ref = recordRef(found.kind, found.name);
  const clash = clashOf(account, found.kind, found.name);
  if (account.retired.has(ref))
    return { nothing: `${ref} was retired and somebody made it again; names are not given twice, remove it by hand` };
  if (clash)
    return {
      nothing: `its name ${likeness(found.name, clash.name)} "${clash.name}" in ${clash.file}; remove it by hand, or that one first`,
    };
  const holder = found.kind === "people" ? holderOf(entity as User, account, situation.declared) : undefined;
  const known = declarable(found.fields, account, (kind, name) => account.records.has(recordRef(kind, name)));
  const stopped = state(entity, known.fields.boundary !== undefined, holder, situation);
  const end = endOf(entity, holder, situation);
  const expires = written(end);
  if (known.groups.length > 0 && !("state" in stopped))
    return { nothing: `it is a member of ${known.groups.join(", ")}, which no record declares yet: adopt that first` };
  const owner = ownerOf(holder, situation);
  const at = { ref, name: found.name, account };
  const complete = {
    owner,
    purpose: `Found in AWS at ${situation.asOf}; what it is for is to be confirmed`,
    expires,
    ...stopped,
    ...KINDS[found.kind]!.meanwhile?.({ owner, expires: end, asOf: situation.asOf }, at, situation.declared),
    ...known.fields,
    ...endedKeys(known.fields, expires),
    adopted: { at: situation.asOf, ref: situation.branch },
  };
  const invalid = KINDS[found.kind]!.record.safeParse(complete).error?.issues[0];
  if (invalid) return { nothing: `it cannot be written as ${found.kind}: ${invalid.path.join(".")}: ${invalid.message}` };
  const action = "state" in complete ? "adopt-disabled" : "adopt";
  const notes = [...notesOn(entity, situation), ...known.groups.map(leftOut)];
  return { action, edits: [{ create: `accounts/${account.name}/${ref}.yaml`, record: complete }], notes };
};

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
