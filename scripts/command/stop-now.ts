import { createHash } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { folder } from "../../stacks/files/tree.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import { keySubject, recordTag } from "../../stacks/model/ref.ts";
import { sessionRole, whyNotStopped } from "../decide/requests/stop.ts";
import { idOfRecord } from "../ledger/entry.ts";
import { enqueue, QUEUE_FOLDER } from "../ledger/queue.ts";
import { type Clients, callerOf, openClients } from "../observe/aws-iam/clients.ts";
import { type StopReport, stopText } from "../report/stop-text.ts";
import { stop } from "../stop/stop.ts";
import { now } from "./clock.ts";
import type { Outcome } from "./command.ts";
import { digestOfSubject } from "./drift-evidence.ts";
import type { Environment } from "./environment.ts";
import { worst } from "./exit.ts";
import { gitUser, personOfGit } from "./git.ts";
import type { Log } from "./log.ts";
import { UsageError } from "./options.ts";
import { chosenStacks, readRecords } from "./records.ts";
import { followUp } from "./stop-follow-up.ts";
import { type Meant, meantBy, resolve } from "./stop-targets.ts";

/** What `disable --now` was told. */
export type StopOrder = {
  words: readonly string[];
  root: string;
  stack: string | undefined;
  reason: string;
  ref: string | undefined;
  dryRun: boolean;
};

/** More than these few are no decision of one person in one hour. */
const MOST = 25;

/**
 * Stops identities and keys in AWS at once, all in the account of the credentials, then lets the records and the evidence follow.
 * What cannot be stopped keeps nobody else from being stopped. @throws UsageError, before anything is done, for a word that means nobody
 */
export async function stopNow(order: StopOrder, environment: Environment, log: Log): Promise<Outcome> {
  if (order.words.length > MOST) throw new UsageError(`--now: expected at most ${MOST} at once, got ${order.words.length}`);
  const tree = folder(order.root);
  const declared = readRecords(tree);
  const [first] = chosenStacks(declared, order.stack);
  const caller = await callerOf(declared.accounts.get(first!)!);
  const own = accountOf(caller.accountId, order.stack, declared);
  const meant = order.words.map((word) => meantBy(word, declared, order.stack, () => own));
  const elsewhere = meant.filter(({ account }) => account !== own);
  if (elsewhere.length > 0)
    throw new UsageError(
      `the AWS credentials belong to ${own.name} (${own.accountId}), and ${elsewhere.map(({ word, account }) => `${word} is in ${account.name}`).join(", ")}`,
    );
  const reports = await stopEach(order, meant, { own, caller: caller.arn, declared }, log);
  const stopped = reports.flatMap((report) => ("stopped" in report && report.stopped.verified ? (report.record ?? []) : []));
  const unmanaged = reports.filter((report) => "stopped" in report && report.stopped.verified && !report.record).map(({ word }) => word);
  const follow = order.dryRun ? undefined : await followUp({ ...order, tree, declared, stopped, unmanaged }, environment, log);
  const result = worst([
    ...reports.map((report) => ("because" in report ? "findings" : report.stopped.problems.length > 0 ? "error" : "clean")),
    follow?.done === false ? "incomplete" : "clean",
  ]);
  return { result, output: stopText(reports, order.dryRun, follow?.lines ?? []) };
}

function accountOf(accountId: string, stack: string | undefined, declared: Declared): Account {
  const own = [...declared.accounts.values()].find((one) => one.accountId === accountId && (stack === undefined || one.name === stack));
  if (own) return own;
  throw new UsageError(
    `the AWS credentials belong to account ${accountId}, which ${stack === undefined ? "no account.yaml declares" : `is not ${stack}`}`,
  );
}

type Asking = { own: Account; caller: Awaited<ReturnType<typeof callerOf>>["arn"]; declared: Declared };

async function stopEach(order: StopOrder, meant: readonly Meant[], asking: Asking, log: Log): Promise<readonly StopReport[]> {
  const clients = await openClients(asking.own);
  const reports: StopReport[] = [];
  try {
    for (const one of meant) {
      log.progress(`stopping ${one.word}`);
      reports.push(await stopOne(order, one, asking, clients).catch((error) => notStopped(one.word, error)));
      const report = reports.at(-1)!;
      // On stderr at once: whoever waits for GitHub must not wait for knowing that it is done.
      if ("stopped" in report) for (const { at, did } of report.stopped.steps) log.info(`${at} ${one.word}: ${did}`);
    }
  } finally {
    clients.close();
  }
  return reports;
}

function notStopped(word: string, error: unknown): StopReport {
  if (!(error instanceof ProjectError)) throw error;
  return { word, because: error.message };
}

async function stopOne(
  { root, reason, ref = null, dryRun }: Omit<StopOrder, "ref"> & { ref?: string | null | undefined },
  meant: Meant,
  { own, caller, declared }: Asking,
  clients: Clients,
): Promise<StopReport> {
  const { target, placed, slot } = await resolve(meant, declared, clients);
  const refusal = whyNotStopped(target.identity, placed?.record.ref, caller, declared.settings);
  if (refusal !== undefined) return { word: meant.word, because: refusal };
  const stopped = await stop(clients.iam, target, { home: own, dryRun, now, wait });
  const at = stopped.steps[0]?.at ?? now();
  const person = personOfGit(gitUser(root), declared.directory)?.person.id;
  const by = person === undefined ? null : `person/${person}`;
  // Kept here first: a run that is killed now loses nothing of what it did.
  if (stopped.changed)
    enqueue(QUEUE_FOLDER, "stopped", at, {
      ...{ stack: own.name, record: placed ? idOfRecord(recordTag(own.name, placed.record.ref)) : null, by, ref },
      subject: digestOfSubject(target.key === undefined ? target.identity : keySubject(target.identity, target.key)),
      // What a session is called may be somebody's name: the role says enough.
      caller: digestOfSubject(sessionRole(caller) === undefined ? caller : caller.slice(0, caller.lastIndexOf("/"))),
      reason: createHash("sha256").update(reason).digest("hex"),
      keys: [...stopped.closedKeys],
      verified: stopped.verified,
    });
  const record = placed && { placed, identity: target.identity, slot, keys: stopped.closedKeys, at, by, reason, ref };
  return { word: meant.word, stopped, record };
}
