import { z } from "zod";
import type { Instant } from "../../../stacks/model/instant.ts";
import { accountList } from "../applications/account.ts";

/** A deploy key of a repository: an SSH key that belongs to nobody and never ends. */
export type DeployKey = { id: number; repository: string; mayWrite: boolean; createdAt: Instant; lastUsedAt: Instant | null };

/** An App that is installed in the organisation. `writes` are the permissions of its that are more than reading, sorted. */
export type Installation = { id: number; app: string; allRepositories: boolean; suspended: boolean; writes: readonly string[] };

/**
 * Who may go past the rules of the repository. `rulesets` counts the active ones for branches; `actors` are those that these name, as
 * `<type>/<id>` or `<type>` where there is but one; `administrators` may change the rules, the owners of the organisation among them.
 */
export type Bypass = {
  repository: string;
  rulesets: number;
  actors: readonly { actor: string; ruleset: string; always: boolean }[];
  administrators: readonly { id: string; handle: string; owner: boolean }[];
};

const moment = z.iso.datetime().transform((text) => text as Instant);

/** Members and outside collaborators in a saved observation. */
export const githubAccounts = accountList;

/** Deploy keys in a saved observation. */
export const githubKeys = z.array(
  z.strictObject({
    id: z.int(),
    repository: z.string(),
    mayWrite: z.boolean(),
    createdAt: moment,
    lastUsedAt: moment.nullable(),
  }),
) as z.ZodType<readonly DeployKey[]>;

/** Installed Apps in a saved observation. */
export const githubApps = z.array(
  z.strictObject({
    id: z.int(),
    app: z.string(),
    allRepositories: z.boolean(),
    suspended: z.boolean(),
    writes: z.array(z.string()),
  }),
) as z.ZodType<readonly Installation[]>;

/** Who may bypass the rules, in a saved observation. */
export const githubBypass = z.strictObject({
  repository: z.string(),
  rulesets: z.int(),
  actors: z.array(z.strictObject({ actor: z.string(), ruleset: z.string(), always: z.boolean() })),
  administrators: z.array(z.strictObject({ id: z.string(), handle: z.string(), owner: z.boolean() })),
}) as z.ZodType<Bypass>;
