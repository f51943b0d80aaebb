import type { Arn } from "./arn.ts";
import { documentOf, type PolicyDocument } from "./document.ts";

/** What a reader may do with a secret. */
export const READ_SECRET = "secretsmanager:GetSecretValue";

/** The policy of a secret: it allows its readers to read, and denies nobody anything, so that no mistake in it can lock the account out of its own secret. */
export function secretPolicy(readers: readonly Arn[]): PolicyDocument {
  return documentOf({
    sid: "Readers",
    effect: "Allow",
    principals: [{ type: "AWS", values: readers }],
    actions: [READ_SECRET],
    resources: ["*"],
    conditions: [],
  });
}
