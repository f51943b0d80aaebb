import { stderr, stdin } from "node:process";
import { folder } from "../../../stacks/files/tree.ts";
import type { BreakGlassRecord } from "../../../stacks/kinds/break-glass.ts";
import { usualDevice } from "../../break-glass/open.ts";
import { openGitHub } from "../../github/client.ts";
import { QUEUE_FOLDER } from "../../ledger/queue.ts";
import { terminal } from "../ask.ts";
import { askerOf } from "../asker.ts";
import { now } from "../clock.ts";
import type { Environment } from "../environment.ts";
import { openEvidence } from "../evidence/source.ts";
import type { Log } from "../log.ts";
import { knownOwner } from "../named.ts";
import { asOfOption, UsageError } from "../options.ts";
import { chosenStacks, readRecords } from "../records.ts";
import { type AtGlass, glassOf, incidentOf } from "./glass.ts";

/** What the command line says about it. */
export type Given = Readonly<Record<"stack" | "record" | "incident" | "by" | "mfa" | "code" | "root" | "as-of", string | undefined>>;

/** Puts together what a step needs; asks GitHub only who is at work, and does without it. @throws UsageError */
export async function atGlass(step: string, given: Given, environment: Environment, log: Log): Promise<AtGlass> {
  const [root, asOf] = [given.root ?? "stacks", asOfOption(given["as-of"], now)];
  const tree = folder(root);
  const declared = readRecords(tree);
  const [stack, ...others] = chosenStacks(declared, given.stack);
  if (others.length > 0) throw new UsageError(`--stack: expected the account, one of ${[stack, ...others].join(", ")}`);
  const account = declared.accounts.get(stack!)!;
  const record = glassOf(account, given.record);
  const glass = record.fields as BreakGlassRecord;
  const usual = step === "drill" ? `${glass.incidents.slice(0, -1)}drill-${asOf.slice(0, 10)}` : undefined;
  const incident = incidentOf(glass, given.incident ?? usual);
  const github = openGitHub(environment);
  const ledger = openEvidence(github, declared.settings);
  const said = knownOwner("--by", given.by, declared);
  const known = said === undefined || step === "review" ? await whoIs(github, root, declared.directory, step) : undefined;
  // In an emergency people say who they are; whoever reviews has time to show it.
  if (said !== undefined && known !== undefined && said !== known) throw new UsageError(`--by: you are ${known}, got ${said}`);
  const by = said ?? known;
  if (!by?.startsWith("person/")) throw new UsageError(`--by: expected person/<id>, who you are, got ${by ?? "nothing"}`);
  const webhook = environment.SLACK_WEBHOOK_URL;
  return {
    root,
    tree,
    declared,
    account,
    record,
    glass,
    incident,
    by: by as `person/${string}`,
    asOf,
    github,
    ledger,
    webhook,
    queue: QUEUE_FOLDER,
    log,
  };
}

/** Who is at work. In an emergency a GitHub that is down says nothing, and git does. */
async function whoIs(github: ReturnType<typeof openGitHub>, root: string, directory: AtGlass["declared"]["directory"], step: string) {
  const asker = await askerOf(github, root, directory).catch((error) => {
    if (step === "review" || error instanceof UsageError) throw error;
    return askerOf(undefined, root, directory);
  });
  return asker && `person/${asker.person.id}`;
}

/** The second factor: its code from the command line or a terminal. @throws UsageError for what is no code */
export async function factorOf({ account, record }: AtGlass, { mfa, code }: Given) {
  const serial = mfa ?? usualDevice(account, record.name);
  if (code === undefined && !(stdin.isTTY && stderr.isTTY))
    throw new UsageError("--code: expected the six digits of the second factor (or a terminal to ask on)");
  const { ask, close: done } = code === undefined ? terminal(stdin, stderr) : { ask: async () => code, close: () => undefined };
  const answer = await ask(`code of ${serial}`).finally(done);
  if (!/^\d{6}$/.test(answer)) throw new UsageError(`--code: expected six digits, got ${answer.length} characters`);
  return { serial, code: answer };
}
