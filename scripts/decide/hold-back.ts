import type { Declared } from "../../stacks/model/declared.ts";
import { eventsUnderWay } from "../../stacks/model/directory.ts";
import { between, type Instant } from "../../stacks/model/instant.ts";
import { allowedBy, exceeds, type Limit } from "../../stacks/model/limit.ts";
import type { Comparison } from "../compare/compare.ts";
import { entityOfSubject, type Finding, SEVERITIES } from "../compare/finding.ts";
import type { Part } from "../observe/observation.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { type Change, digestOf, type HeldBack, isAbout, partsOf } from "./change.ts";

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
 * Above the limit nothing of the stack is opened, and above that of a check nothing because of it: so many findings at once mean that something
 * else is wrong. People whose leaving was announced do not count. What is of several accounts is held back with any of them.
 */
function withinLimits(changes: readonly Change[], declared: Declared, asOf: Instant, held: HeldBack[]): readonly Change[] {
  const announced = announcedLeavers(changes, declared, asOf);
  const counted = changes.filter((change) => !announced.has(change)).flatMap((change) => partsOf(change).map((part) => ({ change, part })));
  const stopped = new Map<Change, string>();
  for (const [stack, ofStack] of Map.groupBy(counted, ({ part }) => part.stack)) {
    const whole = declared.accounts.get(stack)?.records.size ?? 0;
    const { changes: all, perCheck } = declared.settings.limits.drift;
    const stop = (over: readonly { change: Change }[], limit: Limit, what: string, key: string) => {
      if (!exceeds(limit, over.length, whole)) return;
      const because = `${over.length} changes${what} of ${whole} records in ${stack} are more than one run may propose (${allowedBy(limit, whole)}, settings.yaml limits.drift.${key}); nothing${what === "" ? "" : " of them"} is opened until somebody has looked`;
      for (const { change } of over) if (!stopped.has(change)) stopped.set(change, because);
    };
    stop(ofStack, all, "", "changes");
    const checks = ofStack.flatMap((one) => [...new Set(one.part.because.map(({ check }) => check))].map((check) => ({ ...one, check })));
    for (const [check, over] of Map.groupBy(checks, (one) => one.check)) stop(over, perCheck, ` because of \`${check}\``, "perCheck");
  }
  for (const [change, because] of stopped) held.push(...holdAll([change], because).heldBack);
  return changes.filter((change) => !stopped.has(change));
}

/** Changes about people whose leaving was announced: those who were named, and of the others as many as were counted. */
function announcedLeavers(changes: readonly Change[], declared: Declared, asOf: Instant): ReadonlySet<Change> {
  const events = eventsUnderWay(declared.directory, declared.settings.timeZone, asOf);
  const named = new Set(events.flatMap(({ people = [] }) => people));
  const counted = events.reduce((sum, { count = 0 }) => sum + count, 0);
  const leavers = changes.flatMap((change) => (change.leaver ? [{ change, person: change.leaver.person }] : []));
  const others = leavers.filter(({ person }) => !named.has(person)).slice(0, counted);
  return new Set([...leavers.filter(({ person }) => named.has(person)), ...others].map(({ change }) => change));
}

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
