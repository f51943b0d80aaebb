import { GITHUB } from "./configured.ts";
import type { Account, AccountName, Declared, DeclaredRecord, RetiredRecord } from "./declared.ts";
import { hasLeft, type Person, resolveOwner } from "./directory.ts";
import { describeEnd, type Instant } from "./instant.ts";
import { type OwnerRef, parseOwner, type RecordRef } from "./ref.ts";

/**
 * Somebody who is said to have an account elsewhere. `says` is what says so, for people; `record` is the record that does, with its account.
 * `over` is why that holds no longer, absent while it holds. `left`: the person behind it has left.
 */
export type Claim = {
  who: OwnerRef;
  says: string;
  record: { account: AccountName; ref: RecordRef } | null;
  over: string | undefined;
  left: boolean;
};

/** The account with which the sources beyond AWS are read that belong to no account: the stated one, else the first by name. */
export function homeOf({ settings, accounts }: Pick<Declared, "settings" | "accounts">): AccountName | undefined {
  return settings.sources.home ?? [...accounts.keys()].sort()[0];
}

/**
 * Who is said to have which account of an application, by its id: records and the directory's `applications`, the settings' `accounts`
 * and, of GitHub, the directory's numeric ids, which only say whose an account is: they count where nothing else does.
 */
export function claimsOn(declared: Declared, application: string, asOf: Instant): ReadonlyMap<string, readonly Claim[]> {
  const stated = Map.groupBy(
    [
      ...recordClaims(declared, application, asOf),
      ...directoryClaims(declared, application, asOf),
      ...settingsClaims(declared, application, asOf),
    ],
    ([id]) => id,
  );
  const found = new Map([...stated].map(([id, claims]) => [id, claims.map(([, claim]) => claim)]));
  if (application !== GITHUB) return found;
  for (const person of declared.directory.people.values()) {
    const id = String(person.github?.id);
    if (person.github && !found.has(id)) found.set(id, [personClaim(person, "the directory", asOf)]);
  }
  return found;
}

/** The claim of a person of the directory. */
export function personClaim(person: Person, says: string, asOf: Instant): Claim {
  const left = hasLeft(person, asOf);
  const since = person.ends === null ? "" : ` (last day ${person.ends})`;
  const over = left ? `person/${person.id} has left${since}` : undefined;
  return { who: `person/${person.id}`, says, record: null, over, left };
}

type Said = readonly [id: string, claim: Claim];

function recordClaims(declared: Declared, application: string, asOf: Instant): readonly Said[] {
  return [...declared.accounts.values()].flatMap((account) => [
    ...[...account.records.values()].flatMap((record) => {
      const id = idIn(record.fields as Named, application);
      return id === undefined ? [] : [[id, recordClaim(declared, account, record, asOf)] as const];
    }),
    ...[...account.retired.values()].flatMap((record) => {
      const id = idIn(record, application);
      return id === undefined ? [] : [[id, retiredClaim(account, record)] as const];
    }),
  ]);
}

type Named = { applications?: Readonly<Record<string, string | number>> | undefined };

function idIn({ applications = {} }: Named, application: string): string | undefined {
  return Object.hasOwn(applications, application) ? String(applications[application]) : undefined;
}

function recordClaim({ directory }: Declared, account: Account, { ref, fields }: DeclaredRecord, asOf: Instant): Claim {
  const owner = resolveOwner(directory, fields.owner, asOf);
  const ends = [
    ...(owner.state === "gone" ? [owner.why] : []),
    ...(fields.state === "disabled" ? [`${ref} is disabled`] : []),
    ...(fields.expires <= asOf ? [`${ref} ${describeEnd(fields.expires, asOf)}`] : []),
  ];
  return {
    who: fields.owner,
    says: `${account.name}/${ref}`,
    record: { account: account.name, ref },
    over: ends[0],
    left: owner.state === "gone",
  };
}

function retiredClaim(account: Account, { ref, name }: RetiredRecord): Claim {
  const says = `${account.name}/retired/${ref}`;
  return { who: `person/${name}`, says, record: null, over: `${ref} was retired`, left: false };
}

function directoryClaims(declared: Declared, application: string, asOf: Instant): readonly Said[] {
  return [...declared.directory.people.values()].flatMap((person) => {
    const id = idIn(person, application);
    return id === undefined ? [] : [[id, personClaim(person, "the directory", asOf)] as const];
  });
}

function settingsClaims({ settings, directory }: Declared, application: string, asOf: Instant): readonly Said[] {
  const { applications, github } = settings.sources;
  const stated = application === GITHUB ? github?.accounts : applications[application]?.accounts;
  return Object.entries(stated ?? {}).map(([id, { owner, expires }]) => {
    const answer = resolveOwner(directory, owner, asOf);
    const over =
      answer.state === "answers" ? (expires <= asOf ? `it ${describeEnd(expires, asOf)}` : undefined) : `nobody answers: ${owner}`;
    const left = answer.state !== "answers" && parseOwner(owner)?.type === "person";
    return [id, { who: owner, says: "the settings", record: null, over, left }] as const;
  });
}
