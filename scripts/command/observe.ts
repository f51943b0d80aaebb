import { readFileSync } from "node:fs";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import { ProjectError } from "../../stacks/model/errors.ts";
import { openClients } from "../observe/aws-iam/clients.ts";
import { type Observation, parseObservation } from "../observe/observation.ts";
import { observeAccount } from "../observe/sources.ts";
import { now } from "./clock.ts";
import type { Log } from "./log.ts";

/** Observes one account with the credentials of the environment. @throws AwsError when they are missing, expired or of another account. */
export async function observe(account: Account, declared: Declared, deep: boolean, log: Log): Promise<Observation> {
  log.progress(`observing ${account.name} (${account.accountId})`);
  const clients = await openClients(account);
  try {
    return await observeAccount(account, declared, clients, { deep, now });
  } finally {
    clients.close();
  }
}

/** Reads observations that other jobs saved. @throws ProjectError for a file that is missing or none. */
export function readObservations(files: readonly string[]): readonly Observation[] {
  return files.map((file) => parseObservation(file, textOf(file)));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new ProjectError("OBSERVATION_UNREADABLE", `cannot read the observation ${file}: ${(cause as Error).message}`, { cause });
  }
}
