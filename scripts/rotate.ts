import { folder } from "../stacks/files/tree.ts";
import { parseDuration } from "../stacks/model/instant.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { editRecords } from "./command/edit-records.ts";
import { recordNamed } from "./command/named.ts";
import { readObservations } from "./command/observe.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { rotate } from "./decide/requests/rotate.ts";

/** `npm run rotate`: the next step of a key rotation. Needs nothing outside; permissions: none. */
await main({
  name: "rotate",
  summary: "Does the next step of a key's rotation in its record, and says why; or what has to happen first.",
  details:
    "One step a run: a new slot is added; its consumer is moved by hand; the old key is disabled once nothing uses it; and removed once nothing missed it.\nWhat uses a key only AWS knows: without an observation the steps that need it are not taken.",
  operands: { usage: "<record>", least: 1, most: 1 },
  options: {
    from: { value: "<file>", many: true, help: "an observation that npm run drift -- --save-observation wrote" },
    idle: {
      value: "<length>",
      help: "how long nothing may have used the old key before it is disabled (default: settings.yaml stale.rotated, 7d)",
    },
    "dry-run": { help: "print what would change, and write nothing" },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  exits: {
    clean: "the step is done, or nothing is to be done yet",
    incomplete: "whether the next step is safe is not known; nothing was written",
    error: "nothing was written",
  },
  examples: [
    "npm run rotate -- service-accounts/billing-exporter --dry-run",
    "npm run rotate -- service-accounts/backup-runner --from seen.json",
  ],
  run({ options, operands }): Outcome {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const idle = options.idle === undefined ? undefined : parseDuration(options.idle);
    if (options.idle !== undefined && idle === undefined)
      throw new UsageError(`--idle: expected a length of time such as 7d, got "${options.idle}"`);
    const tree = folder(root);
    const declared = readRecords(tree);
    if (options.stack !== undefined) chosenStacks(declared, options.stack);
    const placed = recordNamed(operands[0]!, declared, options.stack);
    const observed = readObservations(options.from).find(({ account }) => account === placed.account.name)?.parts;
    if (options.from.length > 0 && !observed) throw new UsageError(`--from: expected an observation of ${placed.account.name}`);
    const step = rotate(placed, { observed, idle: idle ?? declared.settings.stale.rotated, settings: declared.settings, asOf });
    if ("unknown" in step) return { result: "incomplete", output: `not known: ${step.unknown}` };
    if ("wait" in step) return { result: "clean", output: `nothing to edit yet: ${step.wait}` };
    const asked = { edits: [step.edit], refused: [], notes: [step.why] };
    return editRecords({ root, tree, declared, asOf, dryRun: options["dry-run"] }, asked);
  },
});
