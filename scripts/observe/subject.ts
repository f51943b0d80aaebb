import type { Arn } from "../../stacks/iam/arn.ts";

/** A single entity of which a source would not tell: one of AWS, or a person. */
export type Subject = Arn | `person/${string}`;
