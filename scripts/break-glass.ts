import { atGlass, factorOf } from "./command/break-glass/at.ts";
import { close, drill, open, review } from "./command/break-glass/steps.ts";
import { main, type Outcome } from "./command/command.ts";
import { knownOwner, oneOf } from "./command/named.ts";
import { COMMON, UsageError } from "./command/options.ts";

/** `npm run break-glass`: the way in when everything else is down. AWS: the sealed credentials for open and drill, `iam:*AccessKey` on the sealed user and `secretsmanager:CreateSecret` for close; GitHub if it is there: contents and issues write. */
await main({
  name: "break-glass",
  summary: "Opens a sealed identity in an emergency, seals it again, writes down its review, and tries once a year whether it works.",
  details:
    "`open` needs AWS and nothing else: evidence goes to this machine first and to the ledger when it can be reached.\nWhoever opened it names somebody else with `close`, who writes down with `review` what they found; until then and past the deadline it is a critical finding.",
  operands: { usage: "open|close|review|drill", least: 1, most: 1 },
  options: {
    stack: { value: "<name>", help: "the account (default: the only one)" },
    record: { value: "<name>", help: "the break-glass record (default: the only one of the account)" },
    incident: { value: "<name>", help: "the incident: what the session is called (drill: INC-drill-<day> unless stated)" },
    because: { value: "<text>", help: "open: why; review: what was found" },
    by: { value: "<person/id>", help: "who you are (default: whoever the token or git says)" },
    mfa: { value: "<serial>", help: "open, drill: the second factor's ARN or serial number (default: named like the user)" },
    code: { value: "<digits>", help: "open, drill: the code that it shows (default: asked for)" },
    exec: { value: "<command>", help: "open: run this with the session instead of printing its credentials" },
    reviewer: { value: "<person/id>", help: "close: who looks into it; nobody who opened it" },
    outcome: { value: "<word>", help: "review: justified or not-justified" },
    "dry-run": { help: "drill: print what it would write into the record, and try nothing" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
  },
  reads: {
    "AWS_*": "open and drill: the sealed credentials; close: those of somebody who may change its key",
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "where ledger and issues are, if they can be reached",
    SLACK_WEBHOOK_URL: "told when it is opened and closed, if set",
  },
  exits: {
    clean: "done",
    findings: "close: not sealed yet, with what to do by hand; review: not justified",
    error: "not done; what AWS refused is written down",
  },
  examples: [
    'npm run break-glass -- open --stack prod --incident INC-2231 --because "single sign-on is down, orders must be restored"',
    "npm run break-glass -- close --stack prod --incident INC-2231 --reviewer person/w1002",
    'npm run break-glass -- review --stack prod --incident INC-2231 --outcome justified --because "restored the table; nothing else was touched"',
    "npm run break-glass -- drill --stack prod",
  ],
  async run({ options, operands, environment, log }): Promise<Outcome> {
    const step = oneOf("break-glass", operands[0], ["open", "close", "review", "drill"])!;
    const at = await atGlass(step, options, environment, log);
    if (step === "open") return await open(at, requireText("--because", options.because), await factorOf(at, options), options.exec);
    if (step === "drill")
      return await drill(at, options["dry-run"] ? { serial: "", code: "" } : await factorOf(at, options), options["dry-run"]);
    if (step === "close") return await close(at, knownOwner("--reviewer", requireText("--reviewer", options.reviewer), at.declared)!);
    const outcome = oneOf("--outcome", requireText("--outcome", options.outcome), ["justified", "not-justified"]);
    return await review(at, outcome as "justified" | "not-justified", requireText("--because", options.because));
  },
});

function requireText(option: string, text: string | undefined): string {
  if (text === undefined || text.trim() === "") throw new UsageError(`${option}: expected a value for this step (--help explains)`);
  return text;
}
