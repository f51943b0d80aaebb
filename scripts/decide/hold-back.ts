import type { Declared } from "../../stacks/model/declared.ts";
import { announcedLosses } from "../../stacks/model/directory.ts";
import { between, type Instant } from "../../stacks/model/instant.ts";
import { allowedBy, exceeds, type Limit } from "../../stacks/model/limit.ts";
import type { Comparison } from "../compare/compare.ts";
import { entityOfSubject, type Finding, SEVERITIES } from "../compare/finding.ts";
import type { Part } from "../observe/observation.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { type Action, type Change, digestOf, type HeldBack, isAbout, isOfPerson, partsOf } from "./change.ts";

const HOUR_MS = 3_600_000;

/** What may be opened or updated now, worst first, and what may not and why. Nothing is dropped silently. */
export type Released = { changes: readonly Change[]; heldBack: readonly HeldBack[] };

/**
 * The only place that holds changes back: limits against mass mistakes, decisions that people took by closing a pull request,
 * and how much GitHub and reviewers are asked to take at once. Without knowing the bot's own pull requests nothing is opened.
 */
export function holdBack(
  changes: readonly Change[],
  declared: Declared,
  pullRequests: Part<readonly BotPullRequest[]>,
  asOf: Instant,
): Released {
  if (!pullRequests.complete)
    return holdAll(
      changes,
      `the bot's own pull requests could not be read (${pullRequests.gap.reason}), so it cannot know what was decided`,
    );
  const held: HeldBack[] = [];
  const inLimits = withinLimits(changes.toSorted(worstFirst), declared, asOf, held);
  const undecided = inLimits.filter(
    (change) => !isSnoozed(change, pullRequests.value, asOf, held) && !isDecided(change, pullRequests.value, held),
  );
  return { changes: withinRate(undecided, declared, pullRequests.value, asOf, held), heldBack: held };
}

/** Which findings of each account an earlier run has seen, by the account's name. */
export type Sightings = ReadonlyMap<string, ReadonlySet<string>>;

/** Checks on what AWS shows late, or roughly: a report that is hours old, a deployment under way. */
const FLAPPING: readonly string[] = ["changed", "stale", "unmanaged"];

/**
 * Leaves out what was seen for the first time and might be gone the next time. Two sightings are two runs, or a run and the event in CloudTrail
 * that brought it about. Who has left and what has leaked waits for nothing, with all that is about the same identity.
 */
export function settled(
  { account, findings }: Pick<Comparison, "account" | "findings">,
  declared: Declared,
  sightings: Part<Sightings>,
): { findings: readonly Finding[]; heldBack: readonly HeldBack[] } {
  const urgent = new Set(
    findings.filter(({ check }) => declared.settings.urgent.checks.includes(check)).map(({ subject }) => entityOfSubject(subject)),
  );
  const seen = sightings.complete ? sightings.value.get(account) : undefined;
  const waits = ({ id, check, subject, attribution }: Finding) =>
    FLAPPING.includes(check) && attribution?.known !== true && !urgent.has(entityOfSubject(subject)) && !seen?.has(id);
  const because = sightings.complete
    ? "it was seen for the first time: it is proposed when the next run sees it again"
    : `what earlier runs saw could not be read (${sightings.gap.reason}), so nobody knows whether it lasts`;
  return {
    findings: findings.filter((finding) => !waits(finding)),
    heldBack: findings.filter(waits).map(({ id }) => ({ finding: id, because })),
  };
}

/**
 * Above the limit nothing of the bucket is opened, and above that of a check nothing because of it: so many findings at once mean that something
 * else is wrong. People whose leaving was announced do not count. What is of several accounts is held back with any of them.
 */
function withinLimits(changes: readonly Change[], declared: Declared, asOf: Instant, held: HeldBack[]): readonly Change[] {
  const { named, numbered } = announcedLeavers(changes, declared, asOf);
  const counted = changes
    .filter((change) => !named.has(change) && !numbered.has(change))
    .flatMap((change) => partsOf(change).map((part) => ({ change, part })));
  const stopped = new Map<Change, string>();
  for (const same of Map.groupBy(counted, ({ part }) => bucketOf(part)).values()) {
    const { size, name } = wholeOf(same[0]!.part, declared);
    const { changes: all, perCheck } = declared.settings.limits.drift;
    const stop = (over: readonly { change: Change }[], limit: Limit, what: string, key: string) => {
      if (!exceeds(limit, over.length, size)) return;
      const because = `${over.length} changes${what} of ${name} are more than one run may propose (${allowedBy(limit, size)}, settings.yaml limits.drift.${key}); nothing${what === "" ? "" : " of them"} is opened until somebody has looked`;
      // Nobody knows whom a number meant: those wait with the others.
      const meant = [...numbered].filter((change) => partsOf(change).some((part) => bucketOf(part) === bucketOf(same[0]!.part)));
      for (const change of [...over.map((one) => one.change), ...meant]) if (!stopped.has(change)) stopped.set(change, because);
    };
    stop(same, all, "", "changes");
    // What people are asked for is in buckets by what it does already.
    const ofChecks = isOfPerson(same[0]!.part)
      ? []
      : same.flatMap((one) => [...new Set(one.part.because.map(({ check }) => check))].map((check) => ({ ...one, check })));
    for (const [check, over] of Map.groupBy(ofChecks, (one) => one.check)) stop(over, perCheck, ` because of \`${check}\``, "perCheck");
  }
  for (const [change, because] of stopped) held.push(...holdAll([change], because).heldBack);
  return changes.filter((change) => !stopped.has(change));
}

/** Changes that are counted together: those of an account, and of people those that do the same, so that many who come keep nobody from leaving. */
function bucketOf(change: Change): string {
  return isOfPerson(change) ? `${change.stack} ${change.action}` : change.stack;
}

/** What the changes of a bucket are a share of. */
function wholeOf(change: Change, { directory, accounts }: Declared): { size: number; name: string } {
  if (isOfPerson(change)) return { size: directory.people.size, name: `${directory.people.size} people` };
  const size = accounts.get(change.stack)?.records.size ?? 0;
  return { size, name: `${size} records in ${change.stack}` };
}

/** Changes about people whose leaving was announced: those who were named, and of the others as many as were counted. */
function announcedLeavers(
  changes: readonly Change[],
  { directory, settings }: Declared,
  asOf: Instant,
): { named: ReadonlySet<Change>; numbered: ReadonlySet<Change> } {
  const { named, count } = announcedLosses(directory, settings.timeZone, asOf);
  const leavers = changes.flatMap((change) => {
    const person = isOfPerson(change) && LOSSES.includes(change.action) ? change.record.slice("person/".length) : change.leaver?.person;
    return person === undefined ? [] : [{ change, person }];
  });
  const others = leavers.filter(({ person }) => !named.has(person)).slice(0, count);
  const byName = leavers.filter(({ person }) => named.has(person));
  return { named: new Set(byName.map(({ change }) => change)), numbered: new Set(others.map(({ change }) => change)) };
}

const LOSSES: readonly Action[] = ["offboard", "shorten"];

/** What was seen in earlier feeds: the finding ids of the newest run on a feed older than this one; `undefined` where there was none. */
export type Earlier = ReadonlySet<string> | undefined;

/** Somebody who is missing from one feed may be back in the next: only two in a row make a leaver. What says so itself waits for nothing. */
export function seenTwice(changes: readonly Change[], earlier: Earlier): Released {
  const heldBack: HeldBack[] = [];
  const seen = changes.filter((change) => {
    const own = change.because.filter(({ check }) => check === UNLINKED);
    const isNew = own.length > 0 && !own.some(({ id }) => earlier?.has(id));
    if (isNew)
      heldBack.push(...holdAll([change], "missing from one feed so far; it is proposed when the next one lacks them too").heldBack);
    return !isNew;
  });
  return { changes: seen, heldBack };
}

const UNLINKED = "unlinked";

/** A pull request that was closed without merging is a decision about exactly these findings; other findings are a new question. */
function isDecided(change: Change, pullRequests: readonly BotPullRequest[], held: HeldBack[]): boolean {
  const closed = pullRequests.find(
    (pull) =>
      pull.state === "closed" && !pull.withdrawn && pull.counts !== false && isAbout(pull, change) && pull.digest === digestOf(change),
  );
  const open = pullRequests.some((pull) => pull.state === "open" && isAbout(pull, change));
  if (!closed || open) return false;
  held.push(...holdAll([change], `#${closed.number} about the same findings was closed without merging at ${closed.closedAt}`).heldBack);
  return true;
}

/** Somebody who may has put it off (`/snooze`): until then it is not asked again, unless something else is found. */
function isSnoozed(change: Change, pullRequests: readonly BotPullRequest[], asOf: Instant, held: HeldBack[]): boolean {
  const snoozed = pullRequests.find(
    (pull) => pull.snoozedUntil !== undefined && pull.snoozedUntil > asOf && isAbout(pull, change) && pull.digest === digestOf(change),
  );
  if (!snoozed) return false;
  held.push(...holdAll([change], `#${snoozed.number} was put off until ${snoozed.snoozedUntil}`).heldBack);
  return true;
}

/** Changes that have their pull request already cost nothing; new ones are opened worst first as far as the rates go. */
function withinRate(
  changes: readonly Change[],
  declared: Declared,
  pullRequests: readonly BotPullRequest[],
  asOf: Instant,
  held: HeldBack[],
): readonly Change[] {
  const limits = declared.settings.limits.pullRequests;
  const open = pullRequests.filter(({ state }) => state === "open");
  const lastHour = pullRequests.filter(({ createdAt }) => between(createdAt, asOf) < HOUR_MS).length;
  let room = Math.max(0, Math.min(limits.open - open.length, limits.perHour - lastHour));
  return changes.filter((change) => {
    // What has its pull request costs nobody more; and who has left or what has leaked waits for no room, as long as it is within the limits.
    const isUrgent = change.because.some(({ check }) => declared.settings.urgent.checks.includes(check));
    if (isUrgent || open.some((pull) => isAbout(pull, change))) return true;
    if (room > 0) {
      room -= 1;
      return true;
    }
    held.push(
      ...holdAll(
        [change],
        `${open.length} pull requests are open and ${lastHour} were opened within the hour; it is opened when there is room (settings.yaml limits.pullRequests)`,
      ).heldBack,
    );
    return false;
  });
}

function holdAll(changes: readonly Change[], because: string): Released {
  return { changes: [], heldBack: changes.flatMap((change) => change.because.map(({ id }) => ({ finding: id, because }))) };
}

function worstFirst(a: Change, b: Change): number {
  return worst(a) - worst(b) || (a.id < b.id ? -1 : 1);
}

function worst(change: Change): number {
  return Math.min(...change.because.map(({ severity }) => SEVERITIES.indexOf(severity)));
}
