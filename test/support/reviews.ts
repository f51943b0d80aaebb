import type { Observation } from "../../scripts/observe/observation.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { factsDigest, type ReviewDecision, type ReviewQuestion, type ShownFacts } from "../../stacks/model/review.ts";
import { observationOf, withPart } from "./observations.ts";
import { AS_OF } from "./small-organisation.ts";

/** When everything in `oldAccount` was made: long enough ago for a review of each class. */
export const LONG_AGO = "2026-01-01T00:00:00Z" as Instant;

/** The observation of `prod` in which everything is as old as `LONG_AGO`, and its roles were used yesterday. */
export function oldAccount(declared: Declared): Observation {
  return withPart(observationOf(declared, "prod"), "authorization", (authorization) => ({
    ...authorization,
    users: authorization.users.map((user) => ({ ...user, createdAt: LONG_AGO })),
    roles: authorization.roles.map((role) => ({ ...role, createdAt: LONG_AGO, lastUsedAt: "2026-11-23T00:00:00Z" as Instant })),
  }));
}

/** What is decided about one access, as written in a file. */
type Answer = { decision?: ReviewDecision; decidedAt?: string; to?: string; without?: readonly string[] };

/** The text of a review that was asked a week ago about these accesses, with these answers. */
export function reviewText(answers: Readonly<Record<string, Answer>>, asked = "2026-11-17"): string {
  const lines = Object.entries(answers).map(([access, answer]) => {
    const shown: ShownFacts = {
      ...{ can: ["read Amazon S3"], lastUse: "was last used yesterday", owner: "team/payments" as const },
      ...{ ends: "2027-06-30T00:00:00Z" as Instant, class: "non-human" as const, reviewed: LONG_AGO },
      ...{ recommendation: "keep" as const, because: "it is in use" },
    };
    const facts = factsDigest(access, shown);
    return [access, { shown, facts, ...answer }] as const;
  });
  return `${JSON.stringify({ asked, until: "2026-11-24", accesses: Object.fromEntries(lines) }, null, 2)}\n`;
}

/** A question to `w1` about these accesses, unless stated otherwise. */
export function questionOf(accesses: readonly string[], more: Partial<ReviewQuestion> = {}): ReviewQuestion {
  return {
    ...{ campaign: "2026-Q4", reviewer: "w1", number: 1, digest: "a".repeat(64), accesses },
    ...{ askedAt: "2026-11-01T00:00:00Z" as Instant, next: null, remindedAt: null },
    ...more,
  };
}

/** An observation that knows these questions. */
export function withAsked(observation: Observation, questions: readonly ReviewQuestion[]): Observation {
  return { ...observation, parts: { ...observation.parts, questions: { complete: true, value: questions, observedAt: AS_OF } } };
}
