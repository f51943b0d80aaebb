import type { Instant } from "../../stacks/model/instant.ts";
import { isAbout } from "../decide/change.ts";
import { firstRun } from "../decide/onboarding.ts";
import type { GitHub } from "../github/client.ts";
import { openHistory } from "../github/read/history.ts";
import { findIssue, keepIssue } from "../github/write/issue.ts";
import { entriesOf, type Ledger } from "../ledger/ledger.ts";
import type { BotPullRequest } from "../observe/pull-requests/bot-pull-request.ts";
import { dashboardMarkdown, type OpenDecision, onboardingMarkdown } from "../report/dashboard.ts";
import { type DriftResult, statusOf } from "../report/drift-json.ts";
import { type Drifted, type DriftRun, proposeStack } from "./drift-stack.ts";
import { planProposals, readBotPullRequests } from "./pull-requests.ts";
import { listen } from "./said.ts";
import type { Source } from "./source.ts";

/**
 * True when drift has opened something before, or somebody closed the issue that lists what it would open. What people asked the bot for
 * (requests, reviews, adoption) says nothing about whether anybody has looked at what drift would do.
 */
export async function hasBegun(github: GitHub, ledger: Ledger): Promise<boolean> {
  const entries = await ledger.read();
  if (entriesOf(entries, "proposed").some(({ facts }) => facts.branch.startsWith("revoke/"))) return true;
  return (await findIssue(github, "onboarding"))?.state === "closed";
}

/** Does what people said on the bot's pull requests. Lines for people. */
export async function hearComments(github: GitHub, ledger: Ledger, source: Source, asOf: Instant): Promise<readonly string[]> {
  const pulls = await readBotPullRequests(github, ledger);
  if (!pulls.complete) return [`nothing was heard: ${pulls.gap.reason}`];
  const reading = { github, history: openHistory(github), source, entries: await ledger.read() };
  const heard = await listen({ reading, ledger, pulls: pulls.value, asOf });
  return heard.map(({ number, text }) => `#${number}  ${text}`);
}

/** Opens what was decided about each account, and then says on one issue how everything stands. */
export async function proposeRun(
  run: DriftRun,
  github: GitHub,
  ledger: Ledger,
  drifted: readonly Drifted[],
): Promise<readonly DriftResult[]> {
  const { declared, asOf } = run;
  const changes = drifted.flatMap(({ asked }) => asked);
  const first = firstRun(changes, declared, run.hasBegun);
  const results: DriftResult[] = [];
  for (const one of drifted) results.push(await proposeStack(run, github, ledger, one));
  if (first) {
    const titles = planProposals(changes, declared, run.tree, run.source!.prefix, asOf).map(({ title }) => title);
    await keepIssue(github, {
      topic: "onboarding",
      title: "Tenure: what the first run would open",
      body: onboardingMarkdown(titles, asOf),
    });
  }
  const pulls = await readBotPullRequests(github, ledger);
  const body = dashboardMarkdown({
    asOf,
    declared,
    results,
    decisions: pulls.complete ? decisionsOf(run, drifted, pulls.value) : [],
    lastComplete: await lastComplete(run, ledger, results),
  });
  await keepIssue(github, { topic: "dashboard", title: "Tenure: how things stand", body });
  return results;
}

function decisionsOf({ declared }: DriftRun, drifted: readonly Drifted[], pulls: readonly BotPullRequest[]): readonly OpenDecision[] {
  const changes = drifted.flatMap(({ asked }) => asked);
  const proposals = new Map(drifted.flatMap((one) => one.proposals).map((proposal) => [proposal.branch, proposal]));
  const { checks } = declared.settings.urgent;
  return pulls
    .filter(({ state }) => state === "open")
    .map((pull) => {
      const about = changes.find((change) => isAbout(pull, change));
      const proposal = proposals.get(pull.branch);
      return {
        number: pull.number,
        url: pull.url,
        title: proposal?.title ?? pull.branch,
        openedAt: pull.createdAt,
        who: proposal?.reviewers ?? [],
        urgent: about?.because.some(({ check }) => checks.includes(check)) ?? false,
      };
    });
}

/** By the ledger, this run included; an account that was never read completely is named too. */
async function lastComplete({ declared, asOf }: DriftRun, ledger: Ledger, results: readonly DriftResult[]) {
  const runs = entriesOf(await ledger.read(), "drift").filter(({ facts }) => facts.status !== "incomplete");
  const now = new Set(results.filter((result) => statusOf(result) !== "incomplete").map(({ comparison }) => comparison.account));
  return new Map(
    [...declared.accounts.keys()].map(
      (name) => [name, now.has(name) ? asOf : runs.findLast(({ facts }) => facts.stack === name)?.at] as const,
    ),
  );
}
