import { writeFileSync } from "node:fs";
import type { Instant } from "../stacks/model/instant.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { ENGINE_OPTION, openEngine } from "./command/engines.ts";
import type { Environment } from "./command/environment.ts";
import { type Result, worst } from "./command/exit.ts";
import { judgeStacks, routingOf } from "./command/judge.ts";
import { numberOf, openReading, readChange } from "./command/judged-change.ts";
import type { Log } from "./command/log.ts";
import { approvalsText, keepComments, sweepApprovals } from "./command/open-pulls.ts";
import { asOfOption, COMMON } from "./command/options.ts";
import { APPROVALS_CHECK, GATE_CHECK } from "./command/publish-check.ts";
import { chosenStacks } from "./command/records.ts";
import { withScratch } from "./command/scratch.ts";
import type { Sides } from "./command/sides.ts";
import type { Verdict } from "./gate/verdict.ts";
import { canonical } from "./ledger/canonical.ts";
import { approvalsCheck, gateCheck } from "./report/gate-check.ts";
import { gateJson } from "./report/gate-json.ts";
import { gateMarkdown } from "./report/gate-markdown.ts";
import { gateText } from "./report/gate-text.ts";
import { openPullsText } from "./report/open-pulls-text.ts";
import { sarif } from "./report/sarif.ts";

/** `npm run gate`: the verdict on a change. Needs no AWS and no state with the embedded engine; with --publish the permission checks:write (the App judge), with --comment issues:write (the App bot). */
await main({
  name: "gate",
  summary: "Judges a change of records: what it does, which rules it breaks, what it removes without saying so.",
  details:
    "Base and head are read from git; settings, exceptions and what already stands come from base alone.\nWithout --stack, every account that the change touches is judged. With the built-in engine nothing outside is asked.",
  options: {
    base: { value: "<ref>", help: "what the change is compared with (default: origin/HEAD, else HEAD)" },
    head: { value: "<ref>", help: "the change (default: the working tree)" },
    stack: COMMON.stack,
    engine: { ...ENGINE_OPTION, help: `${ENGINE_OPTION.help} (auto is embedded); pulumi compares with the real state` },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
    sarif: { value: "<file>", help: "also write the violations as SARIF 2.1.0" },
    markdown: { value: "<file>", help: "also write the verdict as Markdown, for a comment or a job summary" },
    pull: {
      value: "<number>",
      help: "the change is this pull request as GitHub has it, with its reviews; --base and --head then name a merge queue's commits",
    },
    publish: { help: `publish the checks ${GATE_CHECK} and ${APPROVALS_CHECK} on the head commit (needs --head or --pull)` },
    approvals: { help: `only ask who has approved the open pull requests (or --pull); with --publish renew ${APPROVALS_CHECK}` },
    comment: { help: "only keep one comment on the open pull requests (or --pull) that says what was published" },
  },
  reads: {
    "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "with --pull, --publish, --approvals and --comment",
    "PULUMI_*, AWS_*": "with --engine pulumi",
  },
  exits: {
    clean: "pass",
    error: "the records are invalid, or something could not be done",
    findings:
      "blocked: a violation that the change introduces, or a removal or replacement that it does not state; with --approvals: some are missing",
    incomplete: "something could not be judged",
  },
  examples: [
    "npm run gate",
    "npm run gate -- --base origin/main --stack prod --json",
    "npm run gate -- --base main --head my-branch --markdown verdict.md --sarif verdict.sarif",
    "npm run gate -- --pull 12 --publish",
    "npm run gate -- --approvals",
  ],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    if (options.approvals || options.comment) return await openPulls(options, environment, root, asOf, log);
    const { sides, pull, approvers, prefix, publish } = await readChange({ ...options, root }, environment, log);
    if (sides.baseProblem !== undefined) log.warn(sides.baseProblem);
    const routing = routingOf(sides, pull, asOf);
    const engine = await openEngine(options.engine, "embedded", environment, log);
    const verdicts = await withScratch((scratch) =>
      judgeStacks(stacksToJudge(sides, options.stack), { sides, routing, approvers, engine, scratch, asOf, log }),
    ).finally(() => engine.close());
    const json = gateJson(verdicts, routing, options.stack);
    if (options.sarif !== undefined) writeFileSync(options.sarif, sarif(verdicts, prefix));
    if (options.markdown !== undefined) writeFileSync(options.markdown, gateMarkdown(verdicts, routing.approvals));
    await publish?.(GATE_CHECK, gateCheck(verdicts, prefix, canonical(JSON.parse(JSON.stringify(json)))));
    await publish?.(APPROVALS_CHECK, approvalsCheck(routing.approvals, approvalsText(pull?.digest, routing)));
    const output = options.json ? JSON.stringify(json, null, 2) : gateText(verdicts, root);
    return { result: worst(verdicts.map(resultOf)), output };
  },
});

/** What needs no judging: the reviews of open pull requests, and the comments on them. */
async function openPulls(
  { pull, publish, comment, json }: { pull: string | undefined; publish: boolean; comment: boolean; json: boolean },
  environment: Environment,
  root: string,
  asOf: Instant,
  log: Log,
): Promise<Outcome> {
  const reading = await openReading(environment, root, log);
  const number = pull === undefined ? undefined : numberOf(pull);
  if (comment) {
    const comments = await keepComments(reading, number);
    const text = comments.map((one) => `#${one.number}  comment ${one.comment}`).join("\n");
    return { result: "clean", output: json ? JSON.stringify({ schema: "tenure/comments/1", pulls: comments }, null, 2) : text };
  }
  const pulls = await sweepApprovals(reading, number, publish, asOf);
  const approved = pulls.every((one) => "approvals" in one && one.approvals.missing.length === 0);
  const output = json ? JSON.stringify({ schema: "tenure/approvals/1", pulls }, null, 2) : openPullsText(pulls);
  return { result: approved ? "clean" : "findings", output };
}

/** A change of the directory or the rules is judged everywhere; otherwise only where records differ. */
function stacksToJudge({ head, base, diff, programs }: Sides, name: string | undefined): readonly string[] {
  if (name !== undefined) return chosenStacks(head.declared, name);
  const everywhere = diff.directory || diff.settings || base === undefined;
  const accounts = [...head.declared.accounts.keys()].filter((account) => programs.includes(account));
  return everywhere ? chosenStacks(head.declared, undefined) : [...new Set([...diff.accounts, ...accounts])].sort();
}

function resultOf({ verdict }: Verdict): Result {
  return ({ pass: "clean", blocked: "findings", incomplete: "incomplete" } as const)[verdict];
}
