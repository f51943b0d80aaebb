import type { Edit } from "../../../stacks/files/edit.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import { accessOfTeam, type TeamAccess } from "../../../stacks/model/access.ts";
import type { Account, AccountName, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { accountsGiven, isHere, recordsHeldBy } from "../../compare/people/access-due.ts";
import { nameRefusal, newRecord } from "../requests/new-record.ts";
import { disabling } from "../responses/disable.ts";
import { entryFile } from "./entry.ts";
import { accountsOf, type Consequence, NOTHING, type PersonSituation, together } from "./situation.ts";

/** Gives somebody in an account what their team's members get: a record of their own, which ends as late as rules and their last day allow. */
export function give(name: AccountName, situation: PersonSituation): Consequence {
  const { entry, after, asOf } = situation;
  const account = after.accounts.get(name)!;
  const given = accessOfTeam(after.settings.access, entry.team)![name]!;
  const user = freeName(entry.id, account);
  const answers = {
    owner: [`person/${entry.id}`],
    purpose: [given.purpose ?? `What members of team/${entry.team} get`],
    ...(given.groups.length > 0 ? { group: given.groups } : {}),
    ...(given.console ? { console: ["yes"] } : {}),
  };
  const edit = newRecord({ kind: "people", name: user, account, answers, sets: [], externalId: "" }, after, asOf);
  if (user === entry.id) return { ...NOTHING, edits: [edit] };
  // Grants let in the user of the person's name, unless the directory names another.
  const acts: Edit = { change: entryFile(entry.id), steps: [{ set: ["aws", name], to: { user } }] };
  return {
    ...NOTHING,
    edits: situation.current ? [edit, acts] : [edit],
    notes: [`${name}/people/${entry.id} is of an earlier time and stays as it is; the new user is ${user}`],
  };
}

/** The person's id, else the id with the first number that makes it free: a name that was in use is not given again. */
function freeName(id: string, account: Account): string {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? id : `${id}-${count}`;
    if (nameRefusal("people", name, account) === undefined) return name;
  }
}

/** What a change of team means for access: what the new team does not give goes, what it gives comes, and everything else is said, for whoever certifies it again. */
export function changeOfTeam(situation: PersonSituation): Consequence {
  const { current, entry, after, asOf } = situation;
  if (!current || current.team === entry.team || entry.status !== "active") return NOTHING;
  const [old, next] = [accessOfTeam(after.settings.access, current.team), accessOfTeam(after.settings.access, entry.team)];
  const kept = accountsOf(situation).map((account) =>
    together(
      recordsHeldBy(entry, account)
        .filter(({ fields }) => fields.state !== "disabled")
        .map((record) => changeOfRecord(record, account, { old, next }, situation)),
    ),
  );
  const missing = accountsGiven(entry, after).filter((name) => recordsHeldBy(entry, after.accounts.get(name)!).length === 0);
  return together([...kept, ...(isHere(entry, asOf) ? missing.map((name) => give(name, situation)) : [])]);
}

type Sides = { old: TeamAccess | undefined; next: TeamAccess | undefined };

function changeOfRecord(record: DeclaredRecord, { name }: Account, { old, next }: Sides, situation: PersonSituation): Consequence {
  const { entry, current } = situation;
  const { groups } = record.fields as UserRecord;
  const [oldGives, nextGives] = [old?.[name]?.groups ?? [], next?.[name]?.groups ?? []];
  // Where nothing is said of the new team, only what the old one gave is known to be too much.
  const goes = groups.filter((group) => !nextGives.includes(group) && (next !== undefined || oldGives.includes(group)));
  const left = [...groups.filter((group) => !goes.includes(group)), ...nextGives.filter((group) => !groups.includes(group))];
  const place = `${name}/${record.ref}`;
  if (groups.length > 0 && left.length === 0) {
    const reason = `person/${entry.id} went from team/${current!.team} to team/${entry.team}, which gives nothing in ${name}`;
    const notes = [`${place} is stopped: ${groups.join(", ")} came with team/${current!.team}`];
    return { ...NOTHING, edits: [{ change: record.source.file, steps: disabling(reason, situation) }], notes };
  }
  const isSame = goes.length === 0 && left.length === groups.length;
  return {
    ...NOTHING,
    edits: isSame ? [] : [{ change: record.source.file, steps: [{ set: ["groups"], to: left }] } satisfies Edit],
    notes: [
      ...goes.map((group) => `${place} loses the group ${group}, which team/${entry.team} does not give`),
      ...left.map((group) =>
        nextGives.includes(group)
          ? `${place}: the group ${group} is what team/${entry.team} gives`
          : `to certify again: ${place} keeps the group ${group}`,
      ),
    ],
  };
}
