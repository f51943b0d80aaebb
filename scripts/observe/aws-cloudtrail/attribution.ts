import { type CloudTrailClient, type Event, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { type Instant, instantOf, plus } from "../../../stacks/model/instant.ts";
import type { Attribution } from "../observation.ts";

/** What is asked about a finding: under which names CloudTrail may know its subject, and which events would have brought it about. */
export type Question = { finding: string; resources: readonly string[]; events: readonly string[] };

/** `wait` stands between two calls; `progress` says what is under way. */
export type Asking = { now: () => Instant; wait: (milliseconds: number) => Promise<unknown>; progress: (line: string) => void };

/** CloudTrail takes two lookups a second from an account and Region (CloudTrail API Reference, `LookupEvents`). */
const BETWEEN_MS = 500;

/** Lookups of one run: 100 seconds at most. What is asked beyond stays unknown, and says so. */
const BUDGET = 200;

/** 50 events a page: what happened to one thing in the last days is among the newest. */
const PAGES = 3;

/** CloudTrail's event history goes back 90 days. */
const HISTORY_MS = 90 * 86_400_000;

const NOT_THERE = "CloudTrail has no such event in its 90 days (new ones take up to 15 minutes to arrive)";

/**
 * Who did what findings are about, by the newest event that would have brought each about. Asks only about findings that there are.
 * Never throws: who did it is either known or not, and then it says why.
 */
export async function readAttributions(lookUp: LookUp, questions: readonly Question[]): Promise<readonly Attribution[]> {
  const answers: Attribution[] = [];
  for (const { finding, resources, events } of questions) answers.push({ finding, ...(await answerOf(lookUp, resources, events)) });
  return answers;
}

/** The newest events of the last 90 days that have an attribute; `isWhole` when there are no more of them. */
export type LookUp = (attribute: "ResourceName" | "Username", value: string) => Promise<LookedUp>;
type LookedUp = { events: readonly Event[]; isWhole: boolean };

/** Looks each name up once, however much there is to know about it, and no more often than a run may. */
export function openLookups(trail: CloudTrailClient, { now, wait, progress }: Asking): LookUp {
  const known = new Map<string, Promise<LookedUp>>();
  let asked = 0;
  const since = new Date(plus(now(), -HISTORY_MS));
  async function ask(key: Parameters<LookUp>[0], value: string): Promise<LookedUp> {
    const found: Event[] = [];
    let token: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      if (asked >= BUDGET) throw new Error(`more than ${BUDGET} lookups would be needed in this run`);
      if (asked > 0) await wait(BETWEEN_MS);
      asked += 1;
      if (asked % 20 === 0) progress(`asking CloudTrail who did it: ${asked} lookups`);
      const LookupAttributes = [{ AttributeKey: key, AttributeValue: value }];
      const { Events = [], NextToken } = await trail.send(
        new LookupEventsCommand({ LookupAttributes, StartTime: since, NextToken: token }),
      );
      found.push(...Events);
      if (NextToken === undefined) return { events: found, isWhole: true };
      token = NextToken;
    }
    return { events: found, isWhole: false };
  }
  return (key, value) => {
    const name = `${key} ${value}`;
    const before = known.get(name) ?? ask(key, value);
    known.set(name, before);
    return before;
  };
}

type Answer = { known: true; by: string; at: Instant; event: string } | { known: false; because: string };

async function answerOf(lookUp: LookUp, resources: readonly string[], events: readonly string[]): Promise<Answer> {
  try {
    for (const resource of resources) {
      const wanted = (await lookUp("ResourceName", resource)).events.filter(({ EventName }) => events.includes(EventName ?? ""));
      // CloudTrail promises no order.
      const newest = wanted
        .flatMap(doneBy)
        .sort((a, b) => (a.at < b.at ? 1 : -1))
        .at(0);
      if (newest) return { known: true, ...newest };
    }
    return { known: false, because: NOT_THERE };
  } catch (error) {
    return { known: false, because: notAsked(error) };
  }
}

/** Why CloudTrail did not answer, in words. */
export function notAsked(error: unknown): string {
  const { name, message } = error as Error;
  return `CloudTrail could not be asked: ${name}: ${message}`.slice(0, 300);
}

/** Who was behind an event that did what it says; nothing for one that AWS refused. */
function doneBy({ EventName: event, EventTime, CloudTrailEvent, Username }: Event): readonly { by: string; at: Instant; event: string }[] {
  if (event === undefined || EventTime === undefined) return [];
  const { errorCode, userIdentity } = JSON.parse(CloudTrailEvent ?? "{}") as {
    errorCode?: string;
    userIdentity?: { arn?: string; invokedBy?: string };
  };
  if (errorCode !== undefined) return [];
  const by = userIdentity?.arn ?? userIdentity?.invokedBy ?? Username;
  return by === undefined ? [] : [{ by, at: instantOf(EventTime), event }];
}
