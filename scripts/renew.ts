import { folder } from "../stacks/files/tree.ts";
import type { Declared } from "../stacks/model/declared.ts";
import { parseDuration } from "../stacks/model/instant.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { knownOwner, recordNamed } from "./command/named.ts";
import { asOfOption, COMMON, instantOption, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { renew } from "./decide/requests/renew.ts";
import { ownedBy } from "./decide/requests/transfer.ts";

/** `npm run renew`: later ends. Needs nothing outside; permissions: none. */
await main({
  name: "renew",
  summary: "Writes later ends into records: as late as settings.yaml, contracts and last days allow, or as stated.",
  details:
    "Names records, or all that an owner answers for and that end before a date.\nWhat cannot be renewed (disabled, retired, nobody answers for it, too late) is said, and the rest is done.",
  operands: { usage: "[<record>...]", least: 0, most: 10_000 },
  options: {
    until: { value: "<instant>", help: "the new end, e.g. 2027-09-30 (default: the latest that is allowed)" },
    by: { value: "<length>", help: "so much later than it ends now, e.g. 90d" },
    key: { value: "<slot>", many: true, help: "renew this key of the record instead of the record; may be repeated" },
    owner: { value: "<owner>", help: "all that team/<id> or person/<id> answers for (with --before)" },
    before: { value: "<instant>", help: "with --owner: what ends before then" },
    "dry-run": { help: "print what would change, and write nothing" },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  exits: { clean: "done", findings: "some of it could not be renewed, each with the reason", error: "nothing was written" },
  examples: [
    "npm run renew -- service-accounts/billing-exporter --until 2027-09-30",
    "npm run renew -- service-accounts/billing-exporter --by 30d --key primary",
    "npm run renew -- --owner team/payments --before 2027-06-30 --dry-run",
  ],
  run({ options, operands }): Outcome {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const tree = folder(root);
    const declared = readRecords(tree);
    if (options.stack !== undefined) chosenStacks(declared, options.stack);
    if (options.until !== undefined && options.by !== undefined) throw new UsageError("--by: expected --until or --by, got both");
    const by = options.by === undefined ? undefined : parseDuration(options.by);
    if (options.by !== undefined && !by) throw new UsageError(`--by: expected a length of time such as 90d, got "${options.by}"`);
    const renewal = { until: instantOption("--until", options.until), by, slots: options.key };
    const chosen = operands.length > 0 ? operands.map((word) => recordNamed(word, declared, options.stack)) : allOf(options, declared);
    return editRecords({ root, tree, declared, asOf, dryRun: options["dry-run"] }, renew(chosen, renewal, declared, asOf));
  },
});

function allOf(options: { owner: string | undefined; before: string | undefined; stack: string | undefined }, declared: Declared) {
  const owner = knownOwner("--owner", options.owner, declared);
  const before = instantOption("--before", options.before);
  if (owner === undefined || before === undefined) throw new UsageError("expected records, or --owner with --before (--help explains)");
  return ownedBy(declared, owner).filter(
    ({ account, record }) => record.fields.expires < before && (options.stack === undefined || account.name === options.stack),
  );
}
