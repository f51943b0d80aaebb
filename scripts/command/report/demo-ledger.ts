import { createHash } from "node:crypto";
import { CATALOGUE } from "../../../policies/catalogue.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import { type Person, person } from "../../../stacks/model/directory.ts";
import { type Instant, plus } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import { CHECK_NAMES } from "../../compare/checks.ts";
import { type Entry, type EntryType, type Facts, nextEntry, type Written } from "../../ledger/entry.ts";

/** A year that never was: the organisation with people who left in it, and the ledger of the year. */
export type DemoYear = { declared: Declared; entries: readonly Written[] };

/** The moment that a demo report is about unless stated: everybody who tries it sees the same. */
export const DEMO_AS_OF = "2026-11-24T06:00:00Z" as Instant;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 365;
const LEAVERS = 14;

/** What goes wrong in the year: the check, how bad it is, how often in it, and for how many hours about half of them last. */
const TROUBLES = [
  { check: "unmanaged", severity: "high", times: 7, hours: 30 },
  { check: "changed", severity: "high", times: 9, hours: 20 },
  { check: "key-undeclared", severity: "critical", times: 3, hours: 6 },
  { check: "orphaned", severity: "medium", times: 10, hours: 90 },
  { check: "stale", severity: "medium", times: 18, hours: 200 },
  { check: "rotation-overdue", severity: "medium", times: 12, hours: 60 },
  { check: "expiring", severity: "informational", times: 30, hours: 240 },
  { check: "review-overdue", severity: "informational", times: 9, hours: 700 },
] as const satisfies readonly { check: string; severity: Facts<"drift">["findings"][number]["severity"]; times: number; hours: number }[];

/** What happens in the year before it is put in order and chained. */
type Event = { [T in EntryType]: { at: Instant; type: T; facts: Facts<T> } }[EntryType];

type Trouble = Omit<Facts<"drift">["findings"][number], "subject"> & { stack: string; from: Instant; to: Instant };

type Draw = { number(): number; below(count: number): number; of<T>(list: readonly T[]): T };

/** A year of an organisation up to a moment, drawn by a seed: the same organisation, moment and seed give the same entries. */
export function demoYear(declared: Declared, asOf: Instant, seed = 2026): DemoYear {
  const draw = drawOf(seed);
  const from = plus(asOf, -DAYS * DAY_MS);
  const accounts = [...declared.accounts.keys()].sort();
  const leavers = range(LEAVERS).map((index) =>
    leaverAt(index, plus(from, Math.floor((index + draw.number()) * ((DAYS - 20) / LEAVERS)) * DAY_MS)),
  );
  const troubles = [...troublesOf(declared, accounts, from, asOf, draw), ...leavers.map((one) => leaverTrouble(one, accounts, draw))];
  const events = [
    ...runsOf(accounts, troubles, from, asOf, draw),
    ...repairsOf(troubles, asOf, draw),
    ...changesOf(declared, accounts, from, draw),
  ].filter(({ at }) => at <= asOf);
  const entries: Entry[] = [];
  for (const { type, at, facts } of events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)))
    entries.push(nextEntry(entries.at(-1), type, at, facts as never) as Entry);
  const people = new Map([...declared.directory.people, ...leavers.map((one) => [one.id, one] as const)]);
  return { declared: { ...declared, directory: { ...declared.directory, people } }, entries };
}

function leaverAt(index: number, lastDay: Instant): Person {
  const id = `w9${String(index + 1).padStart(3, "0")}`;
  const entry = person.parse({
    team: "web",
    manager: null,
    type: "employee",
    starts: "2020-01-01",
    ends: lastDay.slice(0, 10),
    status: "left",
  });
  return { ...entry, id, timeZone: "Etc/UTC" };
}

/** Most leavers lose their access within the day, since the pull request waits for nobody; a few take longer, so that there is something to see. */
function leaverTrouble({ id, ends }: Person, accounts: readonly string[], draw: Draw): Trouble {
  const account = draw.of(accounts);
  const from = plus(`${ends}T00:00:00Z` as Instant, DAY_MS + draw.below(4) * HOUR_MS);
  const hours = draw.number() < 0.15 ? 30 + draw.below(60) : 2 + draw.below(16);
  return {
    id: idOf("leaver", id),
    check: "leaver",
    severity: "critical",
    stack: account,
    record: `${account}/people/${id}`,
    from,
    to: plus(from, hours * HOUR_MS),
  };
}

function troublesOf(declared: Declared, accounts: readonly string[], from: Instant, asOf: Instant, draw: Draw): readonly Trouble[] {
  return TROUBLES.flatMap(({ check, severity, times, hours }) =>
    range(times).map((index): Trouble => {
      const stack = draw.of(accounts);
      const refs = [...declared.accounts.get(stack)!.records.keys()].sort();
      const isDeclared = !["unmanaged", "key-undeclared"].includes(check) && refs.length > 0;
      // The last of each kind is open in the end, so that there is something to see.
      const isOpen = index === times - 1;
      const begins = isOpen ? plus(asOf, -draw.below(hours) * HOUR_MS) : plus(from, draw.below(DAYS * 24) * HOUR_MS);
      const lasts = Math.ceil(hours * (0.25 + draw.number() * draw.number() * 5)) * HOUR_MS;
      const record = isDeclared ? recordTag(stack, draw.of(refs)) : null;
      return {
        id: idOf(check, stack, String(index)),
        check,
        severity,
        stack,
        record,
        from: begins,
        to: isOpen ? plus(asOf, DAY_MS) : plus(begins, lasts),
      };
    }),
  );
}

/** Two runs a day over each account; now and then AWS does not answer, and in the last run over the last account too. */
function runsOf(accounts: readonly string[], troubles: readonly Trouble[], from: Instant, asOf: Instant, draw: Draw): readonly Event[] {
  return range(DAYS * 2 + 1).flatMap((index) =>
    accounts.map((stack): Event => {
      const at = plus(from, index * 12 * HOUR_MS - 17 * 60_000);
      const isLast = plus(at, 12 * HOUR_MS) > asOf && stack === accounts.at(-1);
      const unknown = unknownIn(draw.number() < 0.02, isLast);
      const open = troubles.filter((one) => one.stack === stack && one.from <= at && at < one.to && !unknown.includes(one.check));
      const findings = open.map(({ id, check, record, severity }) => ({ id, check, record, severity, subject: hash(id) }));
      const unmanaged = open.filter(({ check }) => check === "unmanaged").length;
      const status =
        unknown.length > 0 ? "incomplete" : findings.some(({ severity }) => severity !== "informational") ? "findings" : "clean";
      return {
        at,
        type: "drift",
        facts: {
          ...{
            stack,
            commit: commitOf(stack, at.slice(0, 7)),
            settings: hash("settings"),
            status,
            findings,
            covered: [],
            checks: [...CHECK_NAMES],
          },
          ...{ unknown, heldBack: 0, observedAt: at, manifest: hash(stack, at) },
          tieOut: unknown.length > 0 ? null : [{ type: "user", live: 9 + unmanaged, declared: 9, unmanaged, platform: 0, missing: 0 }],
        },
      };
    }),
  );
}

function unknownIn(isRefused: boolean, isLast: boolean): string[] {
  if (isLast) return ["rotation-overdue", "stale"];
  return isRefused ? ["stale"] : [];
}

/** What ended a finding about a record: a pull request of the bot and its deployment, and for some leavers a stop before that. */
function repairsOf(troubles: readonly Trouble[], asOf: Instant, draw: Draw): readonly Event[] {
  const repaired = troubles.filter(({ to, record, severity }) => record !== null && severity !== "informational" && to <= asOf);
  return repaired.flatMap((trouble, index): Event[] => {
    const record = trouble.record!;
    const number = 1_000 + index;
    const opened = plus(trouble.from, HOUR_MS);
    const merged = plus(trouble.to, -HOUR_MS);
    const deployed = trouble.to;
    const change = changeAt(number, merged, [record], [], draw);
    const proposed: Event = {
      at: [opened, merged].sort()[0]!,
      type: "proposed",
      facts: {
        stack: trouble.stack,
        branch: `revoke/${trouble.stack}/${trouble.id}`,
        number,
        head: commitOf(record),
        digest: hash(record).slice(0, 24),
        action: "opened",
        record,
      },
    };
    const stopped: Event = {
      at: plus(trouble.from, HOUR_MS),
      type: "stopped",
      facts: {
        stack: trouble.stack,
        subject: hash(record),
        record,
        by: "person/w1002",
        caller: hash("on-call"),
        reason: hash(trouble.id),
        ref: `#${number}`,
        keys: [],
        verified: true,
      },
    };
    return [proposed, deployment(trouble.stack, deployed, change), ...(trouble.check === "leaver" && draw.number() < 0.2 ? [stopped] : [])];
  });
}

/** What people change: about two a week, every fourth or so with an exception, and requests for access. */
function changesOf(declared: Declared, accounts: readonly string[], from: Instant, draw: Draw): readonly Event[] {
  return range(104).flatMap((index): Event[] => {
    const stack = draw.of(accounts);
    const refs = [...declared.accounts.get(stack)!.records.keys()].sort();
    if (refs.length === 0) return [];
    const at = plus(from, Math.floor((index + draw.number()) * 3.5 * DAY_MS));
    const opened = plus(at, -Math.ceil((1 + draw.number() * draw.number() * 60) * HOUR_MS));
    const exceptions = draw.number() < 0.25 ? [`${stack}/exceptions/case-${index}`] : [];
    const change = changeAt(index + 1, plus(at, -12 * 60_000), [recordTag(stack, draw.of(refs))], exceptions, draw);
    const request: Event = {
      at: opened,
      type: "request",
      facts: {
        ...{ stack, action: "grant", record: `grants/demo-${index}`, role: "admin", who: "person/w1006", askedBy: ["person/w1006"] },
        ...{ starts: at, ends: plus(at, 4 * HOUR_MS), words: hash(String(index)).slice(0, 16), branch: `request/${stack}/${index}` },
        ...{ number: index + 1, issue: null, reason: hash("reason", String(index)) },
      },
    };
    return [...(draw.number() < 0.4 ? [request] : []), deployment(stack, at, change)];
  });
}

type Change = NonNullable<Facts<"deployed">["changes"]>[number];

function changeAt(pull: number, mergedAt: Instant, records: string[], exceptions: string[], draw: Draw): Change {
  const people = ["person/w1001", "person/w1003", "person/w1004", "person/w1005"];
  const by = draw.of(people);
  return {
    commit: commitOf(String(pull)),
    pull,
    digest: hash(String(pull)),
    requestedBy: [by],
    approvedBy: [people.find((one) => one !== by)!],
    mergedAt,
    records,
    exceptions,
  };
}

function deployment(stack: string, at: Instant, change: Change): Event {
  return {
    at,
    type: "deployed",
    facts: {
      ...{
        stack,
        commit: change.commit,
        engine: "pulumi",
        program: hash("program"),
        settings: hash("settings"),
        baseline: false,
        approvals: "verified",
      },
      ...{
        changes: [change],
        violations: [],
        rules: CATALOGUE.map(({ name }) => name).sort(),
        result: "succeeded",
        operations: { update: 1, same: 40 },
      },
      touched: change.records.map((record) => ({ record, operations: { update: 1 }, observed: hash(record, at) })),
      readBack: { result: "as declared", findings: [], manifest: hash(stack, at), observedAt: at },
    },
  };
}

/** Numbers that look drawn and are the same everywhere (mulberry32, public domain). */
function drawOf(seed: number): Draw {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(number() * count);
  return { number, below, of: (list) => list[below(list.length)]! };
}

function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}

function idOf(...parts: readonly string[]): string {
  return hash(...parts).slice(0, 16);
}

function commitOf(...parts: readonly string[]): string {
  return hash(...parts).slice(0, 40);
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}
