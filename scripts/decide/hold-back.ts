import type { Declared } from "../../stacks/model/declared.ts";
import { between, type Instant } from "../../stacks/model/instant.ts";
import { allowedBy, exceeds } from "../../stacks/model/limit.ts";
import { SEVERITIES } from "../compare/finding.ts";
import type { Part } from "../observe/observation.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { type Change, digestOf, type HeldBack, isAbout } from "./change.ts";

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
  const inLimits = [...Map.groupBy(changes, ({ stack }) => stack)].flatMap(([stack, ofStack]) =>
    withinLimit(stack, ofStack, declared, held),
  );
  const undecided = inLimits.filter(
    (change) => !isSnoozed(change, pullRequests.value, asOf, held) && !isDecided(change, pullRequests.value, held),
  );
  return { changes: withinRate(undecided.toSorted(worstFirst), declared, pullRequests.value, asOf, held), heldBack: held };
}

/** Above the limit nothing of the stack is opened: so many findings at once mean that something else is wrong. */
function withinLimit(stack: string, changes: readonly Change[], declared: Declared, held: HeldBack[]): readonly Change[] {
  const limit = declared.settings.limits.drift.changes;
  const whole = declared.accounts.get(stack)?.records.size ?? 0;
  if (!exceeds(limit, changes.length, whole)) return changes;
  const because = `${changes.length} changes of ${whole} records in ${stack} are more than one run may propose (${allowedBy(limit, whole)}, settings.yaml limits.drift.changes); nothing is opened until somebody has looked`;
  held.push(...holdAll(changes, because).heldBack);
  return [];
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
    if (open.some((pull) => isAbout(pull, change))) return true;
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
