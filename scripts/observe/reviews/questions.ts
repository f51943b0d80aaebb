import { z } from "zod";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { ReviewQuestion } from "../../../stacks/model/review.ts";

const instant = z.string() as unknown as z.ZodType<Instant>;

/** What reviewers were asked, in a saved observation. */
export const questions = z.array(
  z.strictObject({
    campaign: z.string(),
    reviewer: z.string(),
    number: z.int(),
    digest: z.string(),
    accesses: z.array(z.string()),
    askedAt: instant,
    next: z.string().nullable(),
    remindedAt: instant.nullable(),
  }),
) as unknown as z.ZodType<readonly ReviewQuestion[]>;
