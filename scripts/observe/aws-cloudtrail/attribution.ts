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
export async function readAttributions(
  trail: CloudTrailClient,
  questions: readonly Question[],
  asking: Asking,
): Promise<readonly Attribution[]> {
  const lookUp = lookups(trail, asking);
  const answers: Attribution[] = [];
  for (const { finding, resources, events } of questions) answers.push({ finding, ...(await answerOf(lookUp, resources, events)) });
  return answers;
}

type LookUp = (resource: string) => Promise<readonly Event[]>;

/** Looks each name up once, however many findings there are about it. */
function lookups(trail: CloudTrailClient, { now, wait, progress }: Asking): LookUp {
  const known = new Map<string, Promise<readonly Event[]>>();
  let asked = 0;
  const since = new Date(plus(now(), -HISTORY_MS));
  async function ask(resource: string): Promise<readonly Event[]> {
    const found: Event[] = [];
    let token: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      if (asked >= BUDGET) throw new Error(`more than ${BUDGET} lookups would be needed in this run`);
      if (asked > 0) await wait(BETWEEN_MS);
      asked += 1;
      if (asked % 20 === 0) progress(`asking CloudTrail who did it: ${asked} lookups`);
      const LookupAttributes = [{ AttributeKey: "ResourceName" as const, AttributeValue: resource }];
      const { Events = [], NextToken } = await trail.send(
        new LookupEventsCommand({ LookupAttributes, StartTime: since, NextToken: token }),
      );
      found.push(...Events);
      if (NextToken === undefined) break;
      token = NextToken;
    }
    return found;
  }
  return (resource) => {
    const before = known.get(resource) ?? ask(resource);
    known.set(resource, before);
    return before;
  };
}

type Answer = { known: true; by: string; at: Instant; event: string } | { known: false; because: string };

async function answerOf(lookUp: LookUp, resources: readonly string[], events: readonly string[]): Promise<Answer> {
  try {
    for (const resource of resources) {
      const wanted = (await lookUp(resource)).filter(({ EventName }) => events.includes(EventName ?? ""));
      // CloudTrail promises no order.
      const newest = wanted
        .flatMap(doneBy)
        .sort((a, b) => (a.at < b.at ? 1 : -1))
        .at(0);
      if (newest) return { known: true, ...newest };
    }
    return { known: false, because: NOT_THERE };
  } catch (error) {
    const { name, message } = error as Error;
    return { known: false, because: `CloudTrail could not be asked: ${name}: ${message}`.slice(0, 300) };
  }
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
