import { writeFileSync } from "node:fs";
import { baseOfTerminal, prefixOf } from "../stacks/files/tree.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { ENGINE_OPTION, openEngine } from "./command/engines.ts";
import { type Result, worst } from "./command/exit.ts";
import { judgeStacks } from "./command/judge.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { GATE_CHECK, publisher, readOrPublish } from "./command/publish-check.ts";
import { chosenStacks } from "./command/records.ts";
import { withScratch } from "./command/scratch.ts";
import { readSides, type Sides } from "./command/sides.ts";
import type { Verdict } from "./gate/verdict.ts";
import { gateCheck } from "./report/gate-check.ts";
import { gateMarkdown } from "./report/gate-markdown.ts";
import { gateText } from "./report/gate-text.ts";
import { sarif } from "./report/sarif.ts";

/** `npm run gate`: the verdict on a change. Needs no AWS and no state with the embedded engine; with --publish the permission checks:write. */
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
    publish: { help: `publish the check ${GATE_CHECK} on the head commit (needs --head)` },
  },
  reads: { "GITHUB_REPOSITORY, GITHUB_TOKEN, GITHUB_API_URL": "with --publish", "PULUMI_*, AWS_*": "with --engine pulumi" },
  exits: {
    clean: "pass",
    error: "the records are invalid, or something could not be done",
    findings: "blocked: a violation that the change introduces, or a removal or replacement that it does not state",
    incomplete: "something could not be judged",
  },
  examples: [
    "npm run gate",
    "npm run gate -- --base origin/main --stack prod --json",
    "npm run gate -- --base main --head my-branch --markdown verdict.md --sarif verdict.sarif",
  ],
  async run({ options, environment, log }): Promise<Outcome> {
    const root = options.root ?? "stacks";
    const asOf = asOfOption(options["as-of"], now);
    const publish = options.publish ? publisher(environment, root, options.head) : undefined;
    const sides = await readOrPublish(() => readSides(root, options.base ?? defaultBase(root), options.head), publish, root);
    if (sides.baseProblem !== undefined) log.warn(sides.baseProblem);
    const engine = await openEngine(options.engine, "embedded", environment, log);
    const verdicts = await withScratch((scratch) =>
      judgeStacks(stacksToJudge(sides, options.stack), { sides, engine, scratch, asOf, log }),
    ).finally(() => engine.close());
    const prefix = prefixOf(root);
    if (options.sarif !== undefined) writeFileSync(options.sarif, sarif(verdicts, prefix));
    if (options.markdown !== undefined) writeFileSync(options.markdown, gateMarkdown(verdicts));
    await publish?.(gateCheck(verdicts, prefix, gateMarkdown(verdicts)));
    const output = options.json ? JSON.stringify(jsonOf(verdicts, options.stack), null, 2) : gateText(verdicts, root);
    return { result: worst(verdicts.map(resultOf)), output };
  },
});

function defaultBase(root: string): string {
  const base = baseOfTerminal(root);
  if (base === undefined) throw new UsageError(`--base: ${root} is in no git repository with commits, so there is nothing to compare with`);
  return base;
}

/** A change of the directory or the rules is judged everywhere; otherwise only where records differ. */
function stacksToJudge({ head, base, diff }: Sides, name: string | undefined): readonly string[] {
  if (name !== undefined) return chosenStacks(head.declared, name);
  const everywhere = diff.directory || diff.settings || base === undefined;
  return everywhere ? chosenStacks(head.declared, undefined) : diff.accounts;
}

function resultOf({ verdict }: Verdict): Result {
  return ({ pass: "clean", blocked: "findings", incomplete: "incomplete" } as const)[verdict];
}

function jsonOf(verdicts: readonly Verdict[], stack: string | undefined) {
  if (stack !== undefined && verdicts[0]) return verdicts[0];
  const order = ["pass", "blocked", "incomplete"] as const;
  const verdict = verdicts.reduce<(typeof order)[number]>((a, b) => (order.indexOf(b.verdict) > order.indexOf(a) ? b.verdict : a), "pass");
  return { schema: "tenure/gate/1", verdict, stacks: verdicts };
}
