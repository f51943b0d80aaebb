import { accountOfStackName } from "../../../stacks/model/slice.ts";
import type { Entry, Facts } from "../../ledger/entry.ts";

/** How bad a finding is, as entries say it. */
export type Severity = Facts<"drift">["findings"][number]["severity"];

/** From the worst to the mildest. */
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "informational"];

/**
 * One finding from the run that saw it first to the run that did not see it any more. `goneAt` is `null` while it is open; a finding that comes
 * back has a second life. `inFirstRun`: it was there when its account was looked at for the first time, so nobody knows how old it is.
 * `excepted`: it is gone because an exception covers it, and not because anything was done.
 */
export type FindingLife = {
  id: string;
  check: string;
  stack: string;
  record: string | null;
  severity: Severity;
  firstAt: string;
  lastAt: string;
  goneAt: string | null;
  inFirstRun: boolean;
  excepted: boolean;
};

/** The life of every finding in these runs, oldest first. A check without an answer does not end the life of its findings: unknown is never clean. */
export function findingLives(drift: readonly Entry<"drift">[]): readonly FindingLife[] {
  const stacks = Map.groupBy(drift, ({ facts }) => accountOfStackName(facts.stack));
  return [...stacks].flatMap(([stack, runs]) => livesOf(stack, runs)).sort(oldestFirst);
}

/** The findings that were open at a moment: seen by then, and not seen to be gone by then. */
export function openAt(lives: readonly FindingLife[], at: string): readonly FindingLife[] {
  return lives.filter(({ firstAt, goneAt }) => firstAt <= at && (goneAt === null || goneAt > at));
}

function livesOf(stack: string, runs: readonly Entry<"drift">[]): readonly FindingLife[] {
  const ended: FindingLife[] = [];
  let open = new Map<string, FindingLife>();
  for (const [index, { facts, at }] of runs.entries()) {
    const next = new Map<string, FindingLife>();
    for (const { id, check, record, severity } of facts.findings) {
      const life = open.get(id) ?? { id, check, stack, record, firstAt: at, goneAt: null, inFirstRun: index === 0, excepted: false };
      next.set(id, { ...life, severity, lastAt: at });
    }
    const covered = new Set((facts.covered ?? []).map(({ id }) => id));
    for (const life of open.values()) {
      if (next.has(life.id)) continue;
      if (facts.unknown.includes(life.check)) next.set(life.id, life);
      else ended.push({ ...life, goneAt: at, excepted: covered.has(life.id) });
    }
    open = next;
  }
  return [...ended, ...open.values()];
}

function oldestFirst(a: FindingLife, b: FindingLife): number {
  const key = ({ firstAt, stack, id }: FindingLife) => `${firstAt} ${stack} ${id}`;
  return key(a) < key(b) ? -1 : 1;
}
