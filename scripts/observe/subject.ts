import type { Arn } from "../../stacks/iam/arn.ts";
import type { Elsewhere } from "../../stacks/model/ref.ts";

/** A single entity of which a source would not tell: one of AWS, a person, or something of an application. */
export type Subject = Arn | `person/${string}` | Elsewhere;
