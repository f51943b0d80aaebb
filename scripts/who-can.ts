import { folder } from "../stacks/files/tree.ts";
import { actionOf, printAction, services } from "../stacks/iam/actions.ts";
import { nearest } from "../stacks/model/suggestion.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { chosenStacks, readRecords } from "./command/records.ts";
import { accessOf } from "./gate/access.ts";
import { whoCanJson, whoCanText } from "./report/who-can.ts";

/** `npm run who-can`: which declared identities can do an action, and through what. Needs nothing outside; permissions: none. */
await main({
  name: "who-can",
  summary: "Says which declared identities can do an action, through which policy, and under which conditions.",
  details:
    "Without a resource: on any. A resource is an ARN and may hold the wildcards * and ?.\nThe answer is AWS's evaluation of the records' own policies and boundaries, with what it cannot see named at its end.",
  operands: { usage: "<action> [resource]", least: 1, most: 2 },
  options: { stack: COMMON.stack, root: COMMON.root, "as-of": COMMON["as-of"], json: COMMON.json },
  exits: { clean: "answered", error: "AWS has no such action, or the records are invalid" },
  examples: [
    "npm run who-can -- iam:CreateUser",
    "npm run who-can -- s3:PutObject 'arn:aws:s3:::ledger/*' --stack prod",
    "npm run who-can -- s3:GetObject --as-of 2027-03-31 --json",
  ],
  run({ options, operands }): Outcome {
    const asOf = asOfOption(options["as-of"], now);
    const asked = { action: knownAction(operands[0]!), resource: knownResource(operands[1] ?? "*") };
    const declared = readRecords(folder(options.root ?? "stacks"));
    const stacks = chosenStacks(declared, options.stack);
    const found = stacks.flatMap((stack) => accessOf(declared, stack, asked, asOf));
    const output = options.json ? JSON.stringify(whoCanJson(asked, found, asOf), null, 2) : whoCanText(asked, stacks, found, asOf);
    return { result: "clean", output };
  },
});

/** An action as AWS spells it. */
function knownAction(text: string): string {
  const action = actionOf(text);
  if (action) return printAction(action);
  const [prefix = "", name = ""] = text.split(":");
  const service = services().get(prefix.toLowerCase());
  const near = service
    ? nearest(
        name,
        service.actions.map((one) => one.name),
      )
    : nearest(prefix, services().keys());
  const meant = near === undefined ? "" : `; did you mean "${service ? `${service.prefix}:${near}` : `${near}:${name}`}"?`;
  throw new UsageError(`expected an action of AWS such as s3:GetObject, got "${text}"${meant}`);
}

function knownResource(text: string): string {
  if (text === "*" || text.startsWith("arn:")) return text;
  throw new UsageError(`expected an ARN such as arn:aws:s3:::ledger/*, got "${text}"`);
}
