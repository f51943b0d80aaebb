import type { Declared } from "../../../stacks/model/declared.ts";
import { hasLeft, type Person } from "../../../stacks/model/directory.ts";
import { compareText } from "../../../stacks/model/errors.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { HrPerson, People } from "../../observe/hr/record.ts";
import type { Part } from "../../observe/observation.ts";
import type { Unknown } from "../compare.ts";
import { type Draft, type Finding, findingOf } from "../finding.ts";
import { accessDue } from "./access-due.ts";
import { type Correlation, correlate } from "./correlate.ts";
import { type Expected, expectedOf, readingOf } from "./expected.ts";
import { CHECK_OF, DIRECTORY, type PeopleCheck } from "./people-checks.ts";

/** What the comparison of a feed with the directory came to; `expected` are the entries as they should be, by id. Nothing of an `unknown` person is a finding. */
export type PeopleComparison = {
  correlation: Correlation;
  expected: ReadonlyMap<string, Person>;
  findings: readonly Finding[];
  unknown: readonly Unknown[];
};

const NOBODY: Correlation = { linked: [], unlinked: [], unmatched: [], disputed: [] };

/** Compares the feed with the directory. Pure: the same directory, feed and moment give the same findings. A feed that is not believed gives none. */
export function comparePeople(declared: Declared, part: Part<People>, asOf: Instant): PeopleComparison {
  if (!part.complete)
    return { correlation: NOBODY, expected: new Map(), findings: [], unknown: [{ check: "joiner, mover, leaver", gap: part.gap }] };
  const refusals = part.except ?? [];
  const held = new Set(refusals.map(({ subject }) => subject.slice("person/".length)));
  const correlation = correlate(declared.directory, part.value.people, held, asOf);
  const reading = readingOf(declared, part.value, asOf);
  const of = (stated: HrPerson, current: Person | undefined) => ({ id: stated.id, current, found: expectedOf(stated, current, reading) });
  const answers = [
    ...correlation.linked.map(({ stated, person }) => of(stated, person)),
    ...correlation.unmatched.map((stated) => of(stated, undefined)),
  ];
  const drafts = [
    ...answers.flatMap(({ id, current, found }) => aboutPerson(id, current, found, declared, asOf)),
    ...correlation.unlinked.map((person) => unlinked(person)),
    ...correlation.disputed.flatMap(({ ids, because }) => ids.map((id) => draft("disputed", id, ids.join("="), because))),
  ];
  const missing = correlation.unlinked.map((person) => {
    const { entry } = expectedOf({ ...LEFT, id: person.id }, person, reading);
    return [person.id, entry!] as const;
  });
  return {
    correlation,
    expected: new Map([...answers.flatMap(({ id, found }) => (found.entry ? [[id, found.entry] as const] : [])), ...missing]),
    findings: drafts.map((one) => findingOf(DIRECTORY, one)).sort((a, b) => compareText(a.subject, b.subject) || compareText(a.id, b.id)),
    unknown: refusals.map((gap) => ({ check: "joiner, mover, leaver", gap })),
  };
}

/** What a feed would say of somebody who has left, if it said anything. */
const LEFT: Omit<HrPerson, "id"> = {
  ...{ type: null, status: "left", starts: null, ends: null },
  ...{ department: null, position: null, manager: null, timeZone: null },
};

function aboutPerson(
  id: string,
  current: Person | undefined,
  { entry, unclear }: Expected,
  declared: Declared,
  asOf: Instant,
): readonly Draft[] {
  const doubts = unclear.map(({ property, because }) => draft("unclear", id, `${property}: ${because}`, `person/${id}: ${because}`));
  if (!entry) return doubts;
  if (!current) return [...doubts, joiner(entry), ...access(entry, declared, asOf)];
  return [...doubts, ...differences(current, entry, asOf), ...access(entry, declared, asOf)];
}

function joiner(entry: Person): Draft {
  const { id, team, manager, type, starts, ends } = entry;
  const facet = `${team} ${manager} ${type} ${starts} ${ends}`;
  const until = ends === null ? "" : ` until ${ends}`;
  return draft("joiner", id, facet, `person/${id} begins on ${starts} in team/${team} as ${type}${until}, and is not in the directory`);
}

/** Properties of an entry that the feed tells. */
const COMPARED = ["status", "ends", "team", "manager", "type", "starts", "timeZone", "sponsor"] as const;

function differences(current: Person, entry: Person, asOf: Instant): readonly Draft[] {
  const changed = COMPARED.filter((property) => current[property] !== entry[property]);
  return changed.flatMap((property) => {
    const check = CHECK_OF[property](current, entry);
    // Where somebody comes or goes, the rest of the entry goes with it and is no question of its own.
    const isPart = property !== "status" && changed.includes("status") && (entry.status === "left" || current.status === "left");
    if (isPart) return [];
    const [before, after] = [String(current[property] ?? "open"), String(entry[property] ?? "open")];
    const gone = check === "leaver" && hasLeft(current, asOf) ? ", and AWS has denied them everything that ends with it since" : "";
    return [
      {
        ...draft(
          check,
          entry.id,
          `${property}=${before}>${after}${check === "rehire" ? ` ${entry.starts}` : ""}`,
          `${say(check, current, entry, property)}${gone}`,
        ),
        differences: [{ property, declared: before, observed: after }],
      },
    ];
  });
}

function say(check: PeopleCheck, current: Person, entry: Person, property: (typeof COMPARED)[number]): string {
  const who = `person/${entry.id}`;
  const texts: Readonly<Partial<Record<PeopleCheck, string>>> = {
    leaver: `${who} has left (last day ${entry.ends})`,
    leaving: `${who} leaves after ${entry.ends}`,
    extension: `${who} stays ${entry.ends === null ? "without a last day" : `until ${entry.ends}`}, and was to go after ${current.ends}`,
    "on-leave": `${who} is on leave`,
    returned: `${who} is back from leave`,
    rehire: `${who} comes back on ${entry.starts}, having left (last day ${current.ends ?? "unknown"})`,
  };
  return (
    texts[check] ?? `${who}: ${property} is ${entry[property] ?? "open"} by the feed and ${current[property] ?? "open"} in the directory`
  );
}

function access(entry: Person, declared: Declared, asOf: Instant): readonly Draft[] {
  return accessDue(entry, declared, asOf).map((account) => {
    const message = `person/${entry.id} works in team/${entry.team} since ${entry.starts} and has nothing in ${account} of what its members get (settings.yaml access)`;
    return draft("access-due", entry.id, `${account} ${entry.team} ${entry.starts}`, message);
  });
}

function unlinked({ id, starts }: Person): Draft {
  return draft("unlinked", id, starts, `person/${id} works here by the directory and is missing from the feed`);
}

const SEVERITY: Readonly<Record<PeopleCheck, Draft["severity"]>> = {
  ...{ leaver: "critical", leaving: "high", unlinked: "high", "on-leave": "high" },
  ...{ mover: "medium", joiner: "medium", rehire: "medium", extension: "medium", disputed: "medium", unclear: "medium" },
  ...{ returned: "low", "access-due": "low" },
};

function draft(check: PeopleCheck, id: string, facet: string, message: string): Draft {
  return { check, subject: `person/${id}`, record: null, facet, severity: SEVERITY[check], message };
}
