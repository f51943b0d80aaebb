import type { AccountName, Declared } from "../../stacks/model/declared.ts";
import { hasLeft } from "../../stacks/model/directory.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { parseOwner, parseRecordRef, type RecordRef } from "../../stacks/model/ref.ts";
import type { Comparison } from "../compare/compare.ts";
import { type Finding, SEVERITIES } from "../compare/finding.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { type Change, changeOfBranch, type HeldBack, isAbout, isOfLeaver, leaverChangeId } from "./change.ts";
import type { Healed } from "./healed.ts";

/** Checks that speak of people who have left. */
const OF_LEAVERS: readonly string[] = ["leaver", "orphaned"];

/** The id of the person whose leaving a change is about; `undefined` for every other change. */
export function leaverOf({ because, stack, record }: Change, declared: Declared, asOf: Instant): string | undefined {
  if (!because.some(isOfLeavers)) return undefined;
  return answeringFor(stack, record, declared).find((id) => {
    const person = declared.directory.people.get(id);
    return person !== undefined && hasLeft(person, asOf);
  });
}

/** Ids of whoever answers for a record: its owner, and its sponsor where it has one. */
function answeringFor(stack: AccountName, record: RecordRef, { accounts }: Declared): readonly string[] {
  const fields = accounts.get(stack)?.records.get(record)?.fields as { owner: string; sponsor?: string } | undefined;
  return [fields?.owner, fields?.sponsor].flatMap((ref) => parseOwner(ref ?? "")?.id ?? []);
}

/** What was decided about some accounts: the changes, the findings, and why some of them lead to nothing. */
export type DecidedAll = { changes: readonly Change[]; findings: readonly Finding[]; heldBack: readonly HeldBack[] };

/**
 * One change for each person who has left, with everything of theirs that can go in all accounts: one decision, whoever reviews it.
 * What cannot go is named in it with the reason. The other changes stay as they are.
 */
export function gatherLeavers(all: DecidedAll, declared: Declared, asOf: Instant): readonly Change[] {
  const byPerson = Map.groupBy(all.changes, (change) => leaverOf(change, declared, asOf));
  return [...byPerson].flatMap(([person, own]) => (person === undefined ? own : [gathered(person, own, blockedOf(person, all, declared))]));
}

function gathered(person: string, parts: readonly Change[], blocked: readonly string[]): Change {
  const sorted = [...parts].sort((a, b) => rank(a) - rank(b) || (`${a.stack}/${a.record}` < `${b.stack}/${b.record}` ? -1 : 1));
  const [first] = sorted;
  const because = sorted.flatMap((part) => part.because).sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return {
    ...first!,
    id: leaverChangeId(person),
    action: "leave",
    because,
    edits: sorted.flatMap(({ edits }) => edits),
    notes: [...new Set(sorted.flatMap(({ notes }) => notes)), ...blocked.map((what) => `Not in here: ${what}`)],
    leaver: { person, parts: sorted },
  };
}

/** Their own access first: it says who they are. */
function rank({ record }: Change): number {
  return parseRecordRef(record)?.kind === "people" ? 0 : 1;
}

/** What is theirs and leads to nothing, with the reason. */
function blockedOf(person: string, { findings, heldBack }: DecidedAll, declared: Declared): readonly string[] {
  const reasons = new Map(heldBack.map(({ finding, because }) => [finding, because]));
  return findings.flatMap(({ id, record, account, check }) => {
    const because = reasons.get(id);
    if (because === undefined || record === null || !OF_LEAVERS.includes(check)) return [];
    return answeringFor(account, record, declared).includes(person) ? [`${record} in ${account}: ${because}`] : [];
  });
}

/** The bot's open pull requests about single things that a change holds as well: it takes their place. Those that somebody else has worked on are theirs. */
export function supersededBy({ leaver }: Change, pullRequests: readonly BotPullRequest[]): readonly number[] {
  const parts = leaver?.parts ?? [];
  return pullRequests
    .filter((pull) => pull.state === "open" && pull.head === pull.wrote && parts.some((part) => isAbout(pull, part)))
    .map(({ number }) => number)
    .sort((a, b) => a - b);
}

/**
 * Open pull requests about leavers of whom nothing is left to end, or who are back. Only where all accounts were asked what is theirs: one that was
 * not may hold the rest. One that somebody else has committed to is theirs, and what is found and leads to nothing just now keeps its own.
 */
export function healedLeavers(
  comparisons: readonly Comparison[],
  changes: readonly Change[],
  declared: Declared,
  pullRequests: readonly BotPullRequest[],
): readonly Healed[] {
  const asked = new Set(comparisons.filter(({ unknown }) => !unknown.some(isOfLeavers)).map(({ account }) => account));
  if ([...declared.accounts.keys()].some((name) => !asked.has(name))) return [];
  const found = comparisons.flatMap(({ findings }) => findings.filter(isOfLeavers));
  const people = found.flatMap(({ account, record }) => (record === null ? [] : answeringFor(account, record, declared)));
  const alive = new Set([...changes.map(({ id }) => id), ...people.map(leaverChangeId)]);
  return pullRequests.flatMap((pull): Healed[] => {
    const id = changeOfBranch(pull.branch);
    if (pull.state !== "open" || pull.head !== pull.wrote || id === undefined || !isOfLeaver(id) || alive.has(id)) return [];
    return [{ pull, because: "nothing of theirs is left to end" }];
  });
}

function isOfLeavers({ check }: { check: string }): boolean {
  return OF_LEAVERS.includes(check);
}
