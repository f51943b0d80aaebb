import { createHash } from "node:crypto";
import type { Edit } from "../../../stacks/files/edit.ts";
import { QUOTAS } from "../../../stacks/iam/quotas.ts";
import type { GrantRecord } from "../../../stacks/kinds/grants.ts";
import { latestEndsOf } from "../../../stacks/kinds/kinds.ts";
import { type LatestEnd, lastDays } from "../../../stacks/kinds/latest-end.ts";
import type { RoleRecord } from "../../../stacks/kinds/roles.ts";
import type { Account, AccountName, Declared } from "../../../stacks/model/declared.ts";
import { between, describeEnd, type Instant, plus, printDuration } from "../../../stacks/model/instant.ts";
import { parseOwner, type RecordRef, recordRef } from "../../../stacks/model/ref.ts";
import { written } from "../situation.ts";
import { nameRefusal, newRecord } from "./new-record.ts";
import type { Placed } from "./request.ts";
import { templateFor } from "./requestable.ts";
import { absenceOf, type Longest, lengthOf, type Window, type WindowWords, windowOf } from "./window.ts";

/**
 * Access that a person asks for, asks to keep longer, or gives back: one change of one record. `id` names what is asked for, so that asking twice
 * is asking once; `words` is a hash of how long it was asked for, so that other words are another question.
 */
export type AccessRequest = Window & {
  id: string;
  words: string;
  action: "grant" | "extend" | "end";
  stack: AccountName;
  record: RecordRef;
  role: string;
  who: `person/${string}`;
  reason: string;
  edits: readonly Edit[];
};

/** Why what was asked for cannot be. */
export type Declined = { because: string };

/** What somebody asks for. */
export type Wish = { role: string; who: `person/${string}`; reason: string; window: WindowWords };

/** What was asked for before in the same words and still waits: its name and window stay. `taken` are names that others wait for. */
export type Waiting = { earlier?: (Window & { record: RecordRef }) | undefined; taken?: ReadonlySet<string> };

/** A ticket or an incident: `INC-2231`, `#512`. */
const TICKET = /\b[A-Z][A-Z0-9]{1,9}-\d+\b|#\d+\b/;

/** A new grant for one person; nothing is given that the template, the organisation or the person's own time here does not allow. */
export function askForGrant(
  wish: Wish,
  account: Account,
  declared: Declared,
  asOf: Instant,
  { earlier, taken }: Waiting = {},
): AccessRequest | Declined {
  const { role, who, reason } = wish;
  const person = declared.directory.people.get(parseOwner(who)?.id ?? "");
  if (!person) return { because: `${who} is not in the directory` };
  const why = reasonProblem(reason);
  if (why !== undefined) return { because: why };
  const template = templateFor(role, person, account, asOf);
  if ("because" in template) return template;
  const latest = [...lastDays([who], declared.directory), endOfTemplate(role, template)];
  const asked = windowOf(wish.window, person, { longest: longestOf(role, template, declared), latest }, asOf);
  if ("because" in asked) return asked;
  const { starts, ends } = earlier ?? asked;
  const other = grantsOf(account, who, role).find(({ fields }) => fields.starts < ends && starts < fields.ends);
  if (other)
    return {
      because: `${who} has ${other.ref} of roles/${role} already, which ${describeEnd(other.fields.ends, asOf)}; longer is \`npm run request -- extend ${other.ref} --for <length>\``,
    };
  const name = earlier ? earlier.record.split("/")[1]! : nameFor(starts, person.id, role, account, taken ?? new Set());
  const answers = { who: [who], role: [role], because: [reason], starts: [written(starts)], ends: [written(ends)] };
  return {
    ...{ id: idOf(account, "grant", role, who, reason), words: hash(wish.window.from ?? "now", wish.window.for ?? "longest") },
    ...{ action: "grant", stack: account.name, record: recordRef("grants", name), role, who, reason, starts, ends },
    edits: [newRecord({ kind: "grants", name, account, answers, sets: [], externalId: "" }, declared, asOf)],
  };
}

/** A later end for a grant that still works, within the longest that its template allows in all. */
export function extendGrant(
  { account, record }: Placed,
  length: string,
  reason: string,
  declared: Declared,
  asOf: Instant,
): AccessRequest | Declined {
  const grant = grantOf({ account, record });
  if ("because" in grant) return grant;
  const why = reasonProblem(reason);
  if (why !== undefined) return { because: why };
  const { who, role, starts, ends, state } = grant;
  if (ends <= asOf) return { because: `${record.ref} ${describeEnd(ends, asOf)}: ask for a new one` };
  if (state === "disabled") return { because: `${record.ref} is disabled: ask for a new one` };
  const person = declared.directory.people.get(parseOwner(who)!.id)!;
  const template = templateFor(role, person, account, asOf);
  if ("because" in template) return template;
  const more = lengthOf(length);
  if (typeof more !== "number") return more;
  const absence = absenceOf(person, asOf);
  if (absence !== undefined) return { because: absence };
  const [later, longest] = [plus(ends, more), longestOf(role, template, declared)];
  if (between(starts, later) > longest.duration)
    return {
      because: `--for: ${record.ref} would last ${printDuration(between(starts, later))}, expected at most ${printDuration(longest.duration)} in all (${longest.because}): it may last until ${plus(starts, longest.duration)}; whoever needs more asks again`,
    };
  const limit = latestEndsOf(record, account, declared).find(({ end }) => end < later);
  if (limit) return { because: `--for: ${written(later)} is too late: ${written(limit.end)} is the latest end (${limit.because})` };
  return {
    ...{ id: idOf(account, "extend", record.ref), words: hash(later) },
    ...{ action: "extend", stack: account.name, record: record.ref, role, who, reason, starts, ends: later },
    edits: [{ change: record.source.file, steps: [{ set: ["ends"], to: written(later) }] }],
  };
}

/** An end now for a grant that still works; one that has not begun is taken back. */
export function endGrant({ account, record }: Placed, reason: string, asOf: Instant): AccessRequest | Declined {
  const grant = grantOf({ account, record });
  if ("because" in grant) return grant;
  const { who, role, starts, ends } = grant;
  if (ends <= asOf) return { because: `${record.ref} ${describeEnd(ends, asOf)}` };
  const id = idOf(account, "end", record.ref);
  const retired = { at: asOf, reason, ref: branchOfRequest({ id }) };
  const edit: Edit =
    starts >= asOf
      ? { move: record.source.file, to: `accounts/${account.name}/retired/${record.ref}.yaml`, steps: [{ set: ["retired"], to: retired }] }
      : { change: record.source.file, steps: [{ set: ["ends"], to: written(asOf) }] };
  return {
    ...{ id, words: hash("now"), action: "end", stack: account.name, record: record.ref, role, who, reason, starts, ends: asOf },
    edits: [edit],
  };
}

/** The branch of a request's pull request. */
export function branchOfRequest({ id }: Pick<AccessRequest, "id">): string {
  return `request/${id}`;
}

/** Identifies exactly what is asked for: the same digest means that there is nothing new to decide. */
export function digestOfRequest({ words, record, starts, ends, action }: AccessRequest): string {
  // When something ends at once does not matter: it is the same question a minute later.
  return hash(words, record, ...(action === "end" ? [] : [starts, ends]));
}

function reasonProblem(reason: string): string | undefined {
  const form = `--because: expected one sentence of 10 to 200 characters with the ticket or incident, as in "INC-2231 restore of the orders table"`;
  if (reason.length < 10 || reason.length > 200 || /\p{C}/u.test(reason)) return `${form}, got ${JSON.stringify(reason.slice(0, 220))}`;
  return TICKET.test(reason) ? undefined : `${form}; "${reason}" names none`;
}

function longestOf(role: string, template: RoleRecord, { settings }: Declared): Longest {
  const own = { duration: template.requestable!.maxDuration, because: `roles/${role}` };
  const all = { duration: settings.lifetimes.grants, because: "settings.yaml lifetimes.grants" };
  return own.duration <= all.duration ? own : all;
}

function endOfTemplate(role: string, { expires }: RoleRecord): LatestEnd {
  return { end: expires, because: `roles/${role} ends then` };
}

function grantsOf({ records }: Account, who: string, role: string) {
  return [...records.values()].flatMap(({ kind, ref, fields }) => {
    const grant = fields as GrantRecord;
    return kind === "grants" && grant.who === who && grant.role === role && grant.state !== "disabled" ? [{ ref, fields: grant }] : [];
  });
}

function grantOf({ record }: Placed): GrantRecord | Declined {
  return record.kind === "grants" ? (record.fields as GrantRecord) : { because: `${record.ref} is no grant: expected grants/<name>` };
}

/** `2026-11-23-w1042-admin`, as long as the role in AWS can be called after it; a name that is taken, also by a retired one, gets a number. */
function nameFor(starts: Instant, id: string, role: string, account: Account, taken: ReadonlySet<string>): string {
  const whole = `${starts.slice(0, 10)}-${id}-${role}`;
  const room = QUOTAS.nameLength.role - role.length - "-".length - "-99".length;
  const base = whole.length <= room ? whole : `${starts.slice(0, 10)}-${id}`.slice(0, room);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(recordRef("grants", name)) && nameRefusal("grants", name, account) === undefined) return name;
  }
}

function idOf({ name }: Account, ...parts: readonly string[]): string {
  return `${name}/${parts[0]}-${hash(...parts).slice(0, 12)}`;
}

function hash(...parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, 24);
}
