import type { Arn } from "../../../stacks/iam/arn.ts";
import type { Tags } from "../../../stacks/iam/entity.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { Observed } from "../../observe/observation.ts";

/**
 * An account that is to be adopted, as it was found. `elsewhere` is what the account's own program declares, `creators` who made what, where
 * CloudTrail was asked; `policyTags` are the tags of customer-managed policies, `undefined` where nobody read them. `ref` is written into each record.
 */
export type AccountFound = {
  account: Account;
  declared: Declared;
  observed: Observed;
  elsewhere: ReadonlySet<Arn>;
  creators: ReadonlyMap<Arn, string>;
  policyTags: ReadonlyMap<Arn, Tags> | undefined;
  asOf: Instant;
  ref: string;
};

/** What somebody found or chose and could have chosen otherwise: the value, why, and whether it is only a guess that a person has to confirm. */
export type Reasoned<T> = { value: T; because: string; guess: boolean };
