import { folder } from "../stacks/files/tree.ts";
import { bringHome } from "./command/bring-home.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { type DriftRun, driftStacks } from "./command/drift-stack.ts";
import { openEvidence } from "./command/evidence/source.ts";
import { worst } from "./command/exit.ts";
import { readExtra } from "./command/extra.ts";
import { readIncidents } from "./command/incidents.ts";
import { recentDeployments } from "./command/last-deployed.ts";
import { readObservations, readOutside } from "./command/observe.ts";
import { asOfOption, COMMON } from "./command/options.ts";
import { hasBegun, hearComments, proposeRun } from "./command/propose-run.ts";
import { readBotPullRequests } from "./command/pull-requests.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { readQuestions } from "./command/review-questions.ts";
import { saveObservation } from "./command/save-observation.ts";
import { readSightings } from "./command/sightings.ts";
import { readSource } from "./command/source.ts";
import { openGitHub, requireGitHub } from "./github/client.ts";
import { NOTHING_OUTSIDE } from "./observe/outside.ts";
import { type DriftResult, driftJson, statusOf } from "./report/drift-json.ts";
import { driftText } from "./report/drift-text.ts";

/** `npm run drift`: what differs between the records and AWS, and what to do about it. AWS: the read permissions of `observe/sources.ts`; GitHub with --propose: contents and pull requests write. */
await main({
  name: "drift",
  summary: "Compares the merged records with AWS and the directory, and decides what is to be revoked.",
  details:
    "Reads only, unless --propose is given; then it opens one pull request for each decision and writes evidence.\nThe records are those of the default branch of GITHUB_REPOSITORY where that is set, else those of the folder.",
  options: {
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
    deep: { help: "ask for the access keys of every user: AWS's credential report may be four hours old" },
    "save-observation": {
      value: "<file>",
      help: "write what was observed to a file and stop (needs --stack); a run that was interrupted goes on from it",
    },
    from: {
      value: "<file>",
      many: true,
      help: "compare with a saved observation instead of asking AWS; may be repeated: an account without one is incomplete",
    },
    "dry-run": { help: "print the pull requests that would be opened, with their texts" },
    propose: { help: "open the pull requests, do what people said on them, and keep the issue that says how things stand" },
    confirm: { help: "with --propose: a first run that would open many does so without waiting for somebody to look" },
    comments: { help: "only do what people said on the bot's pull requests (/snooze, /renew, /exception, /assign, a close), and stop" },
  },
  reads: {
    "AWS_*": "credentials of the account, AWS_ENDPOINT_URL",
    "HR_TOKEN, APPLICATION_TOKEN_<NAME>, ORGANISATION_TOKEN": "tokens of what settings name (sources.hr, .applications, .github)",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "where pull requests and evidence are",
  },
  exits: {
    clean: "AWS is as declared",
    error: "something could not be done",
    findings: "there are findings",
    incomplete: "something could not be read, so some checks were not made",
  },
  examples: [
    "npm run drift -- --stack prod",
    "npm run drift -- --stack prod --dry-run",
    "npm run drift -- --stack prod --save-observation prod.json",
    "npm run drift -- --from prod.json --from dev.json --propose",
  ],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const github = options.propose || options.comments ? requireGitHub(environment) : openGitHub(environment);
    const source = github ? await readSource(github, root, log) : undefined;
    const tree = source?.tree ?? folder(root);
    const declared = readRecords(tree);
    if (options["save-observation"] !== undefined)
      return await saveObservation(
        options["save-observation"],
        chosenStacks(declared, options.stack),
        declared,
        options.deep,
        environment,
        log,
      );
    const saved = readObservations(options.from);
    const ledger = openEvidence(github, declared.settings);
    if (options.propose) await bringHome(ledger, log);
    const heard = options.propose || options.comments ? await hearComments(requireGitHub(environment), ledger, source!, asOf) : [];
    if (options.comments) return { result: "clean", output: heard.join("\n") };
    const pullRequests = await readBotPullRequests(github, ledger);
    const extraOf = (account: string) => readExtra(account, { project: process.cwd(), declared, tree, asOf, environment });
    const stacks = chosenStacks(declared, options.stack);
    // What was saved says itself what was read from elsewhere.
    const outside = saved.length > 0 ? NOTHING_OUTSIDE : await readOutside(declared, stacks, environment, log);
    const run: DriftRun = {
      ...{ declared, tree, source, saved, outside, pullRequests, asOf, extraOf, log },
      incidents: await readIncidents(ledger),
      sightings: await readSightings(ledger, declared.settings.grace.settle, asOf),
      recentOf: recentDeployments(ledger, source, declared),
      questions: await readQuestions(ledger, declared),
      deep: options.deep,
      bodies: options["dry-run"],
      hasBegun: !github || options.confirm || (await hasBegun(github, ledger)),
    };
    const drifted = await driftStacks(run, stacks);
    const results = options.propose ? await proposeRun(run, github!, ledger, drifted) : drifted.map(({ result }) => result);
    const output = options.json
      ? JSON.stringify(jsonOf(results, asOf, options.stack), null, 2)
      : results.map((result) => driftText(result, asOf)).join("\n\n");
    return { result: worst(results.map(statusOf)), output };
  },
});

function jsonOf(results: readonly DriftResult[], asOf: Parameters<typeof driftJson>[1], stack: string | undefined) {
  const stacks = results.map((result) => driftJson(result, asOf));
  return stack !== undefined && stacks[0] ? stacks[0] : { schema: "tenure/drift/1", asOf, status: worst(results.map(statusOf)), stacks };
}
