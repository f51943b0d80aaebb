import { z } from "zod";
import { type Duration, type Instant, parseDate, parseDuration, parseInstant } from "./instant.ts";
import { type OwnerRef, parseOwner } from "./ref.ts";
import { didYouMean } from "./suggestion.ts";

/** The building blocks of every schema: one spelling, one meaning and one message for each. */

/** An object that knows its keys: an unknown one is an error with a suggestion, a line of the message for each. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  const unknown = (key: string) => `unknown key "${key}"${didYouMean(key, known) || `; known are ${known.join(", ")}`}`;
  return z.strictObject(shape, { error: (issue) => (issue.code === "unrecognized_keys" ? issue.keys.map(unknown).join("\n") : undefined) });
}

/**
 * Free words to values, as in tags and conditions. `__proto__` is refused: a plain record would drop it without a word,
 * and a condition that is not there makes a statement wider than it reads.
 */
export function wordRecord<Value extends z.ZodType>(key: z.ZodString, value: Value) {
  return z.preprocess(
    (input, context) => {
      if (typeof input === "object" && input !== null && Object.hasOwn(input, "__proto__"))
        context.addIssue({ code: "custom", message: 'expected another key than "__proto__"' });
      return input;
    },
    z.record(key, value),
  );
}

/** A list in which nothing stands twice: saying a thing again means nothing, and is most likely a slip for something else. */
export function uniqueList<Item extends z.ZodType<string>>(item: Item) {
  return z.array(item).superRefine((list, context) => {
    const twice = list.findIndex((value, index) => list.indexOf(value) !== index);
    if (twice >= 0)
      context.addIssue({ code: "custom", path: [twice], message: `expected each once, got ${JSON.stringify(list[twice])} again` });
  });
}

/** A length of time such as `180d`, `12h`, `5m`; milliseconds once read. */
export const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, { error: got("a length of time such as 180d, 12h or 5m") })
  .meta({ examples: ["180d", "12h"] })
  .transform((text): Duration => parseDuration(text)!)
  .describe("a length of time such as 180d, 12h or 5m");

/** An end or another moment: a date means 00:00:00Z of that date. */
export const instant = z
  .string()
  .refine((text) => parseInstant(text) !== undefined, {
    error: got("a date such as 2027-03-31 or an instant such as 2027-03-31T18:00:00Z"),
  })
  .meta({ examples: ["2027-03-31", "2027-03-31T18:00:00Z"] })
  .transform((text): Instant => parseInstant(text)!);

/** A calendar day. */
export const date = z
  .string()
  .refine((text) => parseDate(text) !== undefined, { error: got("a date such as 2027-03-31") })
  .meta({ examples: ["2027-03-31"] });

/** `team/<id>` or `person/<id>`; that it exists in the directory is checked across files. */
export const owner = z
  .string()
  .refine((text) => parseOwner(text) !== undefined, { error: got("team/<id> or person/<id>") })
  .meta({ examples: ["team/payments", "person/w1042"] })
  .transform((text) => text as OwnerRef)
  .describe("who answers for it: team/<id> or person/<id> of the directory");

/** `person/<id>`. */
export const personRef = z
  .string()
  .refine((text) => parseOwner(text)?.type === "person", { error: got("person/<id>") })
  .meta({ examples: ["person/w1042"] })
  .transform((text) => text as `person/${string}`)
  .describe("person/<id> of the directory");

/** The id of a person or a team: the stem of its file. */
export const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: got("an id of letters, digits, dots, dashes and underscores") })
  .meta({ examples: ["w1042"] });

/** A 12-digit account id; quoted in YAML, or its leading zeros would be lost. */
export const accountId = z
  .string({ error: got("12 digits in quotes") })
  .regex(/^\d{12}$/, { error: got("12 digits in quotes") })
  .describe("12 digits, in quotes")
  .meta({ examples: ["000000000000"] });

/** `expected …, got …`: the one form of a message about a value. */
export function got(expected: string) {
  return ({ input }: { input?: unknown }) => `expected ${expected}, got ${JSON.stringify(input) ?? "nothing"}`;
}
