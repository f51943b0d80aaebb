import type { Edit } from "../../../stacks/files/edit.ts";
import { LEGAL_NAME } from "../../../stacks/iam/quotas.ts";
import { stoppingProcedure } from "../../../stacks/kinds/agents.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { clashOf, likeness } from "../../../stacks/kinds/names.ts";
import type { RoleRecord } from "../../../stacks/kinds/roles.ts";
import type { Account, Declared } from "../../../stacks/model/declared.ts";
import { type Instant, parseInstant, plus } from "../../../stacks/model/instant.ts";
import { recordRef } from "../../../stacks/model/ref.ts";
import { written } from "../situation.ts";
import { latestEnd, wholeDay } from "./latest-end.ts";
import { optionsFor, QUESTIONS, templateOf } from "./templates.ts";

/** What was answered, by option; an option that takes one word has one. */
export type Answers = Readonly<Record<string, readonly string[]>>;

/** What somebody asks for. `externalId` is drawn once by whoever asks, and used only where another account is trusted; `sets` are `<field>=<value>`. */
export type Wanted = { kind: string; name: string; account: Account; answers: Answers; sets: readonly string[]; externalId: string };

/** Why a name cannot be given to a new record; `undefined` when it can. */
export function nameRefusal(kind: string, name: string, account: Account): string | undefined {
  if (!LEGAL_NAME.test(name)) return `expected a name of letters, digits and +=,.@_-, got "${name}"`;
  const ref = recordRef(kind, name);
  const retired = account.retired.get(ref);
  if (retired)
    return `the name is retired (${retired.source.file}), and a retired name is not given to somebody else: choose a new one. To take the same access of the same owner back, move that file back and say so with \`restored: { at, reason, ref }\``;
  if (!KINDS[kind]) return undefined;
  const clash = clashOf(account, kind, name);
  if (clash?.name === name && clash.kind === kind) return `${clash.file} is there already: a new record is never written over another`;
  return clash && `"${name}" ${likeness(name, clash.name)} "${clash.name}" in ${clash.file}: choose another name`;
}

/** What a kind still has to be told, as the options of which one each would do. */
export function missingAnswers(kind: string, answers: Answers, sets: readonly string[]): readonly (readonly string[])[] {
  const isSet = (option: string) => sets.some((set) => set.split(/[.=]/)[0] === QUESTIONS[option]!.field[0]);
  return templateOf(kind)
    .needs.map((need) => (typeof need === "string" ? [need] : need))
    .filter((options) => !options.some((option) => option in UNLESS_STATED || answers[option] !== undefined || isSet(option)));
}

/** The new record, with an end as late as allowed unless one is stated. */
export function newRecord(wanted: Wanted, declared: Declared, asOf: Instant): Edit {
  const { kind, name, account, answers, sets, externalId } = wanted;
  const record = answered(wanted, declared, asOf);
  const trust = record.trust as Record<string, unknown> | undefined;
  if (trust?.account !== undefined) trust.externalId = externalId;
  if (record.expires === UNSAID) record.expires = latestExpires(wanted, record, declared, asOf);
  if (answers.key) record.keys = slots(answers.key, String(record.expires), declared, asOf);
  for (const set of sets) {
    const at = set.indexOf("=");
    put(record, set.slice(0, at).split("."), literal(set.slice(at + 1)));
  }
  const comments = templateOf(kind).comments;
  return { create: `accounts/${account.name}/${kind}/${name}.yaml`, record, ...(comments ? { comments } : {}) };
}

/** The fields that are answered or follow from the answers, in the order of the kind's template. */
function answered(wanted: Wanted, declared: Declared, asOf: Instant): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const option of optionsFor(wanted.kind)) {
    const { field, form } = QUESTIONS[option]!;
    const words = wanted.answers[option] ?? UNLESS_STATED[option]?.(wanted, record, declared, asOf);
    if (form === "flag") put(record, field, words !== undefined);
    else if (words !== undefined && form !== "slots")
      put(record, form === "statement" ? ["statements", ...field] : field, valueFrom(form, words));
  }
  return record.statements === undefined ? record : { ...record, statements: [record.statements] };
}

/** What a record says unless it is stated, by what is known of it so far. */
const UNLESS_STATED: Readonly<
  Record<string, (wanted: Wanted, fields: Readonly<Record<string, unknown>>, declared: Declared, asOf: Instant) => readonly string[]>
> = {
  expires: () => [UNSAID],
  starts: (_wanted, _fields, _declared, asOf) => [written(asOf)],
  ends: latestEnds,
  "kill-contact": (_wanted, fields) => [String(fields.owner)],
  "kill-procedure": ({ kind, name }) => [stoppingProcedure(recordRef(kind, name))],
};

/** Stands in the place of an end that nobody stated, until all that it depends on is known. */
const UNSAID = "";

/** The latest end that is allowed. What cannot be read yet sets none: whoever reads the record says what is wrong with it. */
function latestExpires(
  { kind, name, account, sets }: Wanted,
  fields: Readonly<Record<string, unknown>>,
  declared: Declared,
  asOf: Instant,
): string {
  const known: Record<string, unknown> = structuredClone(fields);
  for (const set of sets) put(known, set.slice(0, set.indexOf("=")).split("."), literal(set.slice(set.indexOf("=") + 1)));
  const read = KINDS[kind]?.record.safeParse({ ...known, expires: asOf });
  const at = { ref: recordRef(kind, name), name, account };
  const restsOn = read?.success ? (KINDS[kind]!.notAfter?.(read.data, at, declared) ?? []) : [];
  const latest = latestEnd(kind, restsOn, declared, asOf);
  return latest === undefined ? UNSAID : written(latest.end);
}

/** The window of a grant is as long as its template and the organisation allow, and no longer than either lasts itself. */
function latestEnds(
  { account, answers }: Wanted,
  fields: Readonly<Record<string, unknown>>,
  { settings }: Declared,
  asOf: Instant,
): readonly string[] {
  const template = account.records.get(recordRef("roles", String(fields.role)))?.fields as RoleRecord | undefined;
  const starts = parseInstant(answers.starts?.[0] ?? asOf) ?? asOf;
  const longest = Math.min(settings.lifetimes.grants, template?.requestable?.maxDuration ?? Number.POSITIVE_INFINITY);
  const ends = [plus(starts, longest), ...(template ? [template.expires] : [])].sort()[0]!;
  return [written(ends)];
}

/** Keys end as late as keys may, and not after their user. */
function slots(names: readonly string[], expires: string, { settings }: Declared, asOf: Instant): Record<string, unknown> {
  const latest = written(wholeDay(plus(asOf, settings.lifetimes.keys)));
  const end = latest < expires ? latest : expires;
  return Object.fromEntries(names.map((slot) => [slot, { expires: end }]));
}

function valueFrom(form: string, words: readonly string[]): unknown {
  if (form === "list" || form === "statement") return words;
  if (form === "yes") return true;
  return form === "number" && /^\d+$/.test(words[0]!) ? Number(words[0]) : words[0];
}

/** A value of `--set` as JSON where it is JSON, else as the text that it is. */
function literal(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function put(record: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at = record;
  for (const key of path.slice(0, -1)) {
    if (typeof at[key] !== "object" || at[key] === null) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[path.at(-1)!] = value;
}
