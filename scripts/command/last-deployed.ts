import type { Commit, Declared, StackName } from "../../stacks/model/declared.ts";
import { accountOfStackName, stacksOf } from "../../stacks/model/slice.ts";
import type { Written } from "../ledger/entry.ts";
import { entriesOf } from "../ledger/ledger.ts";
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
