import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { openEvidence } from "./command/evidence/source.ts";
import { openReading } from "./command/judged-change.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { readRecords } from "./command/records.ts";
import { undoPull } from "./command/undo-pull.ts";

/** `npm run undo`: the revert of a pull request of the bot's. GitHub: contents and pull requests write. */
await main({
  name: "undo",
  summary: "Opens the pull request that reverts a merged one of the bot's, which gives back what that one took.",
  details:
    "It is judged like any change and needs the approvals of a grant; whoever asks for it does not count among them.\nWhere a newer change has touched the same files it opens nothing, and names that change.",
  operands: { usage: "<number>", least: 1, most: 1 },
  options: {
    reason: { value: "<text>", help: "why, for whoever approves it" },
    "dry-run": { help: "print the revert as a diff, and open nothing" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  reads: { "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "where the pull request and the evidence are" },
  exits: { clean: "opened, or open already", error: "nothing was opened, with the reason" },
  examples: ['npm run undo -- 12 --reason "the exporter is still needed until March"', "npm run undo -- 12 --reason INC-2231 --dry-run"],
  async run({ options, operands, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const [word] = operands;
    if (!/^#?[1-9]\d*$/.test(word!)) throw new UsageError(`expected the number of a pull request, got "${word}"`);
    if (options.reason === undefined) throw new UsageError("--reason: expected why, in a few words");
    const reading = await openReading(environment, root, log);
    const ledger = openEvidence(reading.github, readRecords(reading.source.tree).settings);
    const order = { number: Number(word!.replace("#", "")), reason: options.reason, root, dryRun: options["dry-run"], asOf };
    return await undoPull(order, reading, ledger);
  },
});
