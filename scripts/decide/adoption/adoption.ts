import { entitiesOf } from "../../../stacks/entities.ts";
import type { Edit } from "../../../stacks/files/edit.ts";
import type { Entity } from "../../../stacks/iam/entity.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { Account } from "../../../stacks/model/declared.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import { type OwnerRef, type RecordRef, recordRef } from "../../../stacks/model/ref.ts";
import { completeEntities, exceptions } from "../complete.ts";
import { latestEnd } from "../requests/latest-end.ts";
import { written } from "../situation.ts";
import type { AccountFound } from "./account.ts";
import { besideIdentities, type OutOfScope, whyOutOfScope } from "./out-of-scope.ts";
import type { FoundRecord } from "./record-of.ts";
import { type Refused, settle } from "./settle.ts";

/** Which part of an account is taken over this time; what is left out of it is all. `path` is the beginning of IAM paths. */
export type Wave = { kinds: readonly string[]; path: string | undefined; owner: OwnerRef | undefined };

/**
 * What taking an account over comes to. `adopted` are the records of this wave, `along` those among them that others of it name and no filter chose;
 * `later` is how many are left for other waves, `known` how many entities are declared already. `planned` is the account with the wave in it.
 */
export type Adoption = {
  adopted: readonly FoundRecord[];
  along: ReadonlySet<RecordRef>;
  refused: readonly Refused[];
  outOfScope: readonly OutOfScope[];
  entities: readonly Entity[];
  planned: Account;
  known: number;
  later: number;
  edits: readonly Edit[];
};

/**
 * Takes everything that nobody declares into records, as it is: nothing is stopped, nothing may do more than before, and what a record cannot say in full
 * is refused. Pure; the same account gives the same records. What is declared already is left alone, so it can be repeated.
 * @returns the name of a part of the observation that is missing: of half an account nothing is adopted
 */
export function adoption(at: AccountFound, wave: Wave): Adoption | { missing: string } {
  const { account, declared, observed, elsewhere } = at;
  const whole = completeEntities(observed);
  if ("missing" in whole) return whole;
  if (!observed.providers.complete) return { missing: "providers" };
  const entities = whole.value.map((entity) => withTags(entity, at)).sort((a, b) => compareText(a.arn, b.arn));
  const there = new Set<string>([...entitiesOf(declared, account.name).map(({ entity }) => entity.arn), ...elsewhere]);
  const unknown = entities.filter(({ arn }) => !there.has(arn));
  const inScope = unknown.filter((entity) => whyOutOfScope(entity, declared.settings) === undefined);
  const outOfScope = unknown.flatMap((entity) => {
    const because = whyOutOfScope(entity, declared.settings);
    return because === undefined ? [] : [{ what: entity.arn, because }];
  });
  const { found, refused } = settle(inScope, at);
  const chosen = chooseWave(found, wave);
  const along = takenAlong(chosen, found);
  const adopted = found
    .filter(({ record }) => chosen.has(record.ref) || along.has(record.ref))
    .sort((a, b) => compareText(a.record.ref, b.record.ref));
  const refusedBefore = refusals(at, entities);
  return {
    adopted,
    along,
    refused: [...refused, ...refusedBefore].sort((a, b) => compareText(a.entity, b.entity)),
    outOfScope: [...outOfScope, ...besideIdentities(observed)].sort((a, b) => compareText(a.what, b.what)),
    entities,
    planned: { ...account, records: new Map([...account.records, ...adopted.map(({ record }) => [record.ref, record] as const)]) },
    known: entities.length - unknown.length,
    later: found.length - adopted.length,
    edits: adopted.flatMap((one) => editsOf(one, at)),
  };
}

/** The tags of a policy are no part of an observation: they are read for this alone. */
function withTags(entity: Entity, { policyTags }: AccountFound): Entity {
  return entity.type === "policy" ? { ...entity, tags: policyTags?.get(entity.arn) ?? {} } : entity;
}

/** Entities that AWS named and told too little of: no part of the whole has them. */
function refusals({ observed }: AccountFound, entities: readonly Entity[]): readonly Refused[] {
  const whole = new Set<string>(entities.map(({ arn }) => arn));
  const refused = Object.values(observed)
    .flatMap(exceptions)
    .map(({ subject, operation, reason }) => ({ entity: subject, because: `AWS does not tell of it: ${operation}: ${reason}`, gap: true }));
  const { authorization } = observed;
  const unread = (authorization.complete ? [...authorization.value.users, ...authorization.value.roles] : [])
    .filter(({ arn }) => !whole.has(arn) && !refused.some(({ entity }) => entity === arn))
    .map(({ arn }) => ({ entity: arn, because: "it is newer than what was read of it: run this again", gap: true }));
  return [...refused.filter(({ entity }) => !whole.has(entity)), ...unread];
}

function chooseWave(found: readonly FoundRecord[], { kinds, path, owner }: Wave): ReadonlySet<RecordRef> {
  const isChosen = ({ record, entity, owner: { value } }: FoundRecord) =>
    (kinds.length === 0 || kinds.includes(record.kind)) &&
    (path === undefined || entity.path.startsWith(path)) &&
    (owner === undefined || value === owner);
  return new Set(found.filter(isChosen).map(({ record }) => record.ref));
}

/** What the chosen ones name, and what that names: a record cannot stand without it. */
function takenAlong(chosen: ReadonlySet<RecordRef>, found: readonly FoundRecord[]): ReadonlySet<RecordRef> {
  const byRef = new Map(found.map((one) => [one.record.ref, one]));
  const along = new Set<RecordRef>();
  const queue = [...chosen];
  for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
    for (const to of neededBy(byRef.get(ref)!)) {
      if (chosen.has(to) || along.has(to) || !byRef.has(to)) continue;
      along.add(to);
      queue.push(to);
    }
  }
  return along;
}

/** The records that a record names; for people who may assume a role, their users are no part of it: the directory knows them. */
function neededBy({ record }: FoundRecord): readonly RecordRef[] {
  return KINDS[record.kind]!.references(record.fields).flatMap((reference) => ("to" in reference ? [reference.to] : []));
}

/** The files of a record: its own, and a dated exception where policies hang on the user itself. */
function editsOf({ record, text, comments, end }: FoundRecord, { account, declared, asOf }: AccountFound): readonly Edit[] {
  const own: Edit = { create: record.source.file, record: text, comments };
  const until = latestEnd("exceptions", [end], declared, asOf)!.end;
  const id = `direct-policies-${record.name}`;
  const isThere = account.exceptions.some((exception) => exception.id === `${account.name}/exceptions/${id}`);
  if (KINDS[record.kind]!.entityType !== "user" || text.legacy === undefined || until <= asOf || isThere) return [own];
  const exception = {
    rule: "attachment-no-user-policies",
    subject: recordRef(record.kind, record.name),
    reason: "Its policies hung on the user itself when it was adopted; they are to be moved to a group",
    compensating: `They are as they were found at ${asOf}: drift reports every change of them`,
    approvedBy: `team/${declared.settings.teams.security}`,
    expires: written(until),
  };
  return [own, { create: `accounts/${account.name}/exceptions/${id}.yaml`, record: exception }];
}
