import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Account, AccountName, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import { between } from "../../stacks/model/instant.ts";
import { openClients } from "../observe/aws-iam/clients.ts";
import type { Observation } from "../observe/observation.ts";
import { NOTHING_OUTSIDE, type Outside, observeOutside, withOutside } from "../observe/outside.ts";
import { parseObservation } from "../observe/saved.ts";
import { type ObserveOptions, observeAccount } from "../observe/sources.ts";
import { withAttributions, withGlass } from "./attribute.ts";
import { now } from "./clock.ts";
import type { Environment } from "./environment.ts";
import type { Log } from "./log.ts";

/** How long what was read before an interruption still counts as one observation with what is read after it. */
const RESUMABLE_MS = 3_600_000;

/** Observes one account with the credentials of the environment. @throws AwsError when they are missing, expired or of another account. */
export async function observe(
  account: Account,
  declared: Declared,
  deep: boolean,
  log: Log,
  more: Pick<ObserveOptions, "resume" | "keep"> = {},
): Promise<Observation> {
  log.progress(`observing ${account.name} (${account.accountId})`);
  const clients = await openClients(account);
  try {
    return await observeAccount(account, declared, clients, { deep, now, progress: log.progress, ...more });
  } finally {
    clients.close();
  }
}

/**
 * Observes one account into a file. After each part the file is a valid observation whose unread parts are gaps, so an interrupted run
 * never looks complete; the next one into the same file, within the hour, reads only what is missing.
 */
export async function observeInto(
  file: string,
  account: Account,
  declared: Declared,
  deep: boolean,
  log: Log,
  outside: Outside = NOTHING_OUTSIDE,
): Promise<Observation> {
  const resume = interrupted(file, account, deep);
  const keep = (observation: Observation) => replace(file, `${JSON.stringify(withOutside(observation, outside, declared), null, 2)}\n`);
  // With a listener a signal waits until a write is done; then it ends the process as it would have without.
  const signals = (["SIGINT", "SIGTERM"] as const).map((signal) => [signal, () => void process.kill(process.pid, signal)] as const);
  for (const [signal, end] of signals) process.once(signal, end);
  try {
    const observed = await withGlass(await observe(account, declared, deep, log, { resume, keep }), account, log);
    const observation = await withAttributions(observed, account, declared, log);
    keep(observation);
    return withOutside(observation, outside, declared);
  } finally {
    for (const [signal, end] of signals) process.removeListener(signal, end);
  }
}

/** Reads the sources beyond AWS that the settings name for these accounts; none of them is ever written to. */
export function readOutside(declared: Declared, accounts: readonly AccountName[], environment: Environment, log: Log): Promise<Outside> {
  return observeOutside(declared, accounts, { tokens: environment }, now, log.progress);
}

/** Reads observations that other jobs saved. @throws ProjectError for a file that is missing or none. */
export function readObservations(files: readonly string[]): readonly Observation[] {
  return files.map((file) => parseObservation(file, textOf(file)));
}

/** What an earlier run left in a file: an observation of the same account, asked in the same way, not long ago, in which something is missing. */
function interrupted(file: string, { name, accountId }: Account, deep: boolean): Observation | undefined {
  const found = attempt(() => parseObservation(file, readFileSync(file, "utf8")));
  if (found?.account !== name || found.accountId !== accountId || found.deep !== deep) return undefined;
  const isPartial = Object.values(found.parts).some((part) => !part.complete);
  return isPartial && between(found.startedAt, now()) < RESUMABLE_MS ? found : undefined;
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // No file, or none of ours: there is nothing to go on from.
    return undefined;
  }
}

/** Written beside and renamed: nobody ever reads half a file. */
function replace(file: string, text: string): void {
  const beside = `${file}.${process.pid}.part`;
  writeFileSync(beside, text);
  renameSync(beside, file);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ProjectError("OBSERVATION_UNREADABLE", `cannot read the observation ${file}: ${(cause as Error).message}`, { cause });
  }
}
