import { z } from "zod";
import { exception } from "../kinds/exceptions.ts";
import { KINDS } from "../kinds/kinds.ts";
import { type AnnouncedEvent, announcedEvent } from "../model/announced.ts";
import { type Account, type AccountName, accountFile, type Declared, type DeclaredRecord, type RetiredRecord } from "../model/declared.ts";
import { type Directory, type Person, person, type Team, team } from "../model/directory.ts";
import { type Problem, RecordError } from "../model/errors.ts";
import type { Exception } from "../model/exception.ts";
import { instant, strictObject, uniqueList } from "../model/fields.ts";
import { type RecordRef, recordRef } from "../model/ref.ts";
import { type Review, review } from "../model/review.ts";
import { type Settings, settings } from "../model/settings.ts";
import type { Source } from "../model/source.ts";
import { didYouMean } from "../model/suggestion.ts";
import { problemsAcross } from "./across.ts";
import { complaintsOf } from "./messages.ts";
import { type Place, placeOf } from "./places.ts";
import type { Tree } from "./tree.ts";
import { lineOf, parseYaml } from "./yaml.ts";

/**
 * Reads everything that is declared in a tree.
 * Never fails because of the clock or because a known person left: that is for rules and checks.
 * @param rules the names of all rules and checks, where the reader knows them: an exception from any other is a problem too.
 * @throws RecordError with every problem of every file at once.
 */
export function readDeclared(tree: Tree, rules?: readonly string[]): Declared {
  const files = [...tree.files.keys()].map((path): [string, Place] => [path, placeOf(path)]);
  const problems: Problem[] = files.flatMap(([file, place]) =>
    place.holds === "nothing" ? [{ file, line: 1, message: place.expected }] : [],
  );
  const read = <T>(path: string, schema: z.ZodType<T>): T | undefined => {
    const file = readFile(tree, path, schema);
    problems.push(...file.problems);
    return file.value;
  };
  const stated = tree.files.has("settings.yaml")
    ? read("settings.yaml", settings)
    : missing("settings.yaml", "it holds the organisation's rules", problems);
  const directory = readDirectory(files, read, stated);
  const accounts = readAccounts(files, read, tree, problems);
  const reviews = readReviews(files, read, tree);
  const paths = new Set(tree.files.keys());
  problems.push(
    ...problemsAcross({ settings: stated, directory, accounts, reviews, paths, rules, sourceOf: (file) => sourceOf(tree, file) }),
  );
  if (!stated || problems.length > 0) throw new RecordError(problems);
  return { commit: tree.commit, settings: stated, directory, accounts, reviews };
}

type Read = <T>(path: string, schema: z.ZodType<T>) => T | undefined;

function readDirectory(files: readonly (readonly [string, Place])[], read: Read, rules: Settings | undefined): Directory {
  const people = new Map<string, Person>();
  const teams = new Map<string, Team>();
  for (const [path, place] of files) {
    if (place.holds === "person") {
      const fields = read(path, person);
      if (fields) people.set(place.id, { ...fields, id: place.id, timeZone: fields.timeZone ?? rules?.timeZone ?? "Etc/UTC" });
    } else if (place.holds === "team") {
      const fields = read(path, team);
      if (fields) teams.set(place.id, { ...fields, id: place.id });
    }
  }
  return { people, teams, events: readEvents(files, read) };
}

function readEvents(files: readonly (readonly [string, Place])[], read: Read): Directory["events"] {
  const events = new Map<string, AnnouncedEvent>();
  for (const [path, place] of files) {
    if (place.holds !== "event") continue;
    const fields = read(path, announcedEvent);
    if (fields) events.set(place.id, { ...fields, id: place.id });
  }
  return events;
}

function readReviews(files: readonly (readonly [string, Place])[], read: Read, tree: Tree): Declared["reviews"] {
  const reviews = new Map<string, Review>();
  for (const [path, place] of files) {
    if (place.holds !== "review") continue;
    const { campaign, reviewer } = place;
    const fields = read(path, review);
    if (fields) reviews.set(`${campaign}/${reviewer}`, { ...fields, campaign, reviewer, source: sourceOf(tree, path) });
  }
  return reviews;
}

type Draft = Omit<Account, "records" | "retired" | "exceptions"> & {
  records: Map<RecordRef, DeclaredRecord>;
  retired: Map<RecordRef, RetiredRecord>;
  exceptions: Exception[];
};

function readAccounts(
  files: readonly (readonly [string, Place])[],
  read: Read,
  tree: Tree,
  problems: Problem[],
): ReadonlyMap<AccountName, Account> {
  const accounts = new Map<AccountName, Draft>();
  for (const [path, place] of files) {
    if (place.holds !== "account") continue;
    const fields = read(path, accountFile);
    if (fields) accounts.set(place.account, draftOf(place.account, fields, sourceOf(tree, path)));
  }
  for (const [path, place] of files) {
    if (place.holds !== "record" && place.holds !== "retired" && place.holds !== "exception") continue;
    if (!tree.files.has(`accounts/${place.account}/account.yaml`))
      missing(`accounts/${place.account}/account.yaml`, "every account folder has one", problems);
    readInto(accounts.get(place.account), path, place, read, sourceOf(tree, path));
  }
  for (const [path, place] of files) if (place.holds === "shared") readShared(accounts, path, place, tree, problems);
  return accounts;
}

function draftOf(name: AccountName, { id, ...fields }: z.output<typeof accountFile>, source: Source): Draft {
  return { name, accountId: id, ...fields, records: new Map(), retired: new Map(), exceptions: [], source };
}

/** Reads one file of an account, also when the account's own file is broken: its errors are to be seen at the same time. */
function readInto(
  account: Draft | undefined,
  path: string,
  place: Extract<Place, { account: string; name: string }>,
  read: Read,
  source: Source,
): void {
  if (place.holds === "exception") {
    const fields = read(path, exception);
    if (fields) account?.exceptions.push({ ...fields, id: `${place.account}/exceptions/${place.name}`, source });
    return;
  }
  const ref = recordRef(place.kind, place.name);
  const common = { ref, kind: place.kind, name: place.name, source };
  if (place.holds === "retired") {
    const was = read(path, retiredRecord);
    if (was) account?.retired.set(ref, was.applications === undefined ? common : { ...common, applications: was.applications });
    return;
  }
  const fields = read(path, KINDS[place.kind]!.record);
  if (fields) account?.records.set(ref, { ...common, fields });
}

/** The accounts that have a shared record; all else in it is the record. */
const sharing = z.looseObject({
  in: uniqueList(z.string()).min(1),
});

/** Reads a record of several accounts: each has it as if it stood in its own folder. What both of its parts complain about is said at once. */
function readShared(
  accounts: ReadonlyMap<AccountName, Draft>,
  path: string,
  { kind, name }: { kind: string; name: string },
  tree: Tree,
  problems: Problem[],
): void {
  const file = parseFile(tree, path);
  problems.push(...file.problems);
  if (file.problems.length > 0) return;
  const { in: _, ...rest } = (file.data ?? {}) as { in?: unknown };
  const shared = check(path, file, sharing, file.data);
  const record = check(path, file, KINDS[kind]!.record, rest);
  problems.push(...shared.problems, ...record.problems);
  const source = sourceOf(tree, path);
  for (const account of shared.value?.in ?? []) {
    const place = `accounts/${account}/${kind}/${name}.yaml`;
    const at = { file: path, line: source.lineOf(["in"]) };
    if (!tree.files.has(`accounts/${account}/account.yaml`))
      problems.push({ ...at, message: `in: there is no accounts/${account}/account.yaml${didYouMean(account, accounts.keys())}` });
    else if (tree.files.has(place)) problems.push({ ...at, message: `in: ${account} has a record of its own, ${place}` });
    else if (record.value)
      accounts.get(account)?.records.set(recordRef(kind, name), { ref: recordRef(kind, name), kind, name, fields: record.value, source });
  }
}

/** A retired record is the record as it was, plus why it went; only the latter matters now, and the former may be of an older schema. */
const retiredRecord = z.looseObject({
  retired: strictObject({ at: instant, reason: z.string(), ref: z.string() }),
  applications: z.record(z.string(), z.union([z.string(), z.int()])).optional(),
});

function readFile<T>(tree: Tree, path: string, schema: z.ZodType<T>): { value?: T; problems: readonly Problem[] } {
  const file = parseFile(tree, path);
  return file.problems.length > 0 ? file : check(path, file, schema, file.data);
}

type Parsed = { text: string; data: unknown; problems: readonly Problem[] };

function parseFile(tree: Tree, path: string): Parsed {
  const blob = tree.files.get(path);
  if (blob && !("refused" in blob)) return { text: blob.text, ...parseYaml(path, blob.text) };
  return { text: "", data: undefined, problems: [{ file: path, line: 1, message: blob?.refused ?? "missing" }] };
}

function check<T>(path: string, { text }: Parsed, schema: z.ZodType<T>, data: unknown): { value?: T; problems: readonly Problem[] } {
  const parsed = schema.safeParse(data);
  if (parsed.success) return { value: parsed.data, problems: [] };
  return { problems: complaintsOf(parsed.error, data).map(({ path: at, message }) => ({ file: path, line: lineOf(text, at), message })) };
}

/** Where things stand in a file, found when somebody asks: most records are never complained about. */
function sourceOf(tree: Tree, file: string): Source {
  const blob = tree.files.get(file);
  return { file, lineOf: (path) => (blob && "text" in blob ? lineOf(blob.text, path) : 1) };
}

function missing(file: string, why: string, problems: Problem[]): undefined {
  problems.push({ file, line: 1, message: `missing: ${why}` });
}
