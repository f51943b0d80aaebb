import { z } from "zod";
import { date, id, personRef, strictObject, uniqueList } from "./fields.ts";
import { afterLastDay, firstMoment, type Instant } from "./instant.ts";

/** A loss of people that was announced, as written in `directory/events/<name>.yaml`: for these, and in this window only, a feed of people may lack more than usual. */
export const announcedEvent = strictObject({
  reason: z
    .string()
    .min(1)
    .describe("what happens, for people")
    .meta({ examples: ["The Leipzig plant is sold"] }),
  people: uniqueList(id)
    .min(1)
    .optional()
    .describe("person ids of those who go: the guard is lifted for exactly these")
    .meta({ examples: [["w1042"]] }),
  count: z
    .int()
    .positive()
    .optional()
    .describe("how many go, where nobody may say yet who")
    .meta({ examples: [120] }),
  from: date.describe("first day, in settings.timeZone"),
  until: date.describe("last day, inclusive"),
  approvedBy: personRef.describe("who answers for it: person/<id> of the directory, who has not left"),
}).refine(({ people, count }) => (people === undefined) !== (count === undefined), {
  error: "expected either people or count",
  path: ["people"],
});

/** An announced event of the directory. */
export type AnnouncedEvent = z.output<typeof announcedEvent> & { id: string };

/** True within the window of an event: from its first day to the end of its last one. */
export function isUnderWay({ from, until }: Pick<AnnouncedEvent, "from" | "until">, timeZone: string, asOf: Instant): boolean {
  return firstMoment(from, timeZone) <= asOf && asOf < afterLastDay(until, timeZone);
}
