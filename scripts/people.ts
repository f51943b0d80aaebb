import { folder } from "../stacks/files/tree.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { openEvidence } from "./command/evidence/source.ts";
import { asOfOption, COMMON } from "./command/options.ts";
import { earlierFindings, evidenceOfPeople, runPeople, withFeed } from "./command/people-run.ts";
import { openProposals, readBotPullRequests } from "./command/pull-requests.ts";
import { readRecords } from "./command/records.ts";
import { readSource } from "./command/source.ts";
import { openGitHub, requireGitHub } from "./github/client.ts";
import { observeOutside } from "./observe/outside.ts";
import { peopleJson, statusOfPeople } from "./report/people-json.ts";
import { peopleText } from "./report/people-text.ts";

/** `npm run people`: joiners, movers and leavers. HR: reads; GitHub with --propose: contents and pull requests write. */
await main({
  name: "people",
  summary: "Compares the feed of people with the directory, and decides who is admitted, moved, paused or offboarded.",
  details:
    "Reads only, unless --propose is given; then it opens one pull request for each person and writes evidence.\nA feed that is empty, cut off, stale, doubled or of another tenant is not believed: nothing follows from it (exit code 3).\nThe directory is that of the default branch of GITHUB_REPOSITORY where that is set, else that of the folder.",
  options: {
    feed: { value: "<file>", help: "a feed instead of the source in settings.yaml: .csv as sources.hr says, else tenure/hr/1 (JSON)" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
    "dry-run": { help: "print the pull requests that would be opened, with their texts" },
    propose: { help: "open the pull requests" },
  },
  reads: {
    HR_TOKEN: "token of the HR system, where settings name one (sources.hr)",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "where the directory, pull requests and evidence are",
  },
  exits: {
    clean: "the directory is as the feed says",
    error: "something could not be done",
    findings: "there are findings",
    incomplete: "the feed is not believed, or says of somebody what nobody understands",
  },
  examples: ["npm run people -- --dry-run", "npm run people -- --feed feeds/hr.json --json", "npm run people -- --propose"],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const github = options.propose ? requireGitHub(environment) : openGitHub(environment);
    const source = github ? await readSource(github, root, log) : undefined;
    const tree = source?.tree ?? folder(root);
    const declared = withFeed(readRecords(tree), options.feed);
    const outside = await observeOutside(declared, [], { tokens: environment }, () => asOf, log.progress);
    const feed = outside.parts.people!;
    const ledger = openEvidence(github, declared.settings);
    const pullRequests = await readBotPullRequests(github, ledger);
    const { result, proposals } = runPeople({
      ...{ declared, tree, feed, pullRequests, asOf, bodies: options["dry-run"] },
      prefix: source?.prefix ?? "stacks/",
      earlier: await earlierFindings(ledger, feed),
    });
    if (!options.propose) return outcome(result);
    const opened = pullRequests.complete ? await openProposals(github!, ledger, source!, proposals, pullRequests.value, asOf) : [];
    await ledger.append("people", asOf, evidenceOfPeople(result, tree.commit, outside.manifest));
    return outcome({ ...result, proposals: opened });

    function outcome(of: typeof result): Outcome {
      const output = options.json ? JSON.stringify(peopleJson(of, asOf), null, 2) : peopleText(of, asOf);
      return { result: statusOfPeople(of), output };
    }
  },
});
