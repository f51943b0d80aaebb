import { folder } from "../stacks/files/tree.ts";
import type { Declared } from "../stacks/model/declared.ts";
import type { Instant } from "../stacks/model/instant.ts";
import { parseOwner } from "../stacks/model/ref.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { knownOwner, recordsNamed } from "./command/named.ts";
import { asOfOption, COMMON } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { type Holdings, holdingsOfPerson, holdingsOfRecord, holdingsOfTeam } from "./report/holdings.ts";
import { holdingsText } from "./report/holdings-text.ts";

/** `npm run show`: everything about one record, person or team. Needs nothing outside; permissions: none. */
await main({
  name: "show",
  summary: "Shows everything that one record, person or team holds, and through what; who holds it, and when what ends.",
  details:
    "A record is <kind>/<name>, <account>/<kind>/<name> or the path of its file; without an account it is shown in each that has it.\nIt shows what the records say; whether AWS is so is for `npm run drift`.",
  operands: { usage: "<record|person/<id>|team/<id>>", least: 1, most: 1 },
  options: { stack: COMMON.stack, root: COMMON.root, "as-of": COMMON["as-of"], json: COMMON.json },
  exits: { clean: "shown", error: "the records are invalid, or there is no such record, person or team" },
  examples: [
    "npm run show -- service-accounts/billing-exporter",
    "npm run show -- person/w1003",
    "npm run show -- team/payments --json",
    "npm run show -- stacks/accounts/prod/groups/readers.yaml",
  ],
  run({ options, operands }): Outcome {
    const asOf = asOfOption(options["as-of"], now);
    const declared = readRecords(folder(options.root ?? "stacks"));
    if (options.stack !== undefined) chosenStacks(declared, options.stack);
    const shown = holdings(operands[0]!, declared, options.stack, asOf);
    const output = options.json
      ? JSON.stringify({ schema: "tenure/show/1", asOf, shown }, null, 2)
      : shown.map((one) => holdingsText(one, asOf)).join("\n\n");
    return { result: "clean", output };
  },
});

function holdings(word: string, declared: Declared, stack: string | undefined, asOf: Instant): readonly Holdings[] {
  const owner = parseOwner(word);
  if (!owner) return recordsNamed(word, declared, stack).map(({ account, record }) => holdingsOfRecord(account, record, asOf));
  knownOwner("show", word, declared);
  const { people, teams } = declared.directory;
  const all =
    owner.type === "person"
      ? holdingsOfPerson(declared, people.get(owner.id)!, asOf)
      : holdingsOfTeam(declared, teams.get(owner.id)!, asOf);
  return [stack === undefined ? all : { ...all, held: all.held.filter((held) => held.stack === stack) }];
}
