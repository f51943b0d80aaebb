import { folder } from "../stacks/files/tree.ts";
import { resolveOwner } from "../stacks/model/directory.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { knownOwner, recordNamed } from "./command/named.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { ownedBy, transfer, transferAccounts } from "./decide/requests/transfer.ts";

/** `npm run transfer`: from one owner to another. Needs nothing outside; permissions: none. */
await main({
  name: "transfer",
  summary: "Gives records, or all that an owner answers for, to another owner.",
  details:
    "Only who answers for them changes; nothing that works stops. Access of a person's own cannot be handed over,\nand where the old owner is named in a record (may request, approves) that is said and left alone.",
  operands: { usage: "[<record>...]", least: 0, most: 10_000 },
  options: {
    from: { value: "<owner>", help: "who answers for them now: team/<id> or person/<id>" },
    to: { value: "<owner>", help: "who shall: somebody who still works here, or a team with such a person" },
    "dry-run": { help: "print what would change, and write nothing" },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  exits: { clean: "done", findings: "some of it could not be handed over, each with the reason", error: "nothing was written" },
  examples: [
    "npm run transfer -- --from team/data --to team/payments --dry-run",
    "npm run transfer -- service-accounts/report-mailer --from team/data --to team/web",
  ],
  run({ options, operands }): Outcome {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const tree = folder(root);
    const declared = readRecords(tree);
    const stacks = chosenStacks(declared, options.stack);
    const [from, to] = [knownOwner("--from", options.from, declared), knownOwner("--to", options.to, declared)];
    if (from === undefined || to === undefined || from === to)
      throw new UsageError("expected --from and --to, two owners (--help explains)");
    const successor = resolveOwner(declared.directory, to, asOf);
    if (successor.state === "gone") throw new UsageError(`--to: ${successor.why}; expected somebody who can answer`);
    const isChosen = ({ account }: { account: { name: string } }) => stacks.includes(account.name);
    const records =
      operands.length > 0 ? operands.map((word) => recordNamed(word, declared, options.stack)) : ownedBy(declared, from).filter(isChosen);
    const accounts = operands.length > 0 ? [] : stacks.map((name) => declared.accounts.get(name)!);
    const [asked, whole] = [transfer(records, from, to), transferAccounts(accounts, from, to)];
    return editRecords({ root, tree, declared, asOf, dryRun: options["dry-run"] }, { ...asked, edits: [...asked.edits, ...whole.edits] });
  },
});
