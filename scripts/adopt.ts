import { folder } from "../stacks/files/tree.ts";
import { KINDS } from "../stacks/kinds/kinds.ts";
import { adoptionDiff, planAdoption, writeAdoption } from "./command/adopt-account.ts";
import { branchOfWave, openAdoption } from "./command/adopt-pull.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { currentBranch } from "./command/git.ts";
import { knownOwner, oneOf } from "./command/named.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { readSource } from "./command/source.ts";
import { requireGitHub } from "./github/client.ts";
import { LEDGER_FOLDER, openLedger } from "./ledger/ledger.ts";
import { type AdoptResult, adoptJson } from "./report/adopt-json.ts";
import { adoptText } from "./report/adopt-text.ts";

/** `npm run adopt`: an account that lives already as records. AWS: the reads of `observe/sources.ts` and iam:ListPolicyTags; GitHub with --propose: contents and pull requests write. */
await main({
  name: "adopt",
  summary: "Turns what an AWS account has and no record declares into records, as it is.",
  details:
    "Nothing is stopped and nothing may do more than before: the next deployment imports it and writes boundaries and tags, and nothing else.\nWhat is guessed (owners, some kinds) is marked `# guess:` in the files. What a record cannot say in full is left out, with the reason.\nFilters make waves: what a wave does not choose is left for another, and what is declared already is left alone, so it can be repeated.",
  options: {
    kind: { value: "<kind>", many: true, help: "only records of this kind; may be repeated" },
    path: { value: "<path>", help: "only what stands on this IAM path or below, such as /apps/" },
    owner: { value: "<owner>", help: "only what team/<id> or person/<id> would answer for" },
    from: { value: "<file>", help: "read a saved observation instead of AWS; tags of policies are not in it" },
    creators: { help: "ask CloudTrail who made what, for owners that nothing else tells; one call each, 90 days back" },
    "dry-run": { help: "print the files as a diff, and write nothing" },
    propose: { help: "open a pull request on the default branch instead of writing files" },
    stack: { value: "<name>", help: "the account (default: the only one)" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
  },
  reads: {
    "AWS_*": "credentials of the account, AWS_ENDPOINT_URL",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "with --propose: where the pull request goes",
  },
  exits: {
    clean: "all of the wave is adopted, or there is nothing to adopt",
    findings: "some of the account cannot be adopted, each with the reason; the rest is",
    incomplete: "AWS did not tell all of it; what it told in full is adopted",
    error: "nothing was written",
  },
  examples: [
    "npm run adopt -- --stack prod --dry-run",
    "npm run adopt -- --stack prod --kind permissions --kind groups",
    "npm run adopt -- --stack prod --path /apps/ --owner team/payments",
    "npm run adopt -- --stack prod --creators --propose",
    "npm run adopt -- --stack prod --from prod.json --json",
  ],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const dryRun = options["dry-run"];
    const github = options.propose ? requireGitHub(environment) : undefined;
    const source = github ? await readSource(github, root, log) : undefined;
    const tree = source?.tree ?? folder(root);
    const declared = readRecords(tree);
    const [stack, ...others] = chosenStacks(declared, options.stack);
    if (others.length > 0) throw new UsageError(`--stack: expected the account, one of ${[stack, ...others].join(", ")}`);
    if (options.path !== undefined && !/^\/(.*\/)?$/.test(options.path))
      throw new UsageError(`--path: expected a path that begins and ends with /, got "${options.path}"`);
    const kinds = options.kind.map((kind) => oneOf("--kind", kind, Object.keys(KINDS))!);
    const wave = { kinds, path: options.path, owner: knownOwner("--owner", options.owner, declared) };
    const branch = branchOfWave(stack!, wave);
    const { from, creators } = options;
    const ref = github ? branch : (currentBranch(root) ?? "adopt");
    const account = declared.accounts.get(stack!)!;
    const planned = await planAdoption({ account, declared, tree, wave, from, creators, ref, asOf, environment, log });
    const result: AdoptResult = { ...planned, files: planned.files.map(({ path }) => path), outcome: [] };
    const summary = adoptText(result, asOf);
    const write = async () =>
      github
        ? openAdoption(
            planned,
            { branch, summary, root, asOf },
            { github, source: source!, ledger: openLedger(github, LEDGER_FOLDER), ...declared },
          )
        : writeAdoption(planned, root, asOf);
    const outcome = dryRun ? ["nothing was written (--dry-run)"] : await write();
    const text = dryRun ? [...adoptionDiff(planned, root), "", summary, ...outcome].join("\n") : [summary, ...outcome].join("\n");
    return { result: planned.status, output: options.json ? JSON.stringify(adoptJson(result, asOf), null, 2) : text };
  },
});
