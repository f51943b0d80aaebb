import { createHash } from "node:crypto";
import type { Edit } from "../../stacks/files/edit.ts";
import type { AccountName, Commit } from "../../stacks/model/declared.ts";
import type { PersonRef, RecordRef } from "../../stacks/model/ref.ts";
import { entityOfSubject, type Finding, type Gravity, SEVERITIES } from "../compare/finding.ts";
import { DIRECTORY } from "../compare/people/people-checks.ts";

/** What a change of identities does to access, in one word that titles and labels use; `leave` is all that a leaver held. */
export type IdentityAction = "disable" | "retire" | "adopt" | "adopt-disabled" | "hand-over" | "reduce" | "leave";

/** What a change of a person does, from final to gentle: of several that come together the first gives the change its name. */
export const PERSON_ACTIONS = ["offboard", "shorten", "pause", "readmit", "resume", "move", "lengthen", "admit", "give"] as const;

/** See `PERSON_ACTIONS`. */
export type PersonAction = (typeof PERSON_ACTIONS)[number];

/** What a change does. */
export type Action = IdentityAction | PersonAction;

/**
 * One decision: one pull request with one commit. `id` names the identity it is about and stays the same from run to run;
 * `base` is the commit whose files the edits are for. `notes` are things a reviewer must know that no edit shows.
 * A change of a person has the directory for its stack and `person/<id>` for its record.
 */
export type Change = {
  id: string;
  stack: AccountName;
  base: Commit | "working tree";
  action: Action;
  record: RecordRef;
  because: readonly Finding[];
  edits: readonly Edit[];
  notes: readonly string[];
  /** Where one change is everything of a person who has left: who, and the changes that it was put together from; `stack` and `record` are then those of the first. */
  leaver?: { person: string; parts: readonly Change[] };
  /** Numbers of open pull requests whose place it takes. */
  supersedes?: readonly number[];
};

/** The single decisions in a change: itself, or those about a leaver's things. */
export function partsOf(change: Change): readonly Change[] {
  return change.leaver?.parts ?? [change];
}

/** A finding that leads to no pull request now, and why. */
export type HeldBack = { finding: string; because: string };

/** `<stack>/<kind>-<12 hex of the identity>`: the same for every finding about one entity, whatever it is called on screen. */
export function changeId(stack: AccountName, kind: string, finding: Finding): string {
  return `${stack}/${kind}-${identityIn(finding)}`;
}

/** The 12 hex digits that stand for the identity of a finding in the name of a change. */
export function identityIn({ subject }: Pick<Finding, "subject">): string {
  return createHash("sha256").update(entityOfSubject(subject)).digest("hex").slice(0, 12);
}

/** The id of the one change about a person who has left, which is of no account: the same however many things of theirs are left. */
export function leaverChangeId(person: string): string {
  return `${LEAVERS}${createHash("sha256").update(`person/${person}`).digest("hex").slice(0, 12)}`;
}

/** True for the id of a change about a person who has left. */
export function isOfLeaver(id: string): boolean {
  return id.startsWith(LEAVERS);
}

const LEAVERS = "people/leaver-";

/** The change that a branch of the bot's is about, `<stack>/<kind>-<12 hex>`; `undefined` for any other branch. A successor's `-2` is left out. */
export function changeOfBranch(branch: string): string | undefined {
  return /^revoke\/([^/]+\/[a-z-]+-[0-9a-f]{12})(?:-[1-9]\d*)?$/.exec(branch)?.[1];
}

/** The severity of the worst finding that a change answers. */
export function severityOf({ because }: Pick<Change, "because">): Gravity {
  return SEVERITIES.find((level) => because.some(({ severity }) => severity === level))!;
}

/** The id of the change of a person, and the branch of its pull request: one at a time, whatever happens to them. */
export function personChangeId(person: PersonRef): string {
  // Git refuses branches with two dots in a row, and with a dot or `.lock` at the end.
  return `${PEOPLE_BRANCHES}${person.slice("person/".length).replace(/\.(?=\.|lock$|$)/g, "_")}`;
}

/** The change of a person that a branch of the bot's is about; `undefined` for any other branch. A successor is `people-2/<id>`, since an id may end in `-2`. */
function personChangeOfBranch(branch: string): string | undefined {
  const id = /^people(?:-[1-9]\d*)?\/(.+)$/.exec(branch)?.[1];
  return id === undefined ? undefined : `${PEOPLE_BRANCHES}${id}`;
}

const PEOPLE_BRANCHES = "people/";
const IDENTITY_BRANCHES = "revoke/";

/** True for a change of a person, which belongs to the directory and may touch every account. */
export function isOfPerson<C extends Pick<Change, "stack">>(change: C): change is C & { action: PersonAction; record: PersonRef } {
  return change.stack === DIRECTORY;
}

/** The branch of a change's pull request. */
export function branchOf(change: Pick<Change, "id" | "stack">): string {
  return isOfPerson(change) ? change.id : `${IDENTITY_BRANCHES}${change.id}`;
}

/** True for a branch that the bot's pull requests may come from. Anybody may name a branch so. */
export function isBotBranch(branch: string): boolean {
  return personChangeOfBranch(branch) !== undefined || branch.startsWith(IDENTITY_BRANCHES);
}

/** Identifies the exact set of findings that a change answers: the same digest means that there is nothing new to decide. */
export function digestOf(change: Pick<Change, "because">): string {
  const ids = change.because.map(({ id }) => id).sort();
  return createHash("sha256").update(ids.join("\n")).digest("hex").slice(0, 24);
}

/** What is known of a pull request about a change, as far as its branch goes. */
type Ended = { number: number; branch: string; state: string; counts?: boolean; withdrawn?: boolean };

/** True when a pull request is about a change, from whichever of its branches. */
export function isAbout({ branch }: Pick<Ended, "branch">, change: Pick<Change, "id" | "stack">): boolean {
  return (isOfPerson(change) ? personChangeOfBranch(branch) : changeOfBranch(branch)) === change.id;
}

/**
 * The branch that a change's pull request is from now, and the one that it follows: a close that did not count is answered by a successor, `-2`, `-3`.
 * @param pulls the bot's, newest first
 */
export function branchNow<P extends Ended>(
  change: Pick<Change, "id" | "stack">,
  pulls: readonly P[],
): { branch: string; follows: P | undefined } {
  const about = pulls.filter((pull) => isAbout(pull, change));
  const open = about.find(({ state }) => state === "open");
  const refused = about.filter(({ state, counts, withdrawn }) => state === "closed" && counts === false && !withdrawn);
  const branch = refused.length === 0 ? branchOf(change) : successorOf(change, refused.length + 1);
  return { branch: open?.branch ?? branch, follows: refused[0] };
}

function successorOf(change: Pick<Change, "id" | "stack">, number: number): string {
  if (isOfPerson(change)) return `people-${number}/${change.id.slice(PEOPLE_BRANCHES.length)}`;
  return `${branchOf(change)}-${number}`;
}
