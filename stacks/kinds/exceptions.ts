import { z } from "zod";
import { got, instant, owner, strictObject } from "../model/fields.ts";
import { parseRecordRef, type RecordRef } from "../model/ref.ts";

/** A documented exception as written; it declares no access, so it is no kind of the translation. */
export const exception = strictObject({
  rule: z.string().describe("name of a rule or a check"),
  subject: z
    .string()
    .refine((text) => parseRecordRef(text) !== undefined, { error: got("<kind>/<name> of this account") })
    .transform((text) => text as RecordRef)
    .describe("the record it holds for: <kind>/<name> of this account"),
  facet: z.string().optional().describe("narrows it to one facet of the subject"),
  reason: z.string().min(10).describe("why the rule cannot be met yet"),
  compensating: z.string().min(10).describe("what lowers the risk meanwhile"),
  approvedBy: owner.describe("who approved it; counts only if they really did"),
  expires: instant.describe("the first instant at which it holds no more"),
});
