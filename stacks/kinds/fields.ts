import { z } from "zod";
import { type Arn, isAwsManagedPolicy } from "../iam/arn.ts";
import { DocumentError, type PolicyDocument, parseDocument } from "../iam/document.ts";
import { PLATFORM_PATHS } from "../iam/entity.ts";
import { LEGAL_NAME, LEGAL_TAG_TEXT, QUOTAS } from "../iam/quotas.ts";
import { got, instant, owner, strictObject, wordRecord } from "../model/fields.ts";
import { TENURE_PATH } from "../model/lifecycle.ts";

/** The fields that several kinds of records share. */

/** The name of a group of the account. */
export const group = z
  .string()
  .regex(LEGAL_NAME, { error: got("the name of a record under groups/") })
  .describe("the name of a record under groups/")
  .meta({ examples: ["ledger-writers"] });

/** A managed policy: an ARN of AWS's own, or the name of a record under `permissions/`. */
export const permission = z
  .string()
  .refine((text) => isAwsManagedPolicy(text) || LEGAL_NAME.test(text), {
    error: got("the name of a record under permissions/ or an ARN of AWS's own (arn:aws:iam::aws:policy/…)"),
  })
  .describe("the name of a record under permissions/, or the ARN of a policy that AWS keeps")
  .meta({ examples: ["ledger-write", "arn:aws:iam::aws:policy/ReadOnlyAccess"] });

const arn = z
  .custom<Arn>((value) => typeof value === "string" && value.startsWith("arn:"), { error: "expected an ARN" })
  .meta({
    examples: ["arn:aws:iam::000000000000:policy/old-policy"],
  });

/** A policy document in IAM's own grammar, for what was adopted as it stood. */
export const document = z
  .record(z.string(), z.unknown())
  .transform((raw, context): PolicyDocument => {
    try {
      return parseDocument(raw);
    } catch (error) {
      if (!(error instanceof DocumentError)) throw error;
      context.addIssue({ code: "custom", message: error.message });
      return z.NEVER;
    }
  })
  .describe("a policy document in IAM's own JSON grammar")
  .meta({ examples: [{ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] }] });

/** Foreign tags that are kept; those that are not declared are deleted by a deployment. */
const tags = wordRecord(z.string().max(QUOTAS.tagKeyLength), z.string().max(QUOTAS.tagValueLength).regex(LEGAL_TAG_TEXT))
  .describe("tags of other tools that are kept")
  .meta({ examples: [{ Team: "ledger" }] });

/** Why somebody did something, and where it is written up. */
const reason = z
  .string()
  .describe("why, in a few words")
  .meta({ examples: ["not used since the move"] });
const ref = z
  .string()
  .describe("where it is written up: a pull request, a ticket")
  .meta({ examples: ["#512", "INC-2231"] });

/** What every record of an identity, a group or a permission says. */
export const accountable = {
  owner,
  purpose: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[^\r\n]+$/, { error: "expected one sentence on one line" })
    .describe("what it is for, in one sentence")
    .meta({ examples: ["Nightly invoice export to the ledger bucket"] }),
  expires: instant.describe("the first instant at which access is gone"),
  restored: strictObject({ at: instant.describe("when it was taken back"), reason: reason.min(3), ref })
    .optional()
    .describe("why a retired name is in use again by the same owner: in AWS it is a new identity under an old name"),
};

/** Where a record of something that already existed came from; sets the import. */
const adopted = strictObject({ at: instant.describe("when it was taken over"), ref })
  .optional()
  .describe("when and in which pull request it was taken over from the account; written by commands");

/** Fields of everything that was or may have been adopted. */
export const adoptable = {
  adopted,
  tags: tags.optional(),
};

/** Paths on which no record can stand: Tenure's own, and those whose roles count as AWS's own, so that nothing on them would be compared. */
const RESERVED_PATHS = [TENURE_PATH, ...PLATFORM_PATHS];

/** True for paths on which a record can stand. */
export function isDeclarable(path: string): boolean {
  return !RESERVED_PATHS.some((reserved) => path.toLowerCase().startsWith(reserved));
}

const path = z
  .string()
  // One class between the slashes, so that no text can make the matching slow: a record may come from anybody's pull request.
  .regex(/^\/([\x21-\x7e]*\/)?$/, { error: "expected a path that begins and ends with /" })
  .refine(isDeclarable, { error: `expected a path other than ${RESERVED_PATHS.join(", ")}, which only Tenure and AWS themselves write` })
  .max(QUOTAS.pathLength);

/** What everything that AWS can deny has: a state, and why it is not the usual one. */
export const disabledFields = {
  state: z.enum(["active", "disabled"]).optional().describe("active unless stated; disabled denies everything and can be undone exactly"),
  disabled: strictObject({ since: instant.describe("from when on"), reason, ref })
    .optional()
    .describe("why it is disabled; written by commands"),
};

/** Characters of `until-20261123T180000Z-`. */
const LONGEST_BOUNDARY_PREFIX = 23;

/** What identities have beyond that: a state, a path that never changes, and what they had before they were adopted. */
export const identity = {
  ...accountable,
  ...adoptable,
  ...disabledFields,
  path: path
    .optional()
    .describe("IAM path, / unless stated; never changed afterwards")
    .meta({ examples: ["/apps/"] }),
  boundary: z
    .string()
    .regex(LEGAL_NAME, { error: got("the name of a record under permissions/") })
    .max(QUOTAS.nameLength.policy - LONGEST_BOUNDARY_PREFIX)
    // A number after a dot is the version of the lock (records.md, clarification 10).
    .refine((name) => !/\.\d+$/.test(name), { error: got("a name that does not end in a dot and a number") })
    .optional()
    .describe("the record under permissions/ that says what it may do at most; merged with its end into one boundary")
    .meta({ examples: ["ticket-tools"] }),
};

/** Policies that hung directly on a user or stood inline when it was adopted; they are imported, and rules speak against them. */
export const legacy = strictObject({
  attached: z.array(arn).optional().describe("managed policies by ARN"),
  inline: wordRecord(z.string(), document)
    .optional()
    .describe("inline policies by name")
    .meta({
      examples: [{ old: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }] } }],
    }),
})
  .optional()
  .describe("policies that were attached to the identity itself when it was adopted");

/** The two fields belong together: neither a state without its reason nor a reason without the state. */
export function statesItsReason(record: { state?: string | undefined; disabled?: unknown }): boolean {
  return (record.state === "disabled") === (record.disabled !== undefined);
}

/** Message of `statesItsReason`. */
export const STATES_ITS_REASON = { error: 'expected "state: disabled" and "disabled: { since, reason, ref }" together', path: ["state"] };
