import { z } from "zod";
import type { ArnHome } from "../iam/arn.ts";
import type { Directory } from "./directory.ts";
import type { Exception } from "./exception.ts";
import { accountId, owner, strictObject } from "./fields.ts";
import type { Accountable } from "./lifecycle.ts";
import type { OwnerRef, RecordRef } from "./ref.ts";
import type { Review } from "./review.ts";
import type { Settings } from "./settings.ts";
import type { Source } from "./source.ts";

/** A full commit hash. */
export type Commit = string & { readonly commit: true };

/** The name of an account's folder. */
export type AccountName = string;

/** A Pulumi stack: one account, or one slice of it (`model/slice.ts`). */
export type StackName = string;

/** One record as read. What `fields` holds beyond the common part depends on `kind`; `kinds/kinds.ts` narrows it. */
export type DeclaredRecord<Fields extends Accountable = Accountable> = {
  ref: RecordRef;
  kind: string;
  name: string;
  fields: Fields;
  source: Source;
};

/** A record that was retired: its name is not given to somebody else. `applications` are the accounts elsewhere that it named. */
export type RetiredRecord = {
  ref: RecordRef;
  kind: string;
  name: string;
  source: Source;
  applications?: Readonly<Record<string, string | number>> | undefined;
};

/** An account as written in `accounts/<account>/account.yaml`. */
export const accountFile = strictObject({
  id: accountId.describe("AWS account id, in quotes"),
  environment: z.enum(["production", "non-production"]).describe("enters risk and rules"),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "expected a region such as us-east-1" })
    .describe("where the account's calls go; IAM itself has no region")
    .meta({ examples: ["us-east-1"] }),
  partition: z.enum(["aws", "aws-cn", "aws-us-gov"]).default("aws").describe("the AWS partition"),
  owner: owner.describe("who answers for the account, and for what nobody declared"),
  slices: z.int().min(1).max(100).default(1).describe("number of Pulumi stacks the account is spread over"),
});

/** One AWS account and all that is declared in it. */
export type Account = ArnHome & {
  name: AccountName;
  environment: "production" | "non-production";
  region: string;
  /** Fallback owner of what nobody declared. */
  owner: OwnerRef;
  /** Number of Pulumi stacks that it is spread over. */
  slices: number;
  records: ReadonlyMap<RecordRef, DeclaredRecord>;
  retired: ReadonlyMap<RecordRef, RetiredRecord>;
  exceptions: readonly Exception[];
  source: Source;
};

/** Everything that should be, read from one tree of files. */
export type Declared = {
  commit: Commit | "working tree";
  settings: Settings;
  directory: Directory;
  accounts: ReadonlyMap<AccountName, Account>;
  /** Reviews of access, by `<campaign>/<reviewer>`; they never enter the plan. */
  reviews: ReadonlyMap<string, Review>;
};

/** What `--stack` may name, in order: the accounts, each with all its slices. */
export function stackNames(declared: Declared): readonly StackName[] {
  return [...declared.accounts.keys()].sort();
}

/** All exceptions of all accounts. */
export function allExceptions(declared: Declared): readonly Exception[] {
  return [...declared.accounts.values()].flatMap((account) => account.exceptions);
}
