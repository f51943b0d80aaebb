import { folder } from "../stacks/files/tree.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { decideInFiles } from "./command/decide-review.ts";
import { openEvidence } from "./command/evidence/source.ts";
import { observe, readObservations } from "./command/observe.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { recertify } from "./command/recertify.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { questionsOf } from "./command/review-questions.ts";
import { readSource } from "./command/source.ts";
import { quarterOf } from "./decide/requests/campaign.ts";
import { openGitHub, requireGitHub } from "./github/client.ts";
import type { Observation } from "./observe/observation.ts";
import { unobserved } from "./observe/sources.ts";
import { type Recertified, recertifyJson, recertifyText } from "./report/recertify-text.ts";
import { measuresOf, measuresText } from "./report/review-measures.ts";

/** `npm run recertify`: access is confirmed again. AWS: the read permissions of `observe/sources.ts`; GitHub with --propose: contents, pull requests and issues write. */
await main({
  name: "recertify",
  summary: "Asks whoever answers for an access whether it is still needed, and asks the next one where nobody answered.",
  details:
    "One pull request a reviewer, with a file in which each access has its facts and a decision: keep, reduce, revoke or hand over.\nThe reviewer's approval of that commit is the answer; `drift` proposes what was decided. Asking again asks nobody twice.\nReads only, unless --propose or --decide is given.",
  options: {
    campaign: { value: "<name>", help: "what the questions belong to (default: the quarter, e.g. 2026-Q4)" },
    propose: { help: "open the pull requests, remind whoever is late, and write evidence" },
    "dry-run": { help: "print the pull requests that would be opened, with their texts" },
    from: { value: "<file>", many: true, help: "go by a saved observation instead of asking AWS; may be repeated" },
    status: { help: "only measure: what is answered, in time, and what looks like a rubber stamp" },
    decide: { value: "<decision>", help: "write this decision into a reviewer's file: keep, reduce, revoke or hand over" },
    reviewer: { value: "<person/id>", help: "with --decide: whose file" },
    only: { value: "<access>", many: true, help: "with --decide: this line, e.g. prod/workloads/worker (default: all undecided ones)" },
    to: { value: "<owner>", help: "with --decide 'hand over': who answers for it from then on" },
    without: { value: "<name>", many: true, help: "with --decide reduce: a group or permission that goes" },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
  },
  reads: {
    "AWS_*": "credentials of the accounts, AWS_ENDPOINT_URL",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "where pull requests and evidence are",
  },
  exits: {
    clean: "everybody is asked who has to be",
    findings: "somebody is still to be asked, or nobody may answer for an access",
    incomplete: "an account could not be read, so nobody is asked about it",
    error: "something could not be done",
  },
  examples: [
    "npm run recertify -- --stack prod",
    "npm run recertify -- --campaign 2026-Q4 --from prod.json --propose",
    "npm run recertify -- --status --json",
    "npm run recertify -- --decide keep --reviewer person/w1001 --only prod/workloads/worker",
  ],
  async run({ options, environment, log }): Promise<Outcome> {
    const [root, asOf] = [options.root ?? "stacks", asOfOption(options["as-of"], now)];
    const campaign = options.campaign ?? quarterOf(asOf);
    requireName(campaign);
    if (options.decide !== undefined) return decideInFiles({ ...options, decide: options.decide, campaign, root, asOf });
    const github = options.propose ? requireGitHub(environment) : openGitHub(environment);
    const source = github ? await readSource(github, root, log) : { ...(await localSource(root)), branch: undefined };
    const declared = readRecords(source.tree);
    const ledger = openEvidence(github, declared.settings);
    if (options.status) {
      const measures = measuresOf([...declared.reviews.values()], questionsOf(await ledger.read(), declared), asOf);
      const json = { schema: "tenure/reviews/1", asOf, campaigns: measures };
      return { result: "clean", output: options.json ? JSON.stringify(json, null, 2) : measuresText(measures) };
    }
    const saved = readObservations(options.from);
    const observations: Observation[] = [];
    for (const stack of chosenStacks(declared, options.stack)) {
      const account = declared.accounts.get(stack)!;
      const found = saved.find((one) => one.account === stack);
      observations.push(found ?? (saved.length > 0 ? unobserved(account, asOf) : await observe(account, declared, false, log)));
    }
    const dryRun = options["dry-run"] || !options.propose;
    const result = await recertify({ declared, source, ledger, github, campaign, dryRun, asOf }, observations);
    const shown = options["dry-run"] ? result : withoutBodies(result);
    return { result: resultOf(result, dryRun), output: options.json ? recertifyJson(shown) : recertifyText(shown) };
  },
});

/** A campaign's name is a folder and part of a branch. @throws UsageError */
function requireName(campaign: string): void {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,31}$/.test(campaign) || campaign.endsWith(".lock"))
    throw new UsageError(`--campaign: expected up to 32 letters, digits, dots, dashes and underscores, got "${campaign}"`);
}

/** The records of a folder, for looking without GitHub. */
async function localSource(root: string) {
  const tree = folder(root);
  return { tree, prefix: "stacks/", description: root, at: async () => undefined };
}

function withoutBodies(result: Recertified): Recertified {
  const asked = result.asked.map(({ proposal: { body: _, ...proposal }, ...rest }) => ({ ...rest, proposal }));
  return { ...result, asked };
}

function resultOf({ stacks, asked, later, nobody, reminded }: Recertified, dryRun: boolean): Outcome["result"] {
  if (stacks.some(({ complete }) => !complete)) return "incomplete";
  const isLeft = later.length + nobody.length > 0 || (dryRun && asked.length + reminded.length > 0);
  return isLeft || asked.some(({ proposal }) => proposal.action === "left-alone") ? "findings" : "clean";
}
