import { z } from "zod";
import { got, instant, owner, strictObject } from "../model/fields.ts";
import { parseRecordRef, type RecordRef } from "../model/ref.ts";

/** A documented exception as written; it declares no access, so it is no kind of the translation. */
export const exception = strictObject({
  rule: z
    .string()
    .describe("name of a rule or a check")
    .meta({ examples: ["key-limit-active"] }),
  subject: z
    .string()
    .refine((text) => parseRecordRef(text) !== undefined, { error: got("<kind>/<name> of this account") })
    .meta({ examples: ["service-accounts/legacy-ftp"] })
    .transform((text) => text as RecordRef)
    .describe("the record it holds for: <kind>/<name> of this account"),
  facet: z
    .string()
    .optional()
    .describe("narrows it to one facet of the subject")
    .meta({ examples: ["key"] }),
  reason: z
    .string()
    .min(10)
    .describe("why the rule cannot be met yet")
    .meta({ examples: ["The bank pins one key per branch; one gateway replaces both in Q1"] }),
  compensating: z
    .string()
    .min(10)
    .describe("what lowers the risk meanwhile")
    .meta({ examples: ["Source-IP condition of the bank on the bucket policy"] }),
  approvedBy: owner.describe("who approved it; counts only if they really did"),
  expires: instant.describe("the first instant at which it holds no more"),
});
