import { type CloudTrailClient, type Event, type LookupAttributeKey, LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { type Instant, plus } from "../../../stacks/model/instant.ts";

/** `wait` stands between two calls; `progress` says what is under way. */
export type Asking = { now: () => Instant; wait: (milliseconds: number) => Promise<unknown>; progress: (line: string) => void };

/** Events of one attribute, newest pages first. `whole`: there are no older ones within CloudTrail's history. */
export type Found = { events: readonly Event[]; whole: boolean };

/** Asks for the events of one attribute, once however often it is wanted. @throws Error when CloudTrail refuses, or the budget is used up */
export type LookUp = (key: LookupAttributeKey, value: string) => Promise<Found>;

/** CloudTrail takes two lookups a second from an account and Region (CloudTrail API Reference, `LookupEvents`). */
const BETWEEN_MS = 500;

/** 50 events a page: what happened to one thing in the last days is among the newest. */
const PAGES = 3;

/** CloudTrail's event history goes back 90 days. */
const HISTORY_MS = 90 * 86_400_000;

/** Lookups with a budget of calls: what is asked beyond it stays unknown. */
export function openLookups(trail: CloudTrailClient, budget: number, { now, wait, progress }: Asking): LookUp {
  const known = new Map<string, Promise<Found>>();
  let asked = 0;
  const since = new Date(plus(now(), -HISTORY_MS));
  async function ask(AttributeKey: LookupAttributeKey, AttributeValue: string): Promise<Found> {
    const events: Event[] = [];
    let token: string | undefined;
    for (let page = 0; page < PAGES; page++) {
      if (asked >= budget) throw new Error(`more than ${budget} lookups would be needed in this run`);
      if (asked > 0) await wait(BETWEEN_MS);
      asked += 1;
      if (asked % 20 === 0) progress(`asking CloudTrail: ${asked} lookups`);
      const LookupAttributes = [{ AttributeKey, AttributeValue }];
      const { Events = [], NextToken } = await trail.send(
        new LookupEventsCommand({ LookupAttributes, StartTime: since, NextToken: token }),
      );
      events.push(...Events);
      if (NextToken === undefined) return { events, whole: true };
      token = NextToken;
    }
    return { events, whole: false };
  }
  return (key, value) => {
    const name = `${key} ${value}`;
    const before = known.get(name) ?? ask(key, value);
    known.set(name, before);
    return before;
  };
}
