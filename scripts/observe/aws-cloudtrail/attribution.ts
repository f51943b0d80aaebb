import type { CloudTrailClient, Event } from "@aws-sdk/client-cloudtrail";
import { type Instant, instantOf } from "../../../stacks/model/instant.ts";
import type { Attribution } from "../observation.ts";
import { type Asking, type LookUp, openLookups } from "./lookups.ts";

/** What is asked about a finding: under which names CloudTrail may know its subject, and which events would have brought it about. */
export type Question = { finding: string; resources: readonly string[]; events: readonly string[] };

/** Lookups of one run: 100 seconds at most. What is asked beyond stays unknown, and says so. */
const BUDGET = 200;

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
  const lookUp = openLookups(trail, BUDGET, asking);
  const answers: Attribution[] = [];
  for (const alike of Map.groupBy(questions, ({ events }) => events.join()).values()) {
    // Many findings of one kind are asked about by the events that bring such about: fewer lookups than one for each name.
    const { events } = alike[0]!;
    const listed = alike.length > 2 * events.length ? await listEvents(lookUp, events) : undefined;
    for (const { finding, resources } of alike) {
      const answer = listed && newestOf(listed, resources);
      answers.push({ finding, ...(answer ?? (await answerOf(lookUp, resources, events))) });
    }
  }
  return answers;
}

/** Every event of some kinds, as far back as all of them were listed: what is older than `since` may be hidden by what was not. */
type Listed = { events: readonly Event[]; since: Instant | undefined };

async function listEvents(lookUp: LookUp, names: readonly string[]): Promise<Listed | undefined> {
  try {
    const all = [];
    for (const name of names) all.push(await lookUp("EventName", name));
    const oldest = all.flatMap(({ events, whole }) =>
      whole
        ? []
        : events
            .flatMap(({ EventTime }) => (EventTime ? instantOf(EventTime) : []))
            .sort()
            .slice(0, 1),
    );
    return { events: all.flatMap(({ events }) => events), since: oldest.sort().at(-1) };
  } catch {
    // Each is asked about by its name then, and says itself why it is unknown.
    return undefined;
  }
}

/** Who is behind the newest of the listed events on a resource; `undefined` where something newer may not have been listed. */
function newestOf({ events, since }: Listed, resources: readonly string[]): Answer | undefined {
  const own = events.filter(({ Resources = [] }) => Resources.some(({ ResourceName = "" }) => resources.includes(ResourceName)));
  const newest = newestDone(own);
  if (newest === undefined) return since === undefined ? { known: false, because: NOT_THERE } : undefined;
  return since === undefined || newest.at >= since ? { known: true, ...newest } : undefined;
}

type Answer = { known: true; by: string; at: Instant; event: string } | { known: false; because: string };

async function answerOf(lookUp: LookUp, resources: readonly string[], events: readonly string[]): Promise<Answer> {
  try {
    for (const resource of resources) {
      const found = await lookUp("ResourceName", resource);
      const newest = newestDone(found.events.filter(({ EventName }) => events.includes(EventName ?? "")));
      if (newest) return { known: true, ...newest };
    }
    return { known: false, because: NOT_THERE };
  } catch (error) {
    const { name, message } = error as Error;
    return { known: false, because: `CloudTrail could not be asked: ${name}: ${message}`.slice(0, 300) };
  }
}

/** CloudTrail promises no order. */
function newestDone(events: readonly Event[]) {
  return events
    .flatMap(doneBy)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .at(0);
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
