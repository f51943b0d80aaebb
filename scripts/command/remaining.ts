import { accountOfStackName } from "../../stacks/model/slice.ts";
import { changeOfBranch, isOfLeaver } from "../decide/change.ts";
import type { GitHub } from "../github/client.ts";
import { keepComment } from "../github/write/comment.ts";
import type { Written } from "../ledger/entry.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import { cell } from "../report/markdown.ts";
import type { Merged } from "./approved.ts";
import { now } from "./clock.ts";
import type { DeployedStack } from "./deploy-stack.ts";

/**
 * Asks, after a deployment was read back, whether what the bot's merged pull requests were about is gone; where it is not, each of them gets a comment
 * and the evidence an entry. Nothing is said of a deployment that failed: it says so itself, and the next one asks again.
 */
export async function sayWhatRemains(
  { github, ledger, entries }: { github: GitHub; ledger: Ledger; entries: readonly Written[] },
  { stack, remaining, done }: DeployedStack,
  merged: Merged | undefined,
): Promise<void> {
  if (done?.result !== "succeeded") return;
  const account = accountOfStackName(stack);
  const about = new Map(entriesOf(entries, "proposed").map(({ facts }) => [facts.number, facts]));
  for (const { pull, commit } of merged?.approved ?? []) {
    const proposed = about.get(pull);
    // What is of a person who has left is of all accounts.
    const isOfAccount = proposed?.stack === account || isOfLeaver(changeOfBranch(proposed?.branch ?? "") ?? "");
    const still = remaining.filter(({ id }) => isOfAccount && proposed?.findings?.includes(id));
    if (still.length === 0) continue;
    const lines = still.map(({ check, message }) => `- \`${check}\`: ${cell(message)}`);
    const text = `**Still there** after the deployment of \`${stack}\` at ${commit.slice(0, 10)} was read back from AWS:\n\n${lines.join("\n")}\n\n**Next step:** security looks at it; the next drift run proposes it again.`;
    await keepComment(github, pull, text, "still-there");
    await ledger.append("still-there", now(), { stack, number: pull, commit, findings: still.map(({ id }) => id) });
  }
}
