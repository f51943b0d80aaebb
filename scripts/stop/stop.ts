import {
  type IAMClient,
  ListAccessKeysCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { type Arn, type ArnHome, iamArn } from "../../stacks/iam/arn.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { DISABLED_BOUNDARY, isDisabledBoundary, TENURE_PATH } from "../../stacks/model/lifecycle.ts";
import { type Bounded, readBounded } from "../observe/aws-iam/boundary.ts";

/** Who is stopped: a user or role with all that it has, or one access key of a user and nothing else. */
export type StopTarget = { identity: Arn; key?: string };

/** One thing that was done, or seen, and when. */
export type StopStep = { at: Instant; did: string };

/**
 * What stopping somebody came to. `changed`: something was open and was closed now. `verified`: read back from AWS, nothing of it is open.
 * `closedKeys` are the keys that were set Inactive, now or before. `problems` say what could not be done, each with what AWS said.
 */
export type Stopped = {
  target: StopTarget;
  changed: boolean;
  verified: boolean;
  closedKeys: readonly string[];
  steps: readonly StopStep[];
  problems: readonly string[];
};

/** `wait` pauses between looks at what AWS has; IAM shows what was done after a moment. */
export type StopOptions = { home: ArnHome; dryRun: boolean; now: () => Instant; wait: (ms: number) => Promise<unknown> };

/** How often it is looked whether AWS has it, and how long between. IAM is eventually consistent, usually within seconds. */
const LOOKS = 8;
const PAUSE_MS = 1_000;

/**
 * Stops a user or role at once: the boundary that denies everything, to live sessions too, then its keys Inactive; or one key alone.
 * Each step is tried whatever became of the one before, since half a stop is better than none. What is closed already is left as it is.
 */
export async function stop(iam: IAMClient, target: StopTarget, options: StopOptions): Promise<Stopped> {
  const journal = newJournal(options.now);
  const found = await journal.attempt(`look at ${target.identity}`, () => readBounded(iam, target.identity));
  const nothing = { target, changed: false, verified: false, closedKeys: [], steps: journal.steps };
  if (found === undefined && journal.problems.length === 0) return { ...nothing, problems: [`AWS has no ${target.identity}`] };
  const own: Named = found ?? { type: isRole(target.identity) ? "role" : "user", name: target.identity.split("/").at(-1)!, boundary: null };
  const bounded = target.key === undefined && (await closeIdentity(iam, own, options, journal));
  const keys = own.type === "user" ? ((await journal.attempt("list its keys", () => keysOf(iam, own.name, target.key))) ?? []) : [];
  const switched = await closeKeys(iam, own.name, keys, options, journal);
  const { steps, problems, say } = journal;
  if (target.key !== undefined && keys.length === 0 && problems.length === 0) problems.push(`${own.name} has no key ${target.key}`);
  const verified = !options.dryRun && problems.length === 0 && (await isClosed(iam, target, own.name, options.wait, journal));
  if (verified) say("read back: AWS has it so");
  else if (!options.dryRun) problems.push("read back: it is not, or not surely, stopped");
  return { target, changed: bounded || switched, verified, closedKeys: keys.map(({ id }) => id), steps, problems };
}

/** What was done and what could not be; `attempt` turns a refusal into a problem and goes on. */
type Journal = {
  steps: StopStep[];
  problems: string[];
  say(did: string): void;
  attempt<T>(what: string, work: () => Promise<T>): Promise<T | undefined>;
};

function newJournal(now: () => Instant): Journal {
  const steps: StopStep[] = [];
  const problems: string[] = [];
  return {
    steps,
    problems,
    say: (did) => void steps.push({ at: now(), did }),
    async attempt(what, work) {
      try {
        return await work();
      } catch (error) {
        problems.push(`cannot ${what}: ${(error as Error).name}: ${(error as Error).message}${hintFor(error as Error)}`);
        return undefined;
      }
    },
  };
}

/** @returns whether something was changed */
async function closeIdentity(iam: IAMClient, own: Named, { dryRun, home }: StopOptions, { say, attempt }: Journal): Promise<boolean> {
  const effect = "the boundary /tenure/disabled, which denies everything to it and to its live sessions";
  if (isDisabledBoundary(own.boundary)) say("carries /tenure/disabled already");
  else if (dryRun) say(`would get ${effect}`);
  else if (await attempt("set the boundary /tenure/disabled", () => close(iam, own, home))) {
    say(`got ${effect}`);
    return true;
  }
  return false;
}

/** @returns whether something was changed */
async function closeKeys(
  iam: IAMClient,
  user: string,
  keys: readonly KeyStatus[],
  { dryRun }: StopOptions,
  { say, attempt }: Journal,
): Promise<boolean> {
  let changed = false;
  for (const { id, active } of keys) {
    if (!active) say(`key ${id} is Inactive already`);
    else if (dryRun) say(`key ${id} would be set Inactive`);
    else if (await attempt(`set key ${id} Inactive`, () => switchOff(iam, user, id))) {
      changed = true;
      say(`key ${id} was set Inactive`);
    }
  }
  return changed;
}

type KeyStatus = { id: string; active: boolean };

function isRole(identity: Arn): boolean {
  return identity.includes(":role/");
}

type Named = Pick<Bounded, "type" | "name" | "boundary">;

async function close(iam: IAMClient, { type, name }: Pick<Named, "type" | "name">, home: ArnHome): Promise<true> {
  const PermissionsBoundary = iamArn(home, "policy", DISABLED_BOUNDARY, TENURE_PATH);
  if (type === "user") await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: name, PermissionsBoundary }));
  else await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: name, PermissionsBoundary }));
  return true;
}

async function switchOff(iam: IAMClient, UserName: string, AccessKeyId: string): Promise<true> {
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
  return true;
}

/** AWS allows two keys a user, so one page holds them. */
async function keysOf(iam: IAMClient, UserName: string, only: string | undefined): Promise<readonly KeyStatus[]> {
  const { AccessKeyMetadata: all = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
  return all
    .map(({ AccessKeyId, Status }) => ({ id: AccessKeyId!, active: Status === "Active" }))
    .filter(({ id }) => only === undefined || id === only);
}

async function isClosed(
  iam: IAMClient,
  { identity, key }: StopTarget,
  name: string,
  wait: StopOptions["wait"],
  { attempt }: Journal,
): Promise<boolean> {
  const isUser = !isRole(identity);
  for (let look = 1; look <= LOOKS; look += 1) {
    const closed = await attempt("read it back", async () => {
      const isBounded = key !== undefined || isDisabledBoundary((await readBounded(iam, identity))?.boundary);
      return isBounded && (!isUser || (await keysOf(iam, name, key)).every(({ active }) => !active));
    });
    if (closed !== false) return closed === true;
    if (look < LOOKS) await wait(PAUSE_MS);
  }
  return false;
}

function hintFor({ name, message }: Error): string {
  if (name === "NoSuchEntityException" && /policy/i.test(message))
    return "; deployments make /tenure/disabled: deploy the account once, or have an administrator make it";
  return /AccessDenied/.test(name) ? "; it takes the on-call policy (.github/reference/on-call-policy.json)" : "";
}
