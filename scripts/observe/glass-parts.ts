import { z } from "zod";
import type { Arn } from "../../stacks/iam/arn.ts";
import { type Instant, parseInstant } from "../../stacks/model/instant.ts";
import type { GLASS_PARTS } from "./parts.ts";

const instant = z
  .string()
  .refine((text) => parseInstant(text) === text, { error: "expected an instant" })
  .transform((text) => text as Instant);

/** Somebody took a break-glass role on; `session` should be called after an incident, `by` is who CloudTrail says it was. */
export type GlassUse = { role: Arn; session: string; at: Instant; by: string };

const glass = z.array(
  z.strictObject({
    role: z
      .string()
      .startsWith("arn:")
      .transform((text) => text as Arn),
    session: z.string(),
    at: instant,
    by: z.string(),
  }),
);

/** What the ledger says of one use of a break-glass record (`<account>/break-glass/<name>`) for one incident. */
export type Incident = {
  record: string;
  incident: string;
  /** When it was opened, each time; a use that nobody opened has none. */
  opened: readonly Instant[];
  /** When its review was written down last. */
  reviewed: Instant | null;
  reviewer: string | null;
  reviewBy: Instant | null;
};

const incidents = z.array(
  z.strictObject({
    record: z.string(),
    incident: z.string(),
    opened: z.array(instant),
    reviewed: instant.nullable(),
    reviewer: z.string().nullable(),
    reviewBy: instant.nullable(),
  }),
);

/** The parts that are in an observation only where the account has sealed identities. */
export type GlassParts = {
  /** Uses of break-glass roles in CloudTrail's 90 days. */
  glass: readonly GlassUse[];
  /** What the ledger knows of such uses. */
  incidents: readonly Incident[];
};

/** What each of them looks like in a saved observation. */
export const GLASS_SCHEMAS = { glass, incidents } as const satisfies Record<keyof typeof GLASS_PARTS, unknown>;
