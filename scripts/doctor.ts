import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { SET_UP_CHECKS } from "./command/doctor/checks.ts";
import { gather } from "./command/doctor/gather.ts";
import { asOfOption, COMMON } from "./command/options.ts";
import { chosenStacks } from "./command/records.ts";
import { type Answer, doctorText } from "./report/doctor-text.ts";

/** `npm run doctor`: whether everything around the records is set up as it must be. Reads only. AWS: who we are and what we may; GitHub: metadata, actions and, for all of it, administration read. */
await main({
  name: "doctor",
  summary: "Checks the set-up around the records, and says of everything that is wrong how to repair it.",
  details:
    "Tools, records, settings, owners, AWS credentials and permissions, GitHub's rules, checks, environments, workflows and Apps, the state's lock,\nthe ledger and the last complete drift runs. It reads only. What it could not read is unknown, never in order, with the permission that it takes.",
  options: { stack: COMMON.stack, root: COMMON.root, "as-of": COMMON["as-of"], json: COMMON.json },
  reads: {
    "AWS_*": "credentials of the account, AWS_ENDPOINT_URL",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "the repository; an administrator's token shows all",
    PULUMI_BACKEND_URL: "where the state is",
  },
  exits: {
    clean: "all in order",
    findings: "something is broken",
    incomplete: "something could not be checked",
    error: "nothing could be checked",
  },
  examples: ["npm run doctor", "npm run doctor -- --stack prod --json"],
  async run({ options, environment }): Promise<Outcome> {
    const asOf = asOfOption(options["as-of"], now);
    const facts = await gather({ root: options.root ?? "stacks", project: process.cwd(), stack: options.stack, asOf, environment });
    if (facts.declared) chosenStacks(facts.declared, options.stack);
    const answers = SET_UP_CHECKS.flatMap(({ name, judge }): Answer[] => judge(facts).map((answer) => ({ check: name, ...answer })));
    const has = (state: Answer["state"]) => answers.some((answer) => answer.state === state);
    const result = has("unknown") ? "incomplete" : has("broken") ? "findings" : "clean";
    const output = options.json
      ? JSON.stringify({ schema: "tenure/doctor/1", asOf, status: result, answers }, null, 2)
      : doctorText(answers);
    return { result, output };
  },
});
