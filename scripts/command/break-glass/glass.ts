import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Tree } from "../../../stacks/files/tree.ts";
import type { BreakGlassRecord } from "../../../stacks/kinds/break-glass.ts";
import type { Account, Declared, DeclaredRecord } from "../../../stacks/model/declared.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import type { GitHub } from "../../github/client.ts";
import { openIssue } from "../../github/write/issue.ts";
import { type Facts, idOfIncident, idOfRecord } from "../../ledger/entry.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { enqueue } from "../../ledger/queue.ts";
import type { Log } from "../log.ts";
import { UsageError } from "../options.ts";

/** What every step with a sealed identity needs. `webhook` takes messages as Slack does (`{ text }`). */
export type AtGlass = {
  root: string;
  tree: Tree;
  declared: Declared;
  account: Account;
  record: DeclaredRecord;
  glass: BreakGlassRecord;
  incident: string;
  by: `person/${string}`;
  asOf: Instant;
  github: GitHub | undefined;
  ledger: Ledger;
  webhook: string | undefined;
  /** The folder where evidence waits while the ledger's home cannot be reached. */
  queue: string;
  log: Log;
};

/** What is written down about it. */
export type GlassFacts = Facts<"break-glass">;

/** A message that is not taken within this time is given up: an emergency waits for nobody's chat. */
const PATIENCE_MS = 5_000;

/** The record that is meant: the one that is named, else the only one of the account. @throws UsageError */
export function glassOf(account: Account, name: string | undefined): DeclaredRecord {
  const all = [...account.records.values()].filter(({ kind }) => kind === "break-glass");
  const wanted = name === undefined ? all : all.filter((record) => record.name === name.replace(/^break-glass\//, ""));
  if (wanted.length === 1) return wanted[0]!;
  const there = all.map((record) => record.name).join(", ") || "none";
  throw new UsageError(
    `--record: expected one of the break-glass records of ${account.name} (${there})${name === undefined ? "" : `, got "${name}"`}`,
  );
}

/** An incident as the record's role wants its sessions to be called. @throws UsageError for another name: AWS would refuse it */
export function incidentOf(glass: BreakGlassRecord, incident: string | undefined): string {
  const start = glass.incidents.slice(0, -1);
  if (incident?.startsWith(start) && /^[\w+=,.@-]{2,64}$/.test(incident)) return incident;
  throw new UsageError(
    `--incident: expected the incident, called ${glass.incidents} (letters, digits and +=,.@_-), got ${incident === undefined ? "nothing" : `"${incident}"`}`,
  );
}

/** How the record and the incident are called in the ledger. */
export function namesOf({ account, record, incident }: Pick<AtGlass, "account" | "record" | "incident">) {
  return { record: idOfRecord(recordTag(account.name, record.ref)), incident: idOfIncident(incident) };
}

/** The facts of a step, with a hash in the place of free text. */
export function factsOf(at: AtGlass, action: GlassFacts["action"], reason: string, more: Partial<GlassFacts> = {}): GlassFacts {
  return {
    ...{ stack: at.account.name, ...namesOf(at), action, by: at.by },
    ...{ reviewer: null, reviewBy: null, key: null, outcome: null, reason: createHash("sha256").update(reason).digest("hex") },
    ...more,
  };
}

/** Puts evidence on this machine's disk, before anything else is done. */
export function noteDown({ asOf, queue }: Pick<AtGlass, "asOf" | "queue">, facts: GlassFacts): void {
  enqueue(queue, "break-glass", asOf, facts);
}

/** Tells everybody who can be reached, by issue and webhook; what cannot be told is said, and stops nothing. */
export async function ring(at: AtGlass, message: { title: string; body: string; assignees: readonly string[] }): Promise<void> {
  const { github, webhook, log } = at;
  const failed = (what: string) => (error: Error) => log.warn(`${what}: ${error.message}`);
  const issue =
    github &&
    openIssue(github, { ...message, labels: ["tenure", "break-glass"] }).then(
      (number) => log.info(`issue #${number}: ${message.title}`),
      failed("the issue could not be opened"),
    );
  await Promise.all([
    issue,
    webhook === undefined ? undefined : post(webhook, message.title).catch(failed("the webhook could not be told")),
  ]);
}

async function post(webhook: string, text: string): Promise<void> {
  const limit = new AbortController();
  const request = fetch(webhook, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
    signal: limit.signal,
  });
  const timer = delay(PATIENCE_MS, undefined, { signal: limit.signal }).then(
    () => limit.abort(),
    () => undefined,
  );
  try {
    const { ok, status } = await request;
    if (!ok) throw new Error(`it answered ${status}`);
  } finally {
    limit.abort();
    await timer;
  }
}
