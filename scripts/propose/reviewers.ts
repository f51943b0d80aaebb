import type { Declared } from "../../stacks/model/declared.ts";
import { hasLeft, type Person, resolveOwner } from "../../stacks/model/directory.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { parseOwner, parseRecordRef } from "../../stacks/model/ref.ts";
import { type Change, isOfPerson } from "../decide/change.ts";

/** At most this many people are asked: more feel less responsible, not more. */
const MOST = 2;

/** GitHub logins to ask, and those after them in line: whoever GitHub refuses is followed by the next. */
export type Reviewers = { asked: readonly string[]; next: readonly string[] };

/** Whom to ask, as `lineOf` has them. */
export function reviewersOf(change: Change, declared: Declared, asOf: Instant): Reviewers {
  const line = lineOf(change, declared, asOf);
  return { asked: line.slice(0, MOST), next: line.slice(MOST) };
}

/**
 * GitHub logins in the order in which they are asked, first those who answer for the record, then security, then platform and whoever answers for the account;
 * never the person whose access it is. Teams answer through their lead first.
 */
function lineOf(change: Change, declared: Declared, asOf: Instant): readonly string[] {
  if (isOfPerson(change)) return reviewersOfPerson(change, declared, asOf);
  const account = declared.accounts.get(change.stack);
  const owner = account?.records.get(change.record)?.fields.owner ?? ownerOfNew(change);
  const isPersonal = parseRecordRef(change.record)?.kind === "people";
  const concerned = isPersonal && owner !== undefined ? parseOwner(owner)?.id : undefined;
  const owners = isPersonal ? managerOf(concerned, declared, asOf) : owner === undefined ? [] : people(owner, declared, asOf);
  const { security, platform } = declared.settings.teams;
  const others = [`team/${security}`, `team/${platform}`, ...(account ? [account.owner] : [])].flatMap((team) =>
    people(team, declared, asOf),
  );
  const able = [...owners.slice(0, 1), ...others, ...owners.slice(1)].filter((person) => person.id !== concerned && person.github !== null);
  return [...new Set(able.map((person) => person.github!.login))];
}

/** Whoever answers for the person (the sponsor, else the nearest manager) first, then security; for somebody new as the change itself says. */
function reviewersOfPerson({ record, edits }: Change, declared: Declared, asOf: Instant): readonly string[] {
  const id = record.slice("person/".length);
  const created = edits.flatMap((edit) => ("create" in edit && edit.create === `directory/people/${id}.yaml` ? [edit.record] : []))[0];
  const { people: all } = declared.directory;
  const known = all.get(id) ?? (created as { sponsor?: string; manager?: string } | undefined);
  const first = all.get(known?.sponsor ?? known?.manager ?? "");
  const answering = first && hasLeft(first, asOf) ? managerOf(first.id, declared, asOf) : first ? [first] : [];
  const able = [...answering, ...people(`team/${declared.settings.teams.security}`, declared, asOf)];
  const logins = able.flatMap((person) => (person.id === id || person.github === null ? [] : [person.github.login]));
  return [...new Set(logins)];
}

/** The owner of a record that the change itself makes, if that is a person: security, who owns what was found, is asked anyway. */
function ownerOfNew({ edits }: Change): string | undefined {
  const owner = edits.flatMap((edit) => ("create" in edit && typeof edit.record.owner === "string" ? [edit.record.owner] : []))[0];
  return owner !== undefined && parseOwner(owner)?.type === "person" ? owner : undefined;
}

function people(owner: string, { directory }: Declared, asOf: Instant): readonly Person[] {
  const state = resolveOwner(directory, owner, asOf);
  if (state.state !== "answers") return [];
  const lead = directory.teams.get(parseOwner(owner)?.id ?? "")?.lead;
  return [...state.people].sort((a, b) => Number(b.id === lead) - Number(a.id === lead));
}

/** The nearest manager up the line who has not left; the line ends, since no person may stand above themselves (`files/across.ts`). */
function managerOf(id: string | undefined, { directory }: Declared, asOf: Instant): readonly Person[] {
  const above = (one: string | null | undefined) => directory.people.get(directory.people.get(one ?? "")?.manager ?? "");
  let manager = above(id);
  while (manager && hasLeft(manager, asOf)) manager = above(manager.id);
  return manager ? [manager] : [];
}
