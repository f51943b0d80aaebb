import { z } from "zod";
import { date, id, instant } from "../../../stacks/model/fields.ts";
import { type Instant, isTimeZone } from "../../../stacks/model/instant.ts";

/** What a source of people says of one of them, in its own words for type and status; `null` is what it does not say. */
export const statedPerson = z.strictObject({
  id,
  type: z.string().nullable().default(null),
  status: z.string(),
  starts: date.nullable().default(null),
  ends: date.nullable().default(null),
  department: z.string().nullable().default(null),
  position: z.string().nullable().default(null),
  manager: id.nullable().default(null),
  timeZone: z.string().refine(isTimeZone, { error: "expected a time zone such as Europe/Berlin" }).nullable().default(null),
});

/** The neutral record of people, `tenure/hr/1`: what a feed says and when it was made. `complete`: whoever is not in it is not there. */
export const hrFeed = z.strictObject({
  schema: z.literal("tenure/hr/1"),
  source: z.string(),
  tenant: z.string().nullable().default(null),
  asOf: instant,
  complete: z.boolean(),
  count: z.int().min(0),
  people: z.array(statedPerson),
});

/** A feed as it came: every adapter makes one. */
export type HrFeed = z.output<typeof hrFeed>;

/** A person as a feed states them. */
export type StatedPerson = z.output<typeof statedPerson>;

/** A person in our words. `ends` is the last day, inclusive. */
export type HrPerson = Omit<StatedPerson, "type" | "status"> & {
  type: "employee" | "contractor" | "seasonal" | "external" | null;
  status: "active" | "leave" | "left";
};

/** People as a good feed shows them: the part `people`. */
export type People = { source: string; tenant: string | null; asOf: Instant; people: readonly HrPerson[] };

/** The part `people` as an observation holds it. */
export const people = z.strictObject({
  source: z.string(),
  tenant: z.string().nullable(),
  asOf: instant,
  people: z.array(
    z.strictObject({
      ...statedPerson.shape,
      type: z.enum(["employee", "contractor", "seasonal", "external"]).nullable(),
      status: z.enum(["active", "leave", "left"]),
    }),
  ),
}) as z.ZodType<People>;

/** Somebody of whom a feed says what nobody understands: held as they are, never taken for gone. */
export type Held = { subject: `person/${string}`; reason: string };

/** Words of a feed for ours. */
export type Words = { status: Readonly<Record<string, HrPerson["status"]>>; type: Readonly<Record<string, NonNullable<HrPerson["type"]>>> };

/** Puts a feed's words in ours. A word that is neither ours nor declared holds the person, whatever it may mean. */
export function inOurWords(feed: HrFeed, words: Words): { people: readonly HrPerson[]; held: readonly Held[] } {
  const held: Held[] = [];
  const read = feed.people.flatMap((stated): HrPerson[] => {
    const status = wordOf(STATUSES, words.status, stated.status);
    const type = stated.type === null ? null : wordOf(TYPES, words.type, stated.type);
    const reasons = [
      ...(status === undefined ? [`status: "${stated.status}" is no word that sources.hr.words.status knows`] : []),
      ...(type === undefined ? [`type: "${stated.type}" is no word that sources.hr.words.type knows`] : []),
      ...(stated.starts !== null && stated.ends !== null && stated.ends < stated.starts
        ? [`ends: ${stated.ends} is before starts: ${stated.starts}`]
        : []),
    ];
    if (status !== undefined && type !== undefined && reasons.length === 0) return [{ ...stated, status, type }];
    held.push({ subject: `person/${stated.id}`, reason: reasons.join("; ") });
    return [];
  });
  return { people: read, held };
}

const STATUSES = ["active", "leave", "left"] as const;
const TYPES = ["employee", "contractor", "seasonal", "external"] as const;

function wordOf<Word extends string>(ours: readonly Word[], declared: Readonly<Record<string, Word>>, word: string): Word | undefined {
  return Object.hasOwn(declared, word) ? declared[word] : ours.find((one) => one === word);
}
