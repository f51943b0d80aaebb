import { folder } from "../stacks/files/tree.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { currentBranch } from "./command/git.ts";
import { recordNamed } from "./command/named.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { disable } from "./decide/requests/disable.ts";

/** `npm run disable`: takes access away by an edit that can be undone exactly. Needs nothing outside; permissions: none. */
await main({
  name: "disable",
  summary: "Disables records, or single keys of one, so that the same edit backwards gives everything back.",
  details:
    "It edits the files; AWS denies everything after the change is merged and deployed: the boundary denies all, keys are Inactive,\nand password, memberships and policies stay for the undo. Stopping AWS at once, before a merge, is not there yet.\nTo enable again, revert the commit: that is a grant, and needs the approval of one.",
  operands: { usage: "<record>...", least: 1, most: 10_000 },
  options: {
    reason: { value: "<text>", help: "why, for whoever reads the record and the evidence" },
    ref: { value: "<text>", help: "where it is written up, such as a ticket (default: the branch)" },
    key: { value: "<slot>", many: true, help: "disable only this key; may be repeated" },
    "dry-run": { help: "print what would change, and write nothing" },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  exits: { clean: "done", findings: "some of it could not be disabled, each with the reason", error: "nothing was written" },
  examples: [
    'npm run disable -- service-accounts/report-mailer --reason "not used since the move" --ref INC-2231',
    'npm run disable -- service-accounts/backup-runner --key primary --reason "the new key works"',
  ],
  run({ options, operands }): Outcome {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    if (options.reason === undefined) throw new UsageError("--reason: expected why, in a few words");
    const tree = folder(root);
    const declared = readRecords(tree);
    if (options.stack !== undefined) chosenStacks(declared, options.stack);
    const chosen = operands.map((word) => recordNamed(word, declared, options.stack));
    const stop = { reason: options.reason, ref: options.ref ?? currentBranch(root) ?? "by hand", slots: options.key };
    return editRecords({ root, tree, declared, asOf, dryRun: options["dry-run"] }, disable(chosen, stop, asOf));
  },
});
