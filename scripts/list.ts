import { folder } from "../stacks/files/tree.ts";
import { KINDS } from "../stacks/kinds/kinds.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { knownOwner, oneOf } from "./command/named.ts";
import { asOfOption, COMMON, instantOption } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { rowsOf, rowsText, STATES } from "./report/record-rows.ts";

/** `npm run list`: the records that match, with their owners and ends. Needs nothing outside; permissions: none. */
await main({
  name: "list",
  summary: "Lists the records that match, with who answers for them and until when they work.",
  details: "Options narrow the list together. Exceptions are listed with the owner of what they are about.",
  options: {
    owner: { value: "<owner>", help: "only what team/<id> or person/<id> answers for" },
    kind: { value: "<kind>", help: "only this kind, such as service-accounts or exceptions" },
    before: { value: "<instant>", help: "only what ends before then, e.g. 2027-01-31" },
    state: { value: "<state>", help: `only what is ${STATES.join(", ")} (ended: active, but past its end)` },
    stack: COMMON.stack,
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
  },
  exits: { clean: "listed, even if nothing matches", error: "the records are invalid, or an option names nothing" },
  examples: [
    "npm run list",
    "npm run list -- --owner team/payments --before 2027-01-31",
    "npm run list -- --stack prod --kind service-accounts --json",
  ],
  run({ options }): Outcome {
    const asOf = asOfOption(options["as-of"], now);
    const declared = readRecords(folder(options.root ?? "stacks"));
    if (options.stack !== undefined) chosenStacks(declared, options.stack);
    const filter = {
      stack: options.stack,
      owner: knownOwner("--owner", options.owner, declared),
      kind: oneOf("--kind", options.kind, [...Object.keys(KINDS), "exceptions"]),
      state: oneOf("--state", options.state, STATES),
      before: instantOption("--before", options.before),
    };
    const records = rowsOf(declared, filter, asOf);
    const output = options.json ? JSON.stringify({ schema: "tenure/list/1", asOf, records }, null, 2) : rowsText(records, asOf);
    return { result: "clean", output };
  },
});
