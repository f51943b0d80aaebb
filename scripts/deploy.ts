import { stacksOf } from "../stacks/model/slice.ts";
import { historyOf } from "./command/approved.ts";
import { bringHome } from "./command/bring-home.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { deployAccount } from "./command/deploy-account.ts";
import { evidenceOf } from "./command/deploy-evidence.ts";
import type { DeployedStack } from "./command/deploy-stack.ts";
import { ENGINE_OPTION, openEngine } from "./command/engines.ts";
import { openEvidence } from "./command/evidence/source.ts";
import { type Result, worst } from "./command/exit.ts";
import { readExtra } from "./command/extra.ts";
import { exceptionApprovers } from "./command/judge.ts";
import { lastDeployments } from "./command/last-deployed.ts";
import { asOfOption, COMMON } from "./command/options.ts";
import { programDigest } from "./command/program-digest.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { sayWhatRemains } from "./command/remaining.ts";
import { withScratch } from "./command/scratch.ts";
import { readSource } from "./command/source.ts";
import { openGitHub } from "./github/client.ts";
import { openHistory } from "./github/read/history.ts";
import { openClients } from "./observe/aws-iam/clients.ts";
import { deployJson, deployText, untouchedText } from "./report/deploy-text.ts";

/** `npm run deploy`: makes AWS be as the merged records say. AWS: write permissions of the deploy role; GitHub: contents write for the evidence. */
await main({
  name: "deploy",
  summary: "Judges the merged records again, makes AWS be as they say, and reads back whether it is.",
  details:
    "The records are those of the default branch of GITHUB_REPOSITORY where that is set, else those of HEAD; a working tree is never deployed.\nThe first deployment of a stack takes its commit as the baseline. Later ones deploy nothing while a commit since the last one was not merged\nby a pull request that was judged and approved (unapproved-change), and stop before an operation that the change of records does not show.",
  options: {
    stack: COMMON.stack,
    engine: { ...ENGINE_OPTION, help: `${ENGINE_OPTION.help} (auto takes the CLI if it is on the PATH)` },
    refresh: { help: "first read what differs in AWS into the state, so that it is put back; what on-call disabled stays disabled" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    "dry-run": { help: "judge and plan, and stop" },
    json: COMMON.json,
  },
  reads: {
    "AWS_*": "credentials of the account, AWS_ENDPOINT_URL",
    "PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE": "where the state is and what its secrets are encrypted with",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "where the merged records and the evidence are",
  },
  exits: {
    clean: "deployed, and AWS is as declared",
    error: "something could not be done",
    findings: "blocked, not approved, or AWS is not as declared afterwards",
    incomplete: "something could not be judged or read back",
  },
  examples: [
    "npm run deploy -- --stack prod",
    "npm run deploy -- --stack prod --engine embedded",
    "npm run deploy -- --stack prod --dry-run",
    "npm run deploy -- --stack prod --refresh",
  ],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const github = openGitHub(environment);
    const source = await readSource(github, root, log);
    const declared = readRecords(source.tree);
    const ledger = openEvidence(github, declared.settings);
    if (!options["dry-run"]) await bringHome(ledger, log);
    const entries = await ledger.read();
    const reading = github && { github, history: openHistory(github), source, entries };
    const engine = await openEngine(options.engine, "cli-if-there", environment, log);
    const [program, lastOf] = [programDigest(process.cwd()), lastDeployments(entries, source, declared)];
    const [results, untouched]: [DeployedStack[], string[]] = [[], []];
    try {
      for (const account of chosenStacks(declared, options.stack)) {
        (await openClients(declared.accounts.get(account)!)).close(); // wrong or missing credentials: before anything else
        const history = await historyOf(stacksOf(declared.accounts.get(account)!), lastOf, reading, source);
        const extra = await readExtra(account, { project: process.cwd(), declared, tree: source.tree, asOf, environment });
        const deployed = await withScratch((scratch) =>
          deployAccount({
            account,
            extra,
            declared,
            source,
            lastOf: (stack) => history.get(stack)?.last?.side,
            mergedOf: (stack) => history.get(stack)?.merged,
            approvers: exceptionApprovers(entries),
            program,
            engine,
            scratch,
            asOf,
            dryRun: options["dry-run"],
            refresh: options.refresh,
            log,
          }),
        );
        results.push(...deployed.stacks);
        untouched.push(...deployed.untouched);
        for (const result of deployed.stacks.filter(({ done }) => done)) {
          const { last, merged } = history.get(result.stack)!;
          const made = { engine: engine.name, program, baseline: last?.side === undefined };
          await ledger.append("deployed", now(), evidenceOf(result, source, merged, made));
          if (github) await sayWhatRemains({ github, ledger, entries }, result, merged);
        }
        if (deployed.stacks.some((result) => resultOf(result, options["dry-run"]) === "error")) break;
      }
    } finally {
      await engine.close();
    }
    const output = options.json
      ? JSON.stringify({ schema: "tenure/deploy/1", stacks: results.map(deployJson), untouched }, null, 2)
      : [...results.map((result) => deployText(result, root)), ...untouchedText(untouched)].join("\n\n");
    return { result: worst(results.map((result) => resultOf(result, options["dry-run"]))), output };
  },
});

function resultOf({ verdict, unshown, unapproved, reopened, done, readBack }: DeployedStack, dryRun: boolean): Result {
  if (verdict.verdict === "blocked" || [unshown, unapproved, reopened].some((reasons) => reasons.length > 0)) return "findings";
  if (verdict.verdict === "incomplete") return "incomplete";
  if (!done) return dryRun ? "clean" : "error";
  if (done.result === "failed") return "error";
  return ({ "as declared": "clean", differs: "findings", incomplete: "incomplete", "not done": "error" } as const)[readBack.result];
}
