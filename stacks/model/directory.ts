import { z } from "zod";
import { type AnnouncedEvent, isUnderWay } from "./announced.ts";
import { date, got, id, strictObject, wordRecord } from "./fields.ts";
import { afterLastDay, firstMoment, type Instant, isTimeZone } from "./instant.ts";
import { type OwnerRef, parseOwner } from "./ref.ts";

/** A person as written in `directory/people/<id>.yaml`: ids and handles, no personal data. All but employees have a sponsor and an end. */
export const person = strictObject({
  github: strictObject({
    login: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,39}$/)
      .describe("login")
      .meta({ examples: ["ada-l"] }),
    id: z
      .int()
      .positive()
      .describe("numeric id: gh api users/<login> --jq .id")
      .meta({ examples: [5550123] }),
  })
    .nullable()
    .default(null)
    .describe("login and numeric id: a login can be given to somebody else, an id cannot"),
  team: id.describe("team id"),
  manager: id.nullable().describe("person id of the manager, null at the top"),
  type: z
    .enum(["employee", "contractor", "seasonal", "external"])
    .describe("how the person works here; all but employees have a sponsor and an end"),
  starts: date.describe("first day"),
  ends: date.nullable().default(null).describe("last day, inclusive, in timeZone; null is open"),
  status: z.enum(["active", "leave", "left"]).describe("left ends all access; somebody on leave has not left"),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: got("a time zone such as Europe/Berlin") })
    .optional()
    .describe("where days begin and end for this person; settings.timeZone unless stated")
    .meta({ examples: ["Europe/Berlin"] }),
  sponsor: id.nullable().default(null).describe("employee who answers for a contractor, seasonal or external"),
  aws: wordRecord(
    z.string(),
    z.union([
      strictObject({
        user: z
          .string()
          .describe("an IAM user")
          .meta({ examples: ["w1042"] }),
      }),
      strictObject({
        role: z
          .string()
          .describe("the role that single sign-on gives")
          .meta({ examples: ["arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_reader_0123456789abcdef"] }),
        session: z
          .string()
          .describe("the session name that single sign-on gives")
          .meta({ examples: ["ada"] }),
      }),
    ]),
  )
    .default({})
    .describe("the principal that acts for this person, by account"),
  applications: wordRecord(z.string(), z.union([z.string(), z.int()]))
    .optional()
    .describe("opaque ids of accounts elsewhere that end with this person, by application of sources.applications")
    .meta({ examples: [{ ticketing: "0057F00000abc" }] }),
}).refine((entry) => entry.type === "employee" || (entry.sponsor !== null && entry.ends !== null), {
  error: "contractor, seasonal and external need a sponsor and a last day (ends)",
  path: ["type"],
});

/** A team as written in `directory/teams/<id>.yaml`. */
export const team = strictObject({
  lead: id.describe("person id"),
  github: z
    .string()
    .nullable()
    .default(null)
    .describe("slug of the team on GitHub")
    .meta({ examples: ["payments"] }),
  delegates: z
    .array(
      strictObject({
        for: id.describe("who is away: the lead or a member"),
        to: id.describe("who stands in"),
        from: date.describe("first day"),
        until: date.describe("last day"),
      }),
    )
    .default([])
    .describe("stand-ins: days are inclusive"),
});

/** A person of the directory. */
export type Person = Omit<z.output<typeof person>, "timeZone"> & { id: string; timeZone: string };

/** A team of the directory. */
export type Team = z.output<typeof team> & { id: string };

/** Who answers for what; the only place that owners are looked up. `events` are announced losses of people. */
export type Directory = {
  people: ReadonlyMap<string, Person>;
  teams: ReadonlyMap<string, Team>;
  events: ReadonlyMap<string, AnnouncedEvent>;
};

/** The instant from which a person has no business here any more, `null` when none is set: the moment after the last day. */
export function endOfPerson(person: Person): Instant | null {
  return person.ends === null ? null : afterLastDay(person.ends, person.timeZone);
}

/** The first instant at which a person works here. */
export function startOfPerson({ starts, timeZone }: Person): Instant {
  return firstMoment(starts, timeZone);
}

/** True when the person has left: said so, or past the last day. Somebody on leave has not left. */
export function hasLeft(person: Person, asOf: Instant): boolean {
  const end = endOfPerson(person);
  return person.status === "left" || (end !== null && end <= asOf);
}

/** True from the first moment of the first day on. */
export function hasBegun(person: Person, asOf: Instant): boolean {
  return startOfPerson(person) <= asOf;
}

/** Losses of people that events announce at a moment, while whoever approved each is still there: who is named, and how many go unnamed. */
export function announcedLosses(
  { people, events }: Directory,
  timeZone: string,
  asOf: Instant,
): { named: ReadonlySet<string>; count: number } {
  const held = [...events.values()].filter((event) => {
    const approver = people.get(event.approvedBy.slice("person/".length));
    return approver !== undefined && !hasLeft(approver, asOf) && isUnderWay(event, timeZone, asOf);
  });
  return {
    named: new Set(held.flatMap((event) => event.people ?? [])),
    count: held.reduce((sum, { count = 0 }) => sum + count, 0),
  };
}

/** Members of a team who have not left, by id. */
export function activeMembers(directory: Directory, team: string, asOf: Instant): readonly Person[] {
  return (membersByTeam(directory).get(team) ?? []).filter((person) => !hasLeft(person, asOf));
}

/** Everybody by the team they are in, those who have left included. What was read is never changed, so it is put together once for all the owners that are asked about. */
export function membersByTeam(directory: Directory): ReadonlyMap<string, readonly Person[]> {
  const known = MEMBERS.get(directory) ?? Map.groupBy(directory.people.values(), ({ team: of }) => of);
  MEMBERS.set(directory, known);
  return known;
}

const MEMBERS = new WeakMap<Directory, ReadonlyMap<string, readonly Person[]>>();

/** What an owner resolves to. `unknown`: not in the directory at all. `gone`: nobody is left who could answer. */
export type OwnerState = { state: "answers"; people: readonly Person[] } | { state: "gone"; why: string } | { state: "unknown" };

/** Resolves an owner to the people who answer for it today. */
export function resolveOwner(directory: Directory, owner: string, asOf: Instant): OwnerState {
  const parsed = parseOwner(owner);
  if (parsed?.type === "person") {
    const person = directory.people.get(parsed.id);
    if (!person) return { state: "unknown" };
    return hasLeft(person, asOf) ? { state: "gone", why: `person/${person.id} has left` } : { state: "answers", people: [person] };
  }
  if (!parsed || !directory.teams.has(parsed.id)) return { state: "unknown" };
  const people = activeMembers(directory, parsed.id, asOf);
  return people.length === 0 ? { state: "gone", why: `team/${parsed.id} has no active member` } : { state: "answers", people };
}

/** True for access that is a person's own: they own it, it is named after them, or the directory says that it acts for them. */
export function isHeldBy({ id, aws }: Person, record: { name: string; owner: string }, account: string): boolean {
  const principal = aws[account];
  return (
    parseOwner(record.owner)?.id === id ||
    record.name === id ||
    (principal !== undefined && "user" in principal && principal.user === record.name)
  );
}

/** Everybody whose own an access is, as `isHeldBy` knows it, without asking each person of a large directory. */
export function holdersOf(directory: Directory, record: { name: string; owner: string }, account: string): readonly Person[] {
  const owner = directory.people.get(parseOwner(record.owner)?.id ?? "");
  const named = directory.people.get(record.name);
  const acting = actingThrough(directory, account, record.name);
  return [...new Set([...(owner ? [owner] : []), ...(named ? [named] : []), ...acting])];
}

/** The people of whom the directory says that they act through an IAM user of an account. */
export function actingThrough(directory: Directory, account: string, user: string): readonly Person[] {
  return usersOf(directory).get(`${account}/${user}`) ?? [];
}

/** Who acts through which IAM user, as `<account>/<user>`. */
function usersOf(directory: Directory): ReadonlyMap<string, readonly Person[]> {
  const known = USERS.get(directory) ?? indexUsers(directory);
  USERS.set(directory, known);
  return known;
}

const USERS = new WeakMap<Directory, ReadonlyMap<string, readonly Person[]>>();

function indexUsers({ people }: Directory): ReadonlyMap<string, readonly Person[]> {
  const acting = [...people.values()].flatMap((one) =>
    Object.entries(one.aws).flatMap(([account, principal]) => ("user" in principal ? [{ one, key: `${account}/${principal.user}` }] : [])),
  );
  return new Map([...Map.groupBy(acting, ({ key }) => key)].map(([key, all]) => [key, all.map(({ one }) => one)]));
}

/** The team that takes over when an owner is gone: the manager's team, up the line, or `undefined` when the line ends or loops. */
export function successorTeam(directory: Directory, person: Person, asOf: Instant): OwnerRef | undefined {
  const seen = new Set([person.id]);
  for (let id = person.manager; id !== null && !seen.has(id); ) {
    seen.add(id);
    const manager = directory.people.get(id);
    if (!manager) return undefined;
    if (!hasLeft(manager, asOf)) return `team/${manager.team}`;
    id = manager.manager;
  }
  return undefined;
}

/** All owners that could be written in a record, for suggestions. */
export function knownOwners(directory: Directory): readonly OwnerRef[] {
  return [
    ...[...directory.teams.keys()].map((id) => `team/${id}` as const),
    ...[...directory.people.keys()].map((id) => `person/${id}` as const),
  ];
}
