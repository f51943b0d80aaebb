import type { Edit } from "../../../stacks/files/edit.ts";
import type { Declared } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { PersonRef } from "../../../stacks/model/ref.ts";
import type { Finding } from "../../compare/finding.ts";
import type { PeopleComparison } from "../../compare/people/compare-people.ts";
import { DIRECTORY, type PeopleCheck } from "../../compare/people/people-checks.ts";
import type { Observed } from "../../observe/observation.ts";
import { type Change, type HeldBack, PERSON_ACTIONS, type PersonAction, personChangeId } from "../change.ts";
import { type Decision, mergeEdits } from "../decide.ts";
import { before, departure, keepingAdministrators, mentions, pause, resume, stopEarlier } from "./departure.ts";
import { earlierEnds } from "./ends.ts";
import { entryEdit, withEntry } from "./entry.ts";
import { type Consequence, NOTHING, type PersonSituation, together } from "./situation.ts";
import { changeOfTeam, give } from "./team-access.ts";

/** What is done about the findings of each check, or why nothing is. */
const ACTIONS: Readonly<Record<PeopleCheck, PersonAction | { nothing: string }>> = {
  joiner: "admit",
  "access-due": "give",
  mover: "move",
  leaving: "shorten",
  leaver: "offboard",
  unlinked: "offboard",
  extension: "lengthen",
  "on-leave": "pause",
  returned: "resume",
  rehire: "readmit",
  disputed: { nothing: "somebody has to say who is who: repair the feed, or write the entry of the directory by hand" },
  unclear: { nothing: "it is taken over once the feed, sources.hr.words or the directory says so clearly" },
};

/** Decides about people: one change for each person, with everything that follows from it in all accounts. Pure; what may be opened today is decided in `hold-back.ts`. */
export function decidePeople({ findings, expected }: PeopleComparison, declared: Declared, observed: Observed, asOf: Instant): Decision {
  const heldBack: HeldBack[] = [];
  const byPerson = Map.groupBy(findings, ({ subject }) => subject as PersonRef);
  const changes = [...byPerson].flatMap(([person, all]) => {
    const answerable = all.filter((finding) => {
      const action = ACTIONS[finding.check as PeopleCheck];
      if (typeof action === "object") heldBack.push({ finding: finding.id, because: action.nothing });
      return typeof action === "string";
    });
    const id = person.slice("person/".length);
    const entry = expected.get(id);
    if (answerable.length === 0 || !entry) return [];
    const situation: PersonSituation = {
      ...{ current: declared.directory.people.get(id), entry, declared, observed, asOf },
      after: withEntry(declared, entry),
      branch: personChangeId(person),
    };
    return [changeOf(person, answerable, situation)];
  });
  return { changes, heldBack };
}

function changeOf(person: PersonRef, findings: readonly Finding[], situation: PersonSituation): Change {
  const actions = PERSON_ACTIONS.filter((action) => findings.some(({ check }) => ACTIONS[check as PeopleCheck] === action));
  const follows = together([
    ...actions.map((action) => FOLLOWS[action](situation)),
    ...findings.filter(({ check }) => check === "access-due").map(({ facet }) => give(facet!.split(" ")[0]!, situation)),
  ]);
  const own = entryEdit(situation.current, situation.entry, situation.declared);
  const edits = [...(own ? [own] : []), ...follows.edits];
  const kept = keepingAdministrators([...edits, ...earlierEnds(situation, takenBy(follows.edits))], situation);
  const touched = new Set(kept.edits.flatMap((edit) => ("change" in edit ? [edit.change] : "move" in edit ? [edit.move] : [])));
  const named = CERTIFIED.some((action) => actions.includes(action)) ? mentions(situation, touched) : [];
  return {
    id: personChangeId(person),
    stack: DIRECTORY,
    base: situation.declared.commit,
    action: actions[0]!,
    record: person,
    because: [...findings, ...follows.because],
    edits: mergeEdits(kept.edits),
    notes: [...new Set([...follows.notes, ...kept.notes, ...named.map((text) => `to certify again: ${text}`)])],
  };
}

/** What each action means beyond the entry itself. */
const FOLLOWS: Readonly<Record<PersonAction, (situation: PersonSituation) => Consequence>> = {
  offboard: departure,
  shorten: before,
  pause,
  resume,
  move: changeOfTeam,
  lengthen: () => ({
    ...NOTHING,
    notes: ["Nothing is lengthened by this: records keep their ends until somebody renews them (npm run renew)."],
  }),
  readmit: stopEarlier,
  admit: () => NOTHING,
  give: () => NOTHING,
};

/** Actions after which somebody looks again at what a person is named in. */
const CERTIFIED: readonly PersonAction[] = ["offboard", "shorten", "move"];

/** Files that are moved away, and agents that get another sponsor. */
function takenBy(edits: readonly Edit[]): ReadonlySet<string> {
  return new Set(
    edits.flatMap((edit) => {
      if ("move" in edit) return [edit.move];
      const isTaken = "change" in edit && edit.steps.some((step) => "set" in step && step.set[0] === "sponsor");
      return isTaken ? [edit.change] : [];
    }),
  );
}
