import type { Edit, Step } from "../../../stacks/files/edit.ts";
import type { GrantRecord } from "../../../stacks/kinds/grants.ts";
import { KINDS, latestEndsOf } from "../../../stacks/kinds/kinds.ts";
import type { UserRecord } from "../../../stacks/kinds/users.ts";
import type { Account, Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import { endOfPerson, isHeldBy } from "../../../stacks/model/directory.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { written } from "../situation.ts";
import { accountsOf, type PersonSituation } from "./situation.ts";

/**
 * Earlier ends for what may not outlive somebody's last day, so that AWS itself stops it at that hour whether anybody merges anything then or not.
 * Nothing is ever lengthened here.
 * @param taken files that other edits move or give to somebody else
 */
export function earlierEnds(situation: PersonSituation, taken: ReadonlySet<string>): readonly Edit[] {
  const { current, entry, declared, asOf, branch } = situation;
  if (current === undefined || endOfPerson(current) === endOfPerson(entry)) return [];
  return accountsOf(situation).flatMap((account) =>
    [...account.records.values()].flatMap((record): Edit[] => {
      if (taken.has(record.source.file) || !restsOn(record, account, situation)) return [];
      const end = latest(record, account, situation.after);
      if (end === undefined || end >= (latest(record, account, declared) ?? LAST) || record.fields.expires <= end) return [];
      const { starts } = record.fields as Partial<GrantRecord>;
      const neverBegins = record.kind === "grants" && starts !== undefined && starts >= end;
      const retired = { at: asOf, reason: `person/${entry.id} has left before it would begin`, ref: branch };
      return neverBegins
        ? [
            {
              move: record.source.file,
              to: `accounts/${account.name}/retired/${record.ref}.yaml`,
              steps: [{ set: ["retired"], to: retired }],
            },
          ]
        : [{ change: record.source.file, steps: endingSteps(record, end) }];
    }),
  );
}

const LAST = "9999-12-31T23:59:59Z" as Instant;

function latest(record: DeclaredRecord, account: Account, declared: Declared): Instant | undefined {
  const ends = latestEndsOf(record, account, declared).map(({ end }) => end);
  return ends.sort()[0];
}

/** Looked at first: to ask of every record what it may not outlive would be slow where there are thousands of people. */
function restsOn(record: DeclaredRecord, account: Account, { entry }: PersonSituation): boolean {
  const ref = `person/${entry.id}`;
  if (isHeldBy(entry, { name: record.name, owner: record.fields.owner }, account.name)) return true;
  return KINDS[record.kind]!.references(record.fields).some((reference) => "owner" in reference && reference.owner === ref);
}

/** A key ends with its user at the latest. */
function endingSteps({ kind, fields }: DeclaredRecord, end: Instant): readonly Step[] {
  const { keys = {} } = fields as Partial<UserRecord>;
  const later = Object.entries(keys).filter(([, key]) => key.expires > end);
  return [
    { set: [kind === "grants" ? "ends" : "expires"], to: written(end) },
    ...later.map(([slot]): Step => ({ set: ["keys", slot, "expires"], to: written(end) })),
  ];
}
