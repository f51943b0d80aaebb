import type { Event } from "@aws-sdk/client-cloudtrail";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Use } from "../observation.ts";
import type { LookUp } from "./lookups.ts";

/** What is asked about the role of a grant: who took it on, and what its sessions did. `session` is what they must be called. */
export type UseQuestion = { finding: string; role: Arn; roleName: string; session: string };

type Seen = { event: string; at: Instant; by: string; session: boolean; refused: boolean; readOnly: boolean; on: readonly string[] };

/** Lookups of one run about uses: 50 seconds at most. */
export const USE_BUDGET = 100;

/** More than a reviewer reads in a pull request. */
const SHOWN = 20;

/**
 * How roles were used, by what CloudTrail saw of their sessions. Never throws: how they were used is either known or not, and then it says why.
 * CloudTrail's history has the calls that manage things; reading and writing of data (objects of a bucket, say) it does not have.
 */
export async function readUses(lookUp: LookUp, questions: readonly UseQuestion[]): Promise<readonly Use[]> {
  const uses: Use[] = [];
  for (const question of questions) uses.push(await useOf(lookUp, question));
  return uses;
}

async function useOf(lookUp: LookUp, { finding, role, roleName, session }: UseQuestion): Promise<Use> {
  try {
    const taken = await lookUp("ResourceName", role);
    const done = await lookUp("Username", session);
    const assumed = taken.events.flatMap(seen).filter(({ event, refused }) => event === "AssumeRole" && !refused);
    // Anybody may call a session so: only those of this role are meant.
    const calls = done.events.flatMap(seen).filter(({ session: isSession, by }) => isSession && by.includes(`:assumed-role/${roleName}/`));
    const times = [...assumed, ...calls].map(({ at }) => at).sort();
    return {
      finding,
      known: true,
      sessions: assumed.length,
      by: [...new Set(assumed.map(({ by }) => by))].sort(),
      calls: countsOf(calls.filter(({ refused }) => !refused)),
      refused: calls.filter(({ refused }) => refused).length,
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
      changed: changesOf(calls).slice(0, SHOWN),
      isWhole: taken.whole && done.whole,
    };
  } catch (error) {
    const { name, message } = error as Error;
    return { finding, known: false, because: `CloudTrail could not be asked: ${name}: ${message}`.slice(0, 300) };
  }
}

function seen({ EventName: event, EventTime, CloudTrailEvent, Resources = [] }: Event): readonly Seen[] {
  if (event === undefined || EventTime === undefined) return [];
  const { errorCode, readOnly, userIdentity } = JSON.parse(CloudTrailEvent ?? "{}") as {
    errorCode?: string;
    readOnly?: boolean;
    userIdentity?: { arn?: string; type?: string };
  };
  const by = userIdentity?.arn ?? "";
  const on = Resources.flatMap(({ ResourceName }) => ResourceName ?? []);
  const is = { session: userIdentity?.type === "AssumedRole", refused: errorCode !== undefined, readOnly: readOnly !== false };
  return [{ event, at: instantOf(EventTime), by, on, ...is }];
}

/** What was changed and not only read, newest first: what a reviewer of an ended grant looks for. */
function changesOf(calls: readonly Seen[]): readonly { event: string; on: readonly string[] }[] {
  return calls
    .filter(({ readOnly, refused }) => !readOnly && !refused)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .map(({ event, on }) => ({ event, on }));
}

function countsOf(calls: readonly Seen[]): readonly { event: string; count: number }[] {
  return [...Map.groupBy(calls, ({ event }) => event)]
    .map(([event, all]) => ({ event, count: all.length }))
    .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1));
}
