import { folder } from "../stacks/files/tree.ts";
import { type Declared, stackNames } from "../stacks/model/declared.ts";
import { answerIssue } from "./command/access-issue.ts";
import { type Asking, askByPullRequest } from "./command/access-request.ts";
import { type Decide, type Words, wishOf } from "./command/access-wish.ts";
import { askerOf } from "./command/asker.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { openEvidence } from "./command/evidence/source.ts";
import { knownOwner } from "./command/named.ts";
import { asOfOption, COMMON, numberOption, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { readSource } from "./command/source.ts";
import { requestableIn } from "./decide/requests/requestable.ts";
import { usageOf } from "./decide/requests/usage.ts";
import { requireGitHub } from "./github/client.ts";
import { requestableText, requestJson, requestText, usageLines } from "./report/request-text.ts";

/** `npm run request`: time-boxed access. Needs nothing outside for files; GitHub with --propose: contents, pull requests and issues write (the App bot). */
await main({
  name: "request",
  summary: "Asks for time-boxed access, for more time, or for its end: a record that others approve, and that AWS ends by itself.",
  details:
    "`request -- <role>` asks for a role that is requestable; `extend <grant>` and `end <grant>` change a grant that there is.\nIt writes a file to commit or, with --propose, opens the pull request; asking the same again gives the same pull request.\nWhoever asks, and whoever gets the access, never counts as an approver.",
  operands: { usage: "<role> | extend <grant> | end <grant>", least: 0, most: 2 },
  options: {
    who: { value: "<person/id>", help: "who gets the access (default: whoever the token or git says you are)" },
    because: { value: "<text>", help: "why, in one sentence with the ticket or incident" },
    from: { value: "<moment>", help: "when it begins: an instant, or a time on the clocks of whoever gets it (default: now)" },
    for: { value: "<length>", help: "how long, or how much longer, e.g. 4h (default: as long as the role allows)" },
    propose: { help: "open the pull request instead of writing a file" },
    issue: { value: "<number>", help: "with --propose: what is asked stands in this issue, and its author asks" },
    list: { help: "only say what can be asked for, by whom and how long; with --who by that person" },
    "dry-run": { help: "print what would be written or opened, and do nothing" },
    stack: { value: "<name>", help: "the account (default: the only one)" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
  },
  reads: { "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "with --propose: where the pull request goes, and who asks" },
  exits: {
    clean: "asked for",
    findings: "it cannot be asked for, with the reason; nothing was written",
    error: "the request cannot be understood, or something could not be done",
  },
  examples: [
    'npm run request -- admin --stack prod --who person/w1003 --because "INC-2231 restore of the orders table" --propose',
    'npm run request -- admin --stack prod --because "INC-2240 index rebuild" --from 2027-03-28T22:00 --for 2h',
    'npm run request -- extend grants/2026-11-23-w1003-admin --for 2h --because "INC-2231 restore takes longer" --propose',
    "npm run request -- end grants/2026-11-23-w1003-admin --propose",
    "npm run request -- --list --who person/w1003",
  ],
  async run({ options, operands, environment, log }): Promise<Outcome> {
    const [root, asOf] = [options.root ?? "stacks", asOfOption(options["as-of"], now)];
    const issue = options.issue === undefined ? undefined : numberOption("--issue", options.issue);
    if (issue !== undefined && !options.propose)
      throw new UsageError("--issue: expected --propose too: what is asked in an issue becomes a pull request");
    if (options.list) return listed(readRecords(folder(root)), options, asOf);
    const github = options.propose ? requireGitHub(environment) : undefined;
    const source = github && (await readSource(github, root, log));
    const tree = source?.tree ?? folder(root);
    const declared = readRecords(tree);
    const open = { github: github!, source: source!, declared, dryRun: options["dry-run"], asOf };
    if (issue !== undefined) return await answerIssue({ ...open, ledger: openEvidence(github, declared.settings) }, issue, options.json);
    const asker = await askerOf(github, root, declared.directory);
    if (asker) log.info(`asked for by person/${asker.person.id}: ${asker.by}`);
    const { who, decide } = wishOf(wordsOf(operands, options, declared), asker && `person/${asker.person.id}`, declared, asOf);
    if (!github) return inFiles(decide, { root, tree, declared, asOf, dryRun: options["dry-run"] });
    const asking: Asking = {
      ...open,
      ledger: openEvidence(github, declared.settings),
      askedBy: [asker ? `person/${asker.person.id}` : who],
      issue,
    };
    const result = await askByPullRequest(asking, decide);
    if ("because" in result) return { result: "findings", output: `not asked for: ${result.because}` };
    const requested = { ...result, usage: usageOf(result.request, declared) };
    return { result: "clean", output: options.json ? requestJson(requested, result.request) : requestText(requested) };
  },
});

type Given = {
  who: string | undefined;
  because: string | undefined;
  from: string | undefined;
  for: string | undefined;
  stack: string | undefined;
};

function wordsOf(operands: readonly string[], given: Given, declared: Declared): Words {
  if (given.stack !== undefined) chosenStacks(declared, given.stack);
  knownOwner("--who", given.who, declared);
  return { operands, ...given };
}

function inFiles(decide: Decide, records: Parameters<typeof editRecords>[0]): Outcome {
  const request = decide({});
  if ("because" in request) return { result: "findings", output: `not asked for: ${request.because}` };
  return editRecords(records, { edits: request.edits, refused: [], notes: usageLines(usageOf(request, records.declared)) });
}

function listed(declared: Declared, { who, stack, json }: Given & { json: boolean }, asOf: ReturnType<typeof now>): Outcome {
  const owner = knownOwner("--who", who, declared);
  const person = declared.directory.people.get(owner?.split("/")[1] ?? "");
  const names = stack === undefined ? stackNames(declared) : chosenStacks(declared, stack);
  const all = names.flatMap((name) => requestableIn(declared.accounts.get(name)!, asOf, person));
  return {
    result: "clean",
    output: json ? JSON.stringify({ schema: "tenure/requestable/1", asOf, requestable: all }, null, 2) : requestableText(all, asOf),
  };
}
