import { folder } from "../stacks/files/tree.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { currentBranch } from "./command/git.ts";
import { recordNamed } from "./command/named.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { stopNow } from "./command/stop-now.ts";
import { disable } from "./decide/requests/disable.ts";

/** `npm run disable`: takes access away by an edit that can be undone exactly. Needs nothing outside; with --now AWS: the on-call policy, GitHub: contents and pull requests write. */
await main({
  name: "disable",
  summary: "Disables records, or single keys of one, so that the same edit backwards gives everything back.",
  details:
    "It edits the files; AWS denies everything after the change is merged and deployed: the boundary denies all, keys are Inactive,\nand password, memberships and policies stay for the undo. To enable again, revert the commit: that is a grant, and needs the approval of one.\n--now does it in AWS at once, with the credentials of the on-call role (.github/reference/on-call-policy.json); a pull request and the\nevidence follow. It takes the ARN of a user, role or session and the id of a key too, declared or not, and is safe to run again.\nBreak-glass, who asks, and what settings.yaml calls pipeline are never stopped so.",
  operands: { usage: "<record>...", least: 1, most: 10_000 },
  options: {
    reason: { value: "<text>", help: "why, for whoever reads the record and the evidence" },
    ref: { value: "<text>", help: "where it is written up, such as a ticket (default: the branch)" },
    key: { value: "<slot>", many: true, help: "disable only this key; may be repeated" },
    now: { help: "stop it in AWS now: takes <record>, <record>#<slot>, an ARN or a key id, at most 25 in one account" },
    "dry-run": { help: "print what would change, and write nothing" },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  reads: {
    "AWS_*": "with --now: credentials of the on-call role, AWS_ENDPOINT_URL",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "with --now: where the pull request and the evidence go",
  },
  exits: {
    clean: "done",
    findings: "some of it could not be disabled, each with the reason",
    incomplete: "with --now: AWS has it, but GitHub does not know yet",
    error: "nothing was written; with --now: something is not surely stopped",
  },
  examples: [
    'npm run disable -- service-accounts/report-mailer --reason "not used since the move" --ref INC-2231',
    'npm run disable -- service-accounts/backup-runner --key primary --reason "the new key works"',
    'npm run disable -- service-accounts/billing-exporter --now --stack prod --reason "INC-2231: its key is on a paste site"',
    'npm run disable -- AKIAIOSFODNN7EXAMPLE --now --reason "INC-2231" --dry-run',
  ],
  async run({ options, operands, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    if (options.reason === undefined) throw new UsageError("--reason: expected why, in a few words");
    if (options.now) {
      const { stack, reason, ref } = options;
      const words = options.key.length === 0 ? operands : operands.flatMap((word) => options.key.map((slot) => `${word}#${slot}`));
      return await stopNow({ words, root, stack, reason, ref, dryRun: options["dry-run"] }, environment, log);
    }
    const tree = folder(root);
    const declared = readRecords(tree);
    if (options.stack !== undefined) chosenStacks(declared, options.stack);
    const chosen = operands.map((word) => recordNamed(word, declared, options.stack));
    const stop = { reason: options.reason, ref: options.ref ?? currentBranch(root) ?? "by hand", slots: options.key };
    return editRecords({ root, tree, declared, asOf, dryRun: options["dry-run"] }, disable(chosen, stop, asOf));
  },
});
