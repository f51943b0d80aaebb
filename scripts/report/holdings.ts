import { type GrantRecord, grantCommand } from "../../stacks/kinds/grants.ts";
import { arnOfRecord, KINDS } from "../../stacks/kinds/kinds.ts";
import type { UserRecord } from "../../stacks/kinds/users.ts";
import type { Account, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import { endOfPerson, isHeldBy, type Person, type Team } from "../../stacks/model/directory.ts";
import { compareText } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { OwnerRef, RecordRef } from "../../stacks/model/ref.ts";
import { type State, stateOf } from "./record-rows.ts";

/**
 * One thing that somebody or something holds, is named in, or answers for. `how` says which of these, `through` what lies between:
 * records on the way, or the team. `expires` is absent for what has no end of its own, such as a policy that AWS keeps.
 */
export type Held = {
  how: string;
  stack: string;
  what: string;
  through: readonly string[];
  state: State | undefined;
  expires: Instant | undefined;
  /** The kind of record that it is, where it is one. */
  kind?: string;
};

/** Everything about one record, person or team. `facts` are what is known of it itself, in words; `kind` is a record's. */
export type Holdings = {
  subject: string;
  kind?: string;
  facts: Readonly<Record<string, string>>;
  end: Instant | undefined;
  held: readonly Held[];
};

/** How a record that names somebody is said, by the field that names them, and how what it opens to them; another field is said by its name. */
const NAMED_IN: Readonly<Record<string, { how: string; opens?: string }>> = {
  "trust.people": { how: "may assume", opens: "holds by assuming" },
  "requestable.by": { how: "may request", opens: "could get by request" },
  "requestable.approvers": { how: "approves grants of" },
  who: { how: "is granted", opens: "holds by grant" },
};

/** How what a record names is said, unless more is to be said of it. */
const HOLDS = "holds";

/** A record: what it holds and through what, what holds it, and the exceptions that speak of it. */
export function holdingsOfRecord(account: Account, record: DeclaredRecord, asOf: Instant): Holdings {
  const { owner, purpose, expires, state, disabled } = record.fields;
  const own = { state: stateOf(record.fields, asOf), ...(disabled ? { "disabled because": `${disabled.reason} (${disabled.ref})` } : {}) };
  return {
    subject: `${account.name}/${record.ref}`,
    kind: record.kind,
    facts: {
      purpose,
      owner,
      ...own,
      arn: arnOfRecord(record, account),
      file: record.source.file,
      ...trustOf(record),
      ...useOf(account, record),
    },
    end: state === "disabled" ? undefined : expires,
    held: [
      ...keysOf(account, record, asOf),
      ...reach(account, record, [], asOf),
      ...holdersOf(account, record, asOf),
      ...exceptionsOn(account, record.ref, asOf),
    ],
  };
}

/** A person: their own access, roles that name them or their team, and everything they answer for. */
export function holdingsOfPerson(declared: Declared, person: Person, asOf: Instant): Holdings {
  const self = `person/${person.id}` as const;
  const team = `team/${person.team}` as const;
  return {
    subject: self,
    facts: factsOf(declared, person),
    end: endOfPerson(person) ?? undefined,
    held: accountsOf(declared).flatMap((account) => [
      ...ownAccess(account, person, asOf),
      ...principalOf(account, person),
      ...namedIn(account, self, [], asOf),
      ...namedIn(account, team, [team], asOf),
      ...answersFor(account, self, [], asOf),
      ...answersFor(account, team, [team], asOf),
      ...approved(account, self, asOf),
    ]),
  };
}

/** A team: what it answers for, and what names it. */
export function holdingsOfTeam(declared: Declared, team: Team, asOf: Instant): Holdings {
  const self = `team/${team.id}` as const;
  const members = [...declared.directory.people.values()].filter((person) => person.team === team.id);
  return {
    subject: self,
    facts: {
      lead: `person/${team.lead}`,
      members: members.map(({ id, status }) => `person/${id}${status === "active" ? "" : ` (${status})`}`).join(", ") || "nobody",
      ...(team.delegates.length > 0
        ? {
            delegations: team.delegates
              .map(({ for: away, to, from, until }) => `person/${to} for person/${away} ${from} to ${until}`)
              .join(", "),
          }
        : {}),
    },
    end: undefined,
    held: accountsOf(declared).flatMap((account) => [
      ...namedIn(account, self, [], asOf),
      ...answersFor(account, self, [], asOf),
      ...approved(account, self, asOf),
    ]),
  };
}

function accountsOf({ accounts }: Declared): readonly Account[] {
  return [...accounts.values()].sort((a, b) => compareText(a.name, b.name));
}

function heldRecord(how: string, account: Account, { ref, kind, fields }: DeclaredRecord, through: readonly string[], asOf: Instant): Held {
  return { how, stack: account.name, what: ref, through, state: stateOf(fields, asOf), expires: fields.expires, kind };
}

/** The person's own users and what these hold. */
function ownAccess(account: Account, person: Person, asOf: Instant): readonly Held[] {
  const own = [...account.records.values()].filter(
    ({ kind, name, fields }) => kind === "people" && isHeldBy(person, { name, owner: fields.owner }, account.name),
  );
  return own.flatMap((record) => [
    heldRecord("own user", account, record, [], asOf),
    ...keysOf(account, record, asOf),
    ...applicationsOf(account, record, asOf),
    ...reach(account, record, [record.ref], asOf),
  ]);
}

/** Who acts for the person in an account where the directory says so. */
function principalOf(account: Account, { aws }: Person): readonly Held[] {
  const principal = aws[account.name];
  if (!principal || "user" in principal) return [];
  const what = `${principal.role} as ${principal.session}`;
  return [{ how: "signs in as", stack: account.name, what, through: [], state: undefined, expires: undefined }];
}

/** Records that name somebody, and what these let them do. */
function namedIn(account: Account, owner: OwnerRef, through: readonly string[], asOf: Instant): readonly Held[] {
  return [...account.records.values()].flatMap((record) =>
    KINDS[record.kind]!.references(record.fields).flatMap((reference) => {
      if (!("owner" in reference) || reference.owner !== owner) return [];
      const field = reference.path.filter((step) => typeof step === "string").join(".");
      const { how, opens } = NAMED_IN[field] ?? { how: `named as ${field} of` };
      const behind = opens === undefined ? [] : reach(account, record, [...through, record.ref], asOf);
      return [
        heldRecord(how, account, record, through, asOf),
        ...behind.map((held) => (held.how === HOLDS ? { ...held, how: opens! } : held)),
      ];
    }),
  );
}

function answersFor(account: Account, owner: OwnerRef, through: readonly string[], asOf: Instant): readonly Held[] {
  const records = [...account.records.values()].filter(({ fields }) => fields.owner === owner);
  const whole = { how: "answers for", stack: account.name, what: `account ${account.name}`, through, state: undefined, expires: undefined };
  return [
    ...(account.owner === owner ? [whole] : []),
    ...records.map((record) => heldRecord("answers for", account, record, through, asOf)),
  ];
}

function approved(account: Account, owner: OwnerRef, asOf: Instant): readonly Held[] {
  return account.exceptions
    .filter(({ approvedBy }) => approvedBy === owner)
    .map((exception) => ({ ...exceptionHeld(account, exception, asOf), how: "approved" }));
}

function exceptionsOn(account: Account, ref: RecordRef, asOf: Instant): readonly Held[] {
  return account.exceptions.filter(({ subject }) => subject === ref).map((exception) => exceptionHeld(account, exception, asOf));
}

function exceptionHeld(account: Account, { id, rule, expires }: Account["exceptions"][number], asOf: Instant): Held {
  const what = `${id.slice(account.name.length + 1)} (${rule})`;
  return { how: "excepted by", stack: account.name, what, through: [], state: stateOf({ expires }, asOf), expires };
}

/** Everything that a record names, and what that names in turn; each record once, by the shortest way. */
function reach(account: Account, from: DeclaredRecord, through: readonly string[], asOf: Instant): readonly Held[] {
  const seen = new Set([from.ref]);
  const found: Held[] = policiesOf(account, from, through);
  for (let front = [{ record: from, through }]; front.length > 0; ) {
    const next: typeof front = [];
    for (const { record, through: way } of front) {
      for (const { target, how } of [...held(account, record), ...readBy(account, record)]) {
        if (seen.has(target.ref)) continue;
        seen.add(target.ref);
        found.push(heldRecord(how, account, target, way, asOf), ...policiesOf(account, target, [...way, target.ref]));
        next.push({ record: target, through: [...way, target.ref] });
      }
    }
    front = next;
  }
  return found;
}

/** Records that a record names: those of which it gets something or, `admits`, those that get something of it. */
function namedBy({ records }: Account, { kind, fields }: DeclaredRecord, admits = false): readonly DeclaredRecord[] {
  return KINDS[kind]!.references(fields).flatMap((reference) =>
    "to" in reference && (reference.admits ?? false) === admits ? (records.get(reference.to) ?? []) : [],
  );
}

type Reached = readonly { target: DeclaredRecord; how: string }[];

function held(account: Account, record: DeclaredRecord): Reached {
  return namedBy(account, record).map((target) => ({ target, how: HOLDS }));
}

/** Records whose keys a record may read: it can do what they can. */
function readBy(account: Account, record: DeclaredRecord): Reached {
  const admitting = [...account.records.values()].filter((other) => namedBy(account, other, true).includes(record));
  return admitting.map((target) => ({ target, how: "reads the keys of" }));
}

/** Policies that no record declares: AWS's own, and what was attached when it was adopted. */
function policiesOf(account: Account, { fields }: DeclaredRecord, through: readonly string[]): Held[] {
  const { permissions = [], legacy } = fields as {
    permissions?: readonly string[];
    legacy?: { attached?: readonly string[]; inline?: object };
  };
  const inline = Object.keys(legacy?.inline ?? {}).map((name) => `inline policy ${name}`);
  const all = [...permissions.filter((name) => name.startsWith("arn:")), ...(legacy?.attached ?? []), ...inline];
  return all.map((what) => ({ how: HOLDS, stack: account.name, what, through, state: undefined, expires: undefined }));
}

/** Records that use this one: the members of a group, the users of a policy, the readers of its keys. */
function holdersOf(account: Account, record: DeclaredRecord, asOf: Instant): readonly Held[] {
  const users = [...account.records.values()].filter((other) => other.ref !== record.ref && namedBy(account, other).includes(record));
  return [
    ...users.map((other) => heldRecord("used by", account, other, [], asOf)),
    ...namedBy(account, record, true).map((other) => heldRecord("keys read by", account, other, [], asOf)),
  ];
}

function keysOf(account: Account, record: DeclaredRecord, asOf: Instant): readonly Held[] {
  return Object.entries((record.fields as Partial<UserRecord>).keys ?? {}).map(([slot, key]) => {
    const what = `key ${slot}${key.id === undefined ? "" : ` (${key.id}, secret kept elsewhere)`}`;
    return { how: "has", stack: account.name, what, through: [record.ref], state: stateOf(key, asOf), expires: key.expires };
  });
}

/** Accounts elsewhere end with their person's record. */
function applicationsOf(account: Account, record: DeclaredRecord, asOf: Instant): readonly Held[] {
  const { applications = {} } = record.fields as { applications?: Readonly<Record<string, string | number>> };
  return Object.entries(applications).map(([application, id]) => ({
    ...heldRecord("has", account, record, [record.ref], asOf),
    what: `${application} account ${id}`,
  }));
}

/** The exact command by which a grant is used. */
function useOf(account: Account, { kind, name, fields }: DeclaredRecord): Record<string, string> {
  return kind === "grants" ? { "to use it": grantCommand(fields as GrantRecord, name, account) } : {};
}

function trustOf({ fields }: DeclaredRecord): Record<string, string> {
  const { trust } = fields as { trust?: object };
  return trust === undefined ? {} : { trust: JSON.stringify(trust) };
}

function factsOf({ directory }: Declared, person: Person): Record<string, string> {
  const of = (teams: readonly Team[]) => teams.map(({ id }) => `team/${id}`).join(", ");
  const teams = [...directory.teams.values()];
  const leads = of(teams.filter(({ lead }) => lead === person.id));
  const sponsored = [...directory.people.values()].filter(({ sponsor }) => sponsor === person.id).map(({ id }) => `person/${id}`);
  const stands = teams.flatMap(({ id, delegates }) =>
    delegates
      .filter(({ to }) => to === person.id)
      .map(({ for: away, from, until }) => `for person/${away} in team/${id} ${from} to ${until}`),
  );
  return {
    team: `team/${person.team}`,
    type: person.type,
    status: person.status,
    "last day": person.ends === null ? "none" : `${person.ends} in ${person.timeZone}`,
    manager: person.manager === null ? "nobody" : `person/${person.manager}`,
    ...(person.sponsor === null ? {} : { sponsor: `person/${person.sponsor}` }),
    ...(person.github === null ? {} : { github: `${person.github.login} (${person.github.id})` }),
    ...(leads === "" ? {} : { leads }),
    ...(sponsored.length === 0 ? {} : { sponsors: sponsored.join(", ") }),
    ...(stands.length === 0 ? {} : { "stands in": stands.join(", ") }),
  };
}
