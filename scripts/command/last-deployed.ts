import type { AccountName, Commit, Declared, StackName } from "../../stacks/model/declared.ts";
import { between, type Instant } from "../../stacks/model/instant.ts";
import { accountOfStackName, stacksOf } from "../../stacks/model/slice.ts";
import type { Recent } from "../compare/settling.ts";
import type { Written } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import { readRecords } from "./records.ts";
import type { Side } from "./sides.ts";
import type { Source } from "./source.ts";

/** The commit that a stack was deployed from last. `side` is absent when its records cannot be had any more: then everything counts as new. */
export type LastDeployed = { commit: Commit; side: (Side & { program: string }) | undefined };

/**
 * Finds the records as they were deployed last to a stack. A stack that has never been deployed takes after those that its account had
 * before it was spread anew. Each commit is read once.
 */
export function lastDeployments(
  entries: readonly Written[],
  source: Source,
  declared: Declared,
): (stack: StackName) => Promise<LastDeployed | undefined> {
  const succeeded = entriesOf(entries, "deployed").filter(({ facts }) => facts.result === "succeeded");
  const read = new Map<string, Promise<Side | undefined>>();
  const sideOf = async (commit: Commit) => {
    const tree = await source.at(commit);
    return tree && { tree, declared: readRecords(tree) };
  };
  return async (stack) => {
    const name = accountOfStackName(stack);
    const ofAccount = succeeded.filter(({ facts }) => accountOfStackName(facts.stack) === name);
    const current = stacksOf(declared.accounts.get(name)!);
    const own = ofAccount.findLast(({ facts }) => facts.stack === stack || !current.includes(facts.stack));
    const entry = own ?? ofAccount.at(-1);
    if (!entry) return undefined;
    const commit = entry.facts.commit as Commit;
    const side = read.get(commit) ?? sideOf(commit);
    read.set(commit, side);
    const found = await side;
    return { commit, side: found && { ...found, program: entry.facts.program } };
  };
}

/**
 * The deployments of an account within `settings.grace.settle` of a moment, each with the records of the one before it. A deployment that
 * failed may have changed something too. One whose records before cannot be had any more is left out: then everything is a finding.
 */
export function recentDeployments(
  ledger: Pick<Ledger, "read">,
  source: Pick<Source, "at"> | undefined,
  { settings }: Declared,
): (account: AccountName, seenAt: Instant) => Promise<readonly Recent[]> {
  return async (account, seenAt) => {
    if (!source) return [];
    const all = entriesOf(await ledger.read(), "deployed").filter(({ facts }) => accountOfStackName(facts.stack) === account);
    const recent = all.filter(({ at }) => Math.abs(between(at, seenAt)) < settings.grace.settle);
    const found = await Promise.all(
      recent.map(async ({ at, number, facts }): Promise<readonly Recent[]> => {
        const earlier = all.filter((entry) => entry.number < number && entry.facts.result === "succeeded");
        // A stack that is new since the account was spread anew takes after what its account had.
        const before = earlier.findLast((entry) => entry.facts.stack === facts.stack) ?? earlier.at(-1);
        if (!before) return [{ at, before: undefined }];
        const tree = await source.at(before.facts.commit as Commit);
        return tree ? [{ at, before: readRecords(tree) }] : [];
      }),
    );
    return found.flat();
  };
}
