import { isDeepStrictEqual } from "node:util";
import { KINDS } from "../../stacks/kinds/kinds.ts";
import type { Account, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import type { Directory, Person } from "../../stacks/model/directory.ts";
import { parseOwner } from "../../stacks/model/ref.ts";
import { changedExceptions, type Diff, type RecordChange } from "./diff.ts";
import type { Actor, PullRequest } from "./pull-request.ts";

/** People who may not approve a change, by id, each with the reason in words that complete "person/w1 …". */
export type Interested = ReadonlyMap<string, string>;

/**
 * Everybody who may not approve: whoever opened, asked for or wrote the change, and whoever gains or keeps access by it.
 * Without a pull request nobody knows yet who asks, and only the latter are known.
 */
export function interestedIn(diff: Diff, base: Declared, head: Declared, pull: PullRequest | undefined): Interested {
  const reasons = [
    ...(pull ? askers(pull, base.directory) : []),
    ...diff.records.flatMap((change) => holders(change, head)),
    ...excused(base, head),
    ...changedPeople(base.directory, head.directory).map((id): Reason => [id, "is changed in the directory by it"]),
  ];
  // The first reason is the one that is said.
  return new Map(reasons.toReversed());
}

type Reason = readonly [id: string, because: string];

function askers({ author, writers, ledger }: PullRequest, directory: Directory): readonly Reason[] {
  const behind = (actor: Actor, because: string) => peopleBehind(directory, actor).map(({ id }): Reason => [id, because]);
  return [
    ...behind(author, "opened the pull request"),
    ...(ledger?.askedBy ?? []).map((id): Reason => [id.replace(/^person\//, ""), "asked for it"]),
    ...writers.flatMap((writer) => behind(writer, "wrote or pushed a commit of it")),
  ];
}

function excused(base: Declared, head: Declared): readonly Reason[] {
  return changedExceptions(base, head).flatMap(({ account, exception }) => {
    const subject = head.accounts.get(account)?.records.get(exception.subject);
    return subject ? peopleNamed(subject).map((id): Reason => [id, `is excused by ${exception.id}`]) : [];
  });
}

/** Whoever is behind an account on GitHub, by its number and never by its login; several entries of the directory may be one human. */
export function peopleBehind(directory: Directory, { id }: Actor): readonly Person[] {
  return [...directory.people.values()].filter(({ github }) => github?.id === id);
}

/** Fields of which a change gives nobody more or less. */
const NO_ACCESS: readonly string[] = ["owner", "purpose", "expires", "tags", "protected", "privileged"];

/**
 * People who have access by a record after the change: those whom it names, those who are in a group or have a role that it gives more,
 * and those whose roles may read the keys of any of these.
 */
function holders({ account, ref, after, before }: RecordChange, head: Declared): readonly Reason[] {
  if (!after || after.fields.state === "disabled") return [];
  const own = head.accounts.get(account);
  const reasonsOf = (record: DeclaredRecord) =>
    [record, ...readersOf(own, record)].flatMap(peopleNamed).map((id): Reason => [id, `has or keeps access by ${ref}`]);
  const named = reasonsOf(after);
  if (!own || (before && isDeepStrictEqual(access(before), access(after)))) return named;
  return [...named, ...usersOf(own, after).flatMap(reasonsOf)];
}

function access({ fields }: DeclaredRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !NO_ACCESS.includes(name)));
}

/** The records that may read the secrets of a record's keys. */
function readersOf(account: Account | undefined, { kind, fields }: DeclaredRecord): readonly DeclaredRecord[] {
  const admitted = KINDS[kind]!.references(fields).flatMap((reference) => ("to" in reference && reference.admits ? reference.to : []));
  return admitted.flatMap((ref) => account?.records.get(ref) ?? []);
}

/** Records that use a permission or a group, directly or through a group. */
function usersOf(account: Account, used: DeclaredRecord): readonly DeclaredRecord[] {
  if (used.kind !== "permissions" && used.kind !== "groups") return [];
  const direct = [...account.records.values()].filter(({ fields }) => {
    const names = (fields as unknown as Record<string, unknown>)[used.kind];
    return Array.isArray(names) && names.includes(used.name);
  });
  return [...direct, ...direct.flatMap((record) => usersOf(account, record))];
}

/** Every person whom a record names, whatever the field: as holder, as owner, as somebody it lets in, as sponsor or approver. */
export function peopleNamed({ fields }: DeclaredRecord): readonly string[] {
  const ids = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "string") {
      const owner = parseOwner(value);
      if (owner?.type === "person") ids.add(owner.id);
    } else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(fields);
  return [...ids];
}

/** People whose entry, whose lead or whose standing in for somebody the change touches. */
function changedPeople(base: Directory, head: Directory): readonly string[] {
  const people = [...head.people.values()].filter((person) => !isDeepStrictEqual(base.people.get(person.id), person));
  const teams = [...head.teams.values()].flatMap((team) => {
    const before = base.teams.get(team.id);
    const delegates = team.delegates.filter((one) => !before?.delegates.some((other) => isDeepStrictEqual(one, other)));
    return [...delegates.map(({ to }) => to), ...(before?.lead === team.lead ? [] : [team.lead])];
  });
  return [...people.map(({ id }) => id), ...teams];
}
