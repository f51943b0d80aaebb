import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Edit } from "../../../stacks/files/edit.ts";
import { describeEnd, type Instant, plus } from "../../../stacks/model/instant.ts";
import { parseOwner } from "../../../stacks/model/ref.ts";
import { breakTheGlass, type Factor, type GlassSession } from "../../break-glass/open.ts";
import { sealAgain } from "../../break-glass/seal.ts";
import { entriesOf } from "../../ledger/ledger.ts";
import { type Waiting, waiting } from "../../ledger/queue.ts";
import { bringHome } from "../bring-home.ts";
import type { Outcome } from "../command.ts";
import { editRecords } from "../edit-records.ts";
import { incidentsOf } from "../incidents.ts";
import { UsageError } from "../options.ts";
import { type AtGlass, factsOf, namesOf, noteDown, ring } from "./glass.ts";

/** Breaks the glass. That it is broken is written down before it is tried, and on this machine first: no outage of ours stands in the way. */
export async function open(at: AtGlass, reason: string, factor: Factor, exec: string | undefined): Promise<Outcome> {
  const { record, account, incident, by, asOf } = at;
  requireCustodian(at);
  const reviewBy = plus(asOf, at.declared.settings.breakGlass.reviewWithin);
  noteDown(at, factsOf(at, "opened", reason, { reviewBy }));
  const session = await enter(at, reason, factor);
  const title = `${record.ref} of ${account.name} was opened for ${incident} by ${by}`;
  const body = `${title} at ${asOf}.\n\nIts session ends at ${session.ends}. Then \`npm run break-glass -- close --stack ${account.name} --incident ${incident} --reviewer <person/id>\`.\nSomebody else reviews it by ${reviewBy}; after that it is a critical finding.`;
  await Promise.all([bringHome(at.ledger, at.log, at.queue), ring(at, { title, body, assignees: [] })]);
  if (exec !== undefined) return await run(exec, session, account.region);
  return { result: "clean", output: exportsOf(session, asOf) };
}

/** Seals it again: a new key in the sealed place, the old ones stopped; and names who reviews it until when. */
export async function close(at: AtGlass, reviewer: string): Promise<Outcome> {
  const { record, account, incident, declared, log } = at;
  const logins = reviewerOf(at, reviewer, await openersOf(at, false));
  const sealed = await sealAgain(account, record.ref, record.name, declared.settings.tags);
  const key = "key" in sealed ? sealed.key : null;
  const reviewBy = (await knownOf(at))?.reviewBy ?? plus(at.asOf, declared.settings.breakGlass.reviewWithin);
  noteDown(at, factsOf(at, "closed", incident, { reviewer, reviewBy, key }));
  await bringHome(at.ledger, at.log, at.queue);
  const title = `Review of ${record.ref} of ${account.name} for ${incident}, by ${reviewBy}`;
  const body = `**Next step:** ${logins.map((login) => `@${login}`).join(" ") || reviewer} looks into what was done as \`${incident}\` (CloudTrail, session name ${incident}), and writes it down:\n\`\`\`sh\nnpm run break-glass -- review --stack ${account.name} --incident ${incident} --outcome justified --because "<what was done and why>"\n\`\`\`\nAfter ${reviewBy} it is a critical finding.`;
  await ring(at, { title, body, assignees: logins });
  if ("because" in sealed) {
    log.warn(`the key could not be changed (${sealed.because})`);
    return {
      result: "findings",
      output: ["not sealed yet; somebody who may does this, in this order:", ...sealed.todo.map((line) => `  ${line}`)].join("\n"),
    };
  }
  const { secret, inactive, removed } = sealed;
  return {
    result: "clean",
    output: [
      `sealed: the new key ${key} lies in Secrets Manager as ${secret}; custodians take a copy to where they reach it without AWS`,
      ...inactive.map((id) => `stopped: ${id}`),
      ...removed.map((id) => `removed: ${id}, which was stopped before`),
      `review by ${reviewer} until ${reviewBy}`,
    ].join("\n"),
  };
}

/** Writes down what somebody else found who looked into it. */
export async function review(at: AtGlass, outcome: "justified" | "not-justified", findings: string): Promise<Outcome> {
  const known = await knownOf(at);
  const named = known?.reviewer ?? undefined;
  reviewerOf(at, at.by, await openersOf(at, true));
  const { security } = at.declared.settings.teams;
  const isSecurity = at.declared.directory.people.get(parseOwner(at.by)!.id)!.team === security;
  if (at.by !== named && !isSecurity)
    throw new UsageError(`${at.by} cannot review it: expected ${named ?? "whoever `close` names"} or somebody of team/${security}`);
  noteDown(at, factsOf(at, "reviewed", findings, { reviewer: at.by, outcome }));
  await bringHome(at.ledger, at.log, at.queue);
  return {
    result: outcome === "justified" ? "clean" : "findings",
    output: `reviewed: ${at.record.ref} for ${at.incident} by ${at.by}: ${outcome}`,
  };
}

/** Tries whether the glass breaks, does nothing with it, and writes the day into the record. */
export async function drill(at: AtGlass, factor: Factor, dryRun: boolean): Promise<Outcome> {
  const { record, root, tree, declared, asOf, glass } = at;
  requireCustodian(at);
  if (!dryRun) {
    noteDown(at, factsOf(at, "drilled", at.incident));
    await enter(at, at.incident, factor);
    await bringHome(at.ledger, at.log, at.queue);
  }
  const day = asOf.slice(0, 10);
  const steps: Edit = {
    change: record.source.file,
    steps: glass.drill ? [{ set: ["drill", "lastAt"], to: day }] : [{ set: ["drill"], to: { lastAt: day, every: "365d" } }],
  };
  return editRecords(
    { root, tree, declared, asOf, dryRun },
    { edits: [steps], refused: [], notes: dryRun ? [] : ["it works: AWS let the sealed identity in"] },
  );
}

/** AWS's answer, written down when it was no. */
async function enter(at: AtGlass, reason: string, factor: Factor): Promise<GlassSession> {
  try {
    return await breakTheGlass(at.account, at.record.name, at.incident, factor);
  } catch (error) {
    noteDown(at, factsOf(at, "refused", reason));
    await bringHome(at.ledger, at.log, at.queue);
    throw error;
  }
}

function requireCustodian({ glass, by, record }: AtGlass): void {
  if (!glass.custodians.includes(by))
    throw new UsageError(`${by} is no custodian of ${record.ref}; expected ${glass.custodians.join(" or ")} (--by says who you are)`);
}

/** The logins of a reviewer, who must be another human than whoever opened it. */
function reviewerOf({ declared }: AtGlass, reviewer: string, openers: readonly string[]): readonly string[] {
  const { people } = declared.directory;
  const person = people.get(parseOwner(reviewer)?.id ?? "");
  if (!person || parseOwner(reviewer)?.type !== "person" || person.status !== "active")
    throw new UsageError(`--reviewer: expected somebody of the directory who works here, as person/<id>, got "${reviewer}"`);
  const isSame = (opener: string) =>
    opener === reviewer || (person.github !== null && people.get(parseOwner(opener)?.id ?? "")?.github?.id === person.github.id);
  if (openers.some(isSame)) throw new UsageError(`--reviewer: ${reviewer} opened it, and nobody reviews what they did`);
  return person.github === null ? [] : [person.github.login];
}

/** What the ledger says of this incident; nothing where it cannot be read, which an emergency must survive. */
async function knownOf(at: AtGlass): Promise<{ reviewer: string | null; reviewBy: Instant | null } | undefined> {
  const entries = await at.ledger.read().catch(() => []);
  const { record, incident } = namesOf(at);
  return incidentsOf(entries).find((one) => one.record === record && one.incident === incident);
}

/**
 * Who opened it for this incident, by the ledger and by what waits on this machine.
 * @throws LedgerError or GitHubError where one of them cannot be read and `isSure` is asked for: whoever opened it must not review it
 */
async function openersOf(at: AtGlass, isSure: boolean): Promise<readonly string[]> {
  await bringHome(at.ledger, at.log, at.queue);
  const unread = (error: unknown) => {
    if (isSure) throw error;
    return [];
  };
  const written = entriesOf(await at.ledger.read().catch(unread), "break-glass");
  const here: readonly Waiting[] = await Promise.resolve(at.queue).then(waiting).catch(unread);
  const own = namesOf(at);
  return [...written, ...here.filter(isOfGlass)].flatMap(({ facts: { action, record, incident, by } }) =>
    action === "opened" && record === own.record && incident === own.incident ? [by] : [],
  );
}

function isOfGlass(entry: Waiting): entry is Waiting<"break-glass"> {
  return entry.type === "break-glass";
}

/** Lines for a shell, quoted so that any takes them as they are. */
function exportsOf(session: GlassSession, asOf: Instant): string {
  const lines = Object.entries(variables(session)).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`);
  return [...lines, `# ${describeEnd(session.ends, asOf)}`].join("\n");
}

function variables({ accessKeyId, secretAccessKey, sessionToken }: GlassSession): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken };
}

/** Runs one command with the session: its secrets are then on no screen. */
async function run(command: string, session: GlassSession, region: string): Promise<Outcome> {
  const env = { AWS_REGION: region, ...process.env, ...variables(session) };
  const [code] = (await once(spawn(command, { shell: true, stdio: "inherit", env }), "close")) as [number | null];
  return { result: code === 0 ? "clean" : "error", output: "" };
}
