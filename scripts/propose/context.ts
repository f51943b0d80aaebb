import type { Account, Declared, DeclaredRecord } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { Change } from "../decide/change.ts";
import type { ProposedFile } from "./files.ts";

/** What every section of a body may use. `prefix` leads from the repository to the records (`stacks/`). */
export type Context = {
  change: Change;
  declared: Declared;
  /** Absent for a change of a person, which may touch several. */
  account: Account | undefined;
  /** The record as it is on base; absent for what is adopted. */
  record: DeclaredRecord | undefined;
  files: readonly ProposedFile[];
  reviewers: readonly string[];
  asOf: Instant;
  prefix: string;
};

/** One section of a body: its text, or nothing. */
export type Section = (context: Context) => string;
