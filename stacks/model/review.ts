import { createHash } from "node:crypto";
import { z } from "zod";
import { got, instant, owner, strictObject, uniqueList, wordRecord } from "./fields.ts";
import type { Instant } from "./instant.ts";
import type { Source } from "./source.ts";

/** What a reviewer may say about an access. */
export const DECISIONS = ["keep", "reduce", "revoke", "hand over"] as const;

/** One of them. */
export type ReviewDecision = (typeof DECISIONS)[number];

/** How often an access is to be confirmed follows from its class (settings.yaml `reviews`). */
export const REVIEW_CLASSES = ["privileged", "non-human", "other"] as const;

/** The class of an access, as reviews count it. */
export type ReviewClass = (typeof REVIEW_CLASSES)[number];

const decision = z.enum(DECISIONS);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, { error: got("a SHA-256 in hexadecimal") });

/** `<account>/<kind>/<name>`, as the tag of a record says it. */
const access = z.string().regex(/^[^/\s]+\/[a-z-]+\/[^/\s]+$/, { error: got("<account>/<kind>/<name>") });

const shown = strictObject({
  can: z
    .array(z.string())
    .meta({ description: "what it may do, in words; what is denied begins with not", examples: [["read from s3 in prod"]] }),
  lastUse: z.string().meta({ description: "when it was last used, as AWS tells it", examples: ["2026-11-20"] }),
  owner: owner.describe("who answered for it"),
  ends: instant.describe("its end"),
  class: z.enum(REVIEW_CLASSES).describe("how often it is confirmed follows from it"),
  reviewed: instant.describe("when somebody last confirmed it; when it was made if nobody has"),
  recommendation: decision.nullable().describe("what the facts speak for; null when they say too little"),
  because: z.string().meta({ description: "why that is recommended", examples: ["not used in 120 days"] }),
});

const line = strictObject({
  shown: shown.describe("the facts as the reviewer sees them, written by the bot and never changed"),
  facts: sha256.meta({
    description: "digest of the facts shown: what was decided was decided about these",
    examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
  }),
  decision: decision.nullable().default(null).describe("keep, reduce, revoke or hand over; null is undecided"),
  decidedAt: instant.optional().describe("when; without it the day on which it was asked counts"),
  to: owner.optional().describe("with hand over: who answers for it from then on"),
  without: uniqueList(z.string())
    .min(1)
    .optional()
    .meta({ description: "with reduce: the groups and permissions that go, as its record names them", examples: [["ledger-writers"]] }),
}).superRefine((said, context) => {
  const complain = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if ((said.decision === "hand over") !== (said.to !== undefined)) complain("to", "expected with `decision: hand over`, and only there");
  if ((said.decision === "reduce") !== (said.without !== undefined))
    complain("without", "expected with `decision: reduce`, and only there");
  if (said.decision === null && said.decidedAt !== undefined) complain("decidedAt", "expected only where something is decided");
});

/** The questions to one reviewer and the answers, as written in `reviews/<campaign>/<reviewer>.yaml`. */
export const review = strictObject({
  asked: instant.describe("when it was asked"),
  until: instant.describe("after it the next one is asked (settings.yaml reviews.silence)"),
  accesses: wordRecord(access, line).describe("one key for each access: <account>/<kind>/<name>"),
}).superRefine(({ asked, accesses }, context) => {
  for (const [key, { shown: facts, facts: digest, decidedAt }] of Object.entries(accesses)) {
    const complain = (field: string, message: string) => context.addIssue({ code: "custom", path: ["accesses", key, field], message });
    if (factsDigest(key, facts) !== digest) complain("facts", "the facts shown are not those of this digest: they are never changed");
    if (decidedAt !== undefined && decidedAt < asked) complain("decidedAt", `${decidedAt} is before it was asked (${asked})`);
  }
});

/** The facts that a reviewer is shown about one access. */
export type ShownFacts = z.output<typeof shown>;

/** A review as read. `reviewer` is the id of a person. */
export type Review = z.output<typeof review> & { campaign: string; reviewer: string; source: Source };

/** One line of a review that is decided. `at`: when, by the line or else by the day on which it was asked. */
export type Decided = {
  access: string;
  campaign: string;
  reviewer: string;
  decision: ReviewDecision;
  at: Instant;
  to: string | undefined;
  without: readonly string[];
};

/**
 * A question as the ledger keeps it. `digest` is that of what was asked, `next` who may answer as well since `remindedAt`,
 * both null while nobody was reminded; `accesses` are `<account>/<kind>/<name>`.
 */
export type ReviewQuestion = {
  campaign: string;
  reviewer: string;
  number: number;
  digest: string;
  accesses: readonly string[];
  askedAt: Instant;
  next: string | null;
  remindedAt: Instant | null;
};

/** The digest of what a reviewer is shown about an access: the same facts, the same digest, however the file is written. */
export function factsDigest(access: string, facts: ShownFacts): string {
  const { can, lastUse, owner: who, ends, class: of, reviewed, recommendation, because } = facts;
  return sha256Of([access, can, lastUse, who, ends, of, reviewed, recommendation, because]);
}

/** The digest of everything that was asked in one file, whatever was answered. */
export function questionDigest({ asked, until, accesses }: Pick<Review, "asked" | "until" | "accesses">): string {
  const lines = Object.entries(accesses).map(([key, { facts }]) => [key, facts] as const);
  return sha256Of([asked, until, lines.sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** The last decision about each access, by `<account>/<kind>/<name>`. What was read is never changed, so it is put together once. */
export function lastDecisions(reviews: ReadonlyMap<string, Review>): ReadonlyMap<string, Decided> {
  const known = LAST.get(reviews) ?? indexDecisions(reviews);
  LAST.set(reviews, known);
  return known;
}

const LAST = new WeakMap<ReadonlyMap<string, Review>, ReadonlyMap<string, Decided>>();

function indexDecisions(reviews: ReadonlyMap<string, Review>): ReadonlyMap<string, Decided> {
  const all = [...reviews.values()].flatMap(decisionsIn).sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  return new Map(all.map((one) => [one.access, one]));
}

/** The lines of one review that are decided. */
export function decisionsIn({ campaign, reviewer, asked, accesses }: Review): readonly Decided[] {
  return Object.entries(accesses).flatMap(([key, { decision: said, decidedAt = asked, to, without = [] }]) =>
    said === null ? [] : [{ access: key, campaign, reviewer, decision: said, at: decidedAt, to, without }],
  );
}

function sha256Of(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
