import type { Entity } from "../iam/entity.ts";
import { LEGAL_NAME, QUOTAS } from "../iam/quotas.ts";
import { KINDS } from "../kinds/kinds.ts";
import { keysOfName, likeness, type NameInUse, namesInUse } from "../kinds/names.ts";
import type { Account, Declared } from "../model/declared.ts";
import { knownOwners, type Team } from "../model/directory.ts";
import type { Problem } from "../model/errors.ts";
import { parseOwner, parseRecordRef, type RecordRef, recordRef } from "../model/ref.ts";
import type { Settings } from "../model/settings.ts";
import type { Source } from "../model/source.ts";
import { didYouMean } from "../model/suggestion.ts";
import { SHARED } from "./shared.ts";

/**
 * All that could be read, and the paths of all files: a file that is broken by itself still exists. `settings` is absent when it is the broken one.
 * `rules` are the names that exceptions may have; absent where they are not known.
 * `sourceOf` says where things stand in the files that carry no source of their own.
 */
export type Readable = Omit<Declared, "settings" | "commit"> & {
  settings: Settings | undefined;
  paths: ReadonlySet<string>;
  rules: readonly string[] | undefined;
  sourceOf(file: string): Source;
};

/** What one file alone cannot show: names that clash, and words that name nothing. */
export function problemsAcross(readable: Readable): readonly Problem[] {
  return each([
    ...peopleProblems(readable),
    ...teamProblems(readable),
    ...eventProblems(readable),
    ...reviewProblems(readable),
    ...settingsProblems(readable),
    ...accountProblems(readable),
    ...[...readable.accounts.values()].flatMap((account) => [
      ...nameProblems(account),
      ...referenceProblems(account, readable),
      ...kindProblems(account, readable),
      ...exceptionProblems(account, readable),
    ]),
  ]);
}

/** What is wrong with a shared record in each of its accounts is said once. */
function each(problems: readonly Problem[]): readonly Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.file} ${problem.line} ${problem.message}`, problem])).values()];
}

function peopleProblems(readable: Readable): readonly Problem[] {
  const { people } = readable.directory;
  return [
    ...idProblems(people.keys(), "person", (id) => `directory/people/${id}.yaml`),
    ...sharedAccounts(readable),
    ...[...people.values()].flatMap((person) => {
      const source = readable.sourceOf(`directory/people/${person.id}.yaml`);
      const at = (key: string, message: string) => problemAt(source, [key], `${key}: ${message}`);
      return [
        ...known(readable, source, ["team"], "teams", person.team),
        ...known(readable, source, ["manager"], "people", person.manager),
        ...known(readable, source, ["sponsor"], "people", person.sponsor),
        ...(person.sponsor === person.id ? [at("sponsor", `${person.id} cannot answer for themselves`)] : []),
        ...(managesThemselves(person.id, people)
          ? [at("manager", `the line of managers above ${person.id} leads back to ${person.id}`)]
          : []),
        ...(person.ends !== null && person.ends < person.starts ? [at("ends", `${person.ends} is before starts: ${person.starts}`)] : []),
      ];
    }),
  ];
}

/** One account on GitHub is one person: approvals are counted by it. */
function sharedAccounts({ directory, sourceOf }: Readable): readonly Problem[] {
  const taken = new Map<string, string>();
  return [...directory.people.values()].flatMap(({ id, github }) =>
    (github === null ? [] : (["id", "login"] as const)).flatMap((key) => {
      const value = String(github![key]).toLowerCase();
      const other = taken.get(`${key} ${value}`);
      taken.set(`${key} ${value}`, id);
      if (other === undefined) return [];
      const source = sourceOf(`directory/people/${id}.yaml`);
      return [problemAt(source, ["github", key], `github.${key}: ${github![key]} is the account of person/${other} already`)];
    }),
  );
}

function teamProblems(readable: Readable): readonly Problem[] {
  const { teams } = readable.directory;
  return [
    ...idProblems(teams.keys(), "team", (id) => `directory/teams/${id}.yaml`),
    ...[...teams.values()].flatMap((team) => {
      const source = readable.sourceOf(`directory/teams/${team.id}.yaml`);
      return [
        ...known(readable, source, ["lead"], "people", team.lead),
        ...team.delegates.flatMap((delegation, index) => [
          ...known(readable, source, ["delegates", index, "for"], "people", delegation.for),
          ...known(readable, source, ["delegates", index, "to"], "people", delegation.to),
          ...(delegation.until < delegation.from
            ? [problemAt(source, ["delegates", index, "until"], `delegates: until: ${delegation.until} is before from: ${delegation.from}`)]
            : []),
          ...standInProblems(readable, team, delegation).map(([key, message]) =>
            problemAt(source, ["delegates", index, key], `delegates: ${key}: ${message}`),
          ),
        ]),
      ];
    }),
  ];
}

/** An event names people of the directory: a slip in an id would lift the guard for nobody. */
function eventProblems(readable: Readable): readonly Problem[] {
  return [...readable.directory.events.values()].flatMap((event) => {
    const source = readable.sourceOf(`directory/events/${event.id}.yaml`);
    return [
      ...(event.people ?? []).flatMap((id, index) => known(readable, source, ["people", index], "people", id)),
      ...(event.until < event.from ? [problemAt(source, ["until"], `until: ${event.until} is before from: ${event.from}`)] : []),
      ...ownerProblems(event.approvedBy, source, ["approvedBy"], readable),
    ];
  });
}

/** Who is asked, and who answers from then on, are in the directory. A record that a review names may be retired by now. */
function reviewProblems(readable: Readable): readonly Problem[] {
  return [...readable.reviews.values()].flatMap(({ reviewer, accesses, source }) => [
    ...known(readable, { ...source, lineOf: () => 1 }, ["reviewer"], "people", reviewer),
    ...Object.entries(accesses).flatMap(([key, { to }]) =>
      to === undefined ? [] : ownerProblems(to, source, ["accesses", key, "to"], readable),
    ),
  ]);
}

/** A stand-in is somebody else, and for somebody who answers for the team. */
function standInProblems(
  { directory }: Readable,
  team: Team,
  { for: away, to }: Team["delegates"][number],
): readonly (readonly [string, string])[] {
  const person = directory.people.get(away);
  return [
    ...(to === away ? [["to", `${to} cannot stand in for themselves`] as const] : []),
    ...(person && person.team !== team.id && team.lead !== away
      ? [["for", `${away} is neither the lead nor a member of ${team.id}, so there is nothing to stand in for`] as const]
      : []),
  ];
}

/** Ids and account names stand in owners, tags, URNs and stack names: each must be sayable there, and no two may be taken for each other. */
function idProblems(ids: Iterable<string>, what: "person" | "team" | "account", fileOf: (id: string) => string): readonly Problem[] {
  const taken = new Map<string, string>();
  return [...ids].flatMap((id) => {
    const file = fileOf(id);
    const other = taken.get(id.toLowerCase());
    taken.set(id.toLowerCase(), id);
    return [
      ...(LEGAL_ID[what].test(id) ? [] : [{ file, line: 1, message: `name: expected ${SAYABLE[what]}, got "${id}"` }]),
      ...(other === undefined
        ? []
        : [{ file, line: 1, message: `name: "${id}" differs only in case from "${other}" in ${fileOf(other)}` }]),
    ];
  });
}

const LEGAL_ID = {
  person: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  team: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  /** Without dots: Pulumi stacks of an account's slices are `<account>.<n>`. */
  account: /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/,
} as const;

const SAYABLE = {
  person: "an id of letters, digits, dots, dashes and underscores",
  team: "an id of letters, digits, dots, dashes and underscores",
  account: "letters, digits, dashes and underscores: an account's name is the name of its Pulumi stack",
} as const;

/** A person or team that is named must have a file; `path` leads to the word. */
function known(
  { directory, paths }: Readable,
  source: Source,
  path: readonly (string | number)[],
  folder: "people" | "teams",
  id: string | null,
): readonly Problem[] {
  if (id === null || paths.has(`directory/${folder}/${id}.yaml`)) return [];
  return [problemAt(source, path, `${String(path[0])}: "${id}" is not in the directory${didYouMean(id, directory[folder].keys())}`)];
}

function problemAt(source: Source, path: readonly (string | number)[], message: string): Problem {
  return { file: source.file, line: source.lineOf(path), message };
}

function managesThemselves(id: string, people: Declared["directory"]["people"]): boolean {
  const seen = new Set<string>();
  for (let at = people.get(id)?.manager ?? null; at !== null && !seen.has(at); at = people.get(at)?.manager ?? null) {
    if (at === id) return true;
    seen.add(at);
  }
  return false;
}

function settingsProblems(readable: Readable): readonly Problem[] {
  const source = readable.sourceOf("settings.yaml");
  return [
    ...teamsOfSettings(readable, source),
    ...homeProblems(readable, source),
    ...hrProblems(readable, source),
    ...accessProblems(readable, source),
  ];
}

/** Where nothing is, nothing would be read. */
function homeProblems({ settings, paths, accounts }: Readable, source: Source): readonly Problem[] {
  const home = settings?.sources.home ?? null;
  if (home === null || paths.has(`accounts/${home}/account.yaml`)) return [];
  const line = source.lineOf(["sources", "home"]);
  const message = `sources.home: there is no accounts/${home}/account.yaml${didYouMean(home, accounts.keys())}`;
  return [{ file: "settings.yaml", line, message }];
}

function teamsOfSettings(readable: Readable, source: Source): readonly Problem[] {
  return Object.entries(readable.settings?.teams ?? {}).flatMap(([role, id]) =>
    known(readable, source, ["teams", role], "teams", id).map((problem) => ({
      ...problem,
      message: problem.message.replace("teams:", `teams.${role}:`),
    })),
  );
}

/** Departments that are said to be a team which is not there. */
function hrProblems(readable: Readable, source: Source): readonly Problem[] {
  return Object.entries(readable.settings?.sources.hr?.words.department ?? {}).flatMap(([department, team]) =>
    known(readable, source, ["sources", "hr", "words", "department", department], "teams", team).map((problem) => ({
      ...problem,
      message: problem.message.replace("sources:", "sources.hr.words.department:"),
    })),
  );
}

/** What members of a team get must be there: the team, the account and its groups. */
function accessProblems(readable: Readable, source: Source): readonly Problem[] {
  return Object.entries(readable.settings?.access ?? {}).flatMap(([team, accounts]) => [
    ...known(readable, source, ["access", team], "teams", team.slice("team/".length)),
    ...Object.entries(accounts).flatMap(([name, { groups }]) => {
      const account = readable.accounts.get(name);
      if (!account) {
        if (readable.paths.has(`accounts/${name}/account.yaml`)) return [];
        const near = didYouMean(name, readable.accounts.keys());
        return [problemAt(source, ["access", team, name], `access: there is no accounts/${name}/account.yaml${near}`)];
      }
      return groups.flatMap((group, index) => {
        const wrong = targetProblem(recordRef("groups", group), account, readable);
        return wrong === undefined ? [] : [problemAt(source, ["access", team, name, "groups", index], `access: ${wrong}`)];
      });
    }),
  ]);
}

function accountProblems(declared: Readable): readonly Problem[] {
  const byId = new Map<string, string>();
  return [
    ...idProblems(declared.accounts.keys(), "account", (name) => `accounts/${name}/account.yaml`),
    ...[...declared.accounts.values()].flatMap((account) => {
      const other = byId.get(account.accountId);
      byId.set(account.accountId, account.name);
      return [
        ...(other === undefined
          ? []
          : [problemAt(account.source, ["id"], `id: ${account.accountId} is the account of accounts/${other}/ already`)]),
        ...ownerProblems(account.owner, account.source, ["owner"], declared),
      ];
    }),
  ];
}

function nameProblems(account: Account): readonly Problem[] {
  const taken = new Map<string, NameInUse>();
  return namesInUse(account).flatMap((used) => {
    const keys = keysOfName(used);
    const other = keys.map((key) => taken.get(key)).find((earlier) => earlier !== undefined);
    for (const key of keys) if (!taken.has(key)) taken.set(key, used);
    const messages = [...illegalities(used), ...(other ? [clash(used, other)] : [])];
    return messages.map((message) => ({ file: used.file, line: 1, message: `name: ${message}` }));
  });
}

function illegalities({ kind, name, awsName }: NameInUse): readonly string[] {
  const type = KINDS[kind]!.entityType;
  const longest = QUOTAS.nameLength[type];
  const inFull = awsName === name ? "" : ` (${awsName})`;
  return [
    ...(LEGAL_NAME.test(name) ? [] : [`expected letters, digits and +=,.@_- (IAM allows no others), got "${name}"`]),
    ...(awsName.length > longest ? [`expected at most ${longest} characters for a ${type}, got ${awsName.length}${inFull}`] : []),
  ];
}

function clash({ kind, name, awsName, retired }: NameInUse, other: NameInUse): string {
  if (retired && other.name === name)
    return `it is retired here and in use in ${other.file}; a name is not given to somebody else, choose a new one`;
  const type = sharedType(kind, other.kind);
  if (awsName !== name && awsName === other.awsName) return `${other.file} declares the same ${type}, ${awsName}`;
  return `"${name}" ${likeness(name, other.name)} "${other.name}" in ${other.file}; both would be an IAM ${type}`;
}

/** The type of entity that records of both kinds become. */
function sharedType(kind: string, other: string): Entity["type"] {
  const types = (of: string) => [KINDS[of]!.entityType, ...(KINDS[of]!.alsoTypes ?? [])];
  return types(kind).find((type) => types(other).includes(type)) ?? KINDS[kind]!.entityType;
}

function referenceProblems(account: Account, declared: Readable): readonly Problem[] {
  return [...account.records.values()].flatMap((record) => [
    ...ownerProblems(record.fields.owner, record.source, ["owner"], declared),
    ...KINDS[record.kind]!.references(record.fields).flatMap((reference) => {
      if ("owner" in reference) return ownerProblems(reference.owner, record.source, reference.path, declared);
      const wrong = targetProblem(reference.to, account, declared);
      return wrong === undefined ? [] : [problemAt(record.source, reference.path, `${fieldOf(reference.path)}: ${wrong}`)];
    }),
  ]);
}

/** What is wrong with a record that another one names. */
function targetProblem(to: RecordRef, account: Account, declared: Readable): string | undefined {
  const file = `accounts/${account.name}/${to}.yaml`;
  const retired = account.retired.get(to);
  if (retired) return `${to} is retired (${retired.source.file})`;
  if (!declared.paths.has(file) && !isShared(to, account, declared)) {
    const { kind, name } = parseRecordRef(to) ?? { kind: to.slice(0, to.indexOf("/")), name: to.slice(to.indexOf("/") + 1) };
    const candidates = [...account.records.values()].filter((other) => other.kind === kind).map((other) => other.name);
    return `there is no record ${file}${didYouMean(name, candidates)}`;
  }
  const path = (account.records.get(to)?.fields as { path?: string } | undefined)?.path ?? "/";
  return to.startsWith("permissions/") && path !== "/"
    ? `${file} stands on the path ${path}, where no list can name it; only policies on / can be given by name`
    : undefined;
}

/** True when an account has a record by sharing it, also when the shared file is broken by itself. */
function isShared(ref: RecordRef, account: Account, { paths, accounts }: Readable): boolean {
  if (account.records.has(ref)) return true;
  return paths.has(`accounts/${SHARED}/${ref}.yaml`) && ![...accounts.values()].some(({ records }) => records.has(ref));
}

/** What a record says that does not fit the rest of the organisation, in the words of its kind. */
function kindProblems(account: Account, { directory }: Readable): readonly Problem[] {
  return [...account.records.values()].flatMap((record) => {
    const at = { ref: record.ref, name: record.name, account };
    return (KINDS[record.kind]!.misfits?.(record.fields, at, directory) ?? []).map(({ path, message }) =>
      problemAt(record.source, path, `${fieldOf(path)}: ${message}`),
    );
  });
}

function ownerProblems(
  ref: string,
  source: Source,
  path: readonly (string | number)[],
  { directory, paths }: Readable,
): readonly Problem[] {
  const owner = parseOwner(ref)!;
  if (paths.has(`directory/${owner.type === "team" ? "teams" : "people"}/${owner.id}.yaml`)) return [];
  return [problemAt(source, path, `${fieldOf(path)}: ${ref} is not in the directory${didYouMean(ref, knownOwners(directory))}`)];
}

function exceptionProblems(account: Account, declared: Readable): readonly Problem[] {
  return account.exceptions.flatMap((exception) => {
    const folder = `accounts/${account.name}`;
    const exists =
      isShared(exception.subject, account, declared) ||
      [`${folder}/${exception.subject}.yaml`, `${folder}/retired/${exception.subject}.yaml`].some((path) => declared.paths.has(path));
    // The nearest name is looked for only where one is missing: among thousands of records it takes its time.
    const missing = () =>
      `subject: there is no record ${folder}/${exception.subject}.yaml${didYouMean(exception.subject, account.records.keys())}`;
    const { rule, source } = exception;
    const isRule = declared.rules?.includes(rule) ?? true;
    return [
      ...(isRule
        ? []
        : [problemAt(source, ["rule"], `rule: there is no rule or check "${rule}"${didYouMean(rule, declared.rules ?? [])}`)]),
      ...(exists ? [] : [problemAt(exception.source, ["subject"], missing())]),
      ...ownerProblems(exception.approvedBy, exception.source, ["approvedBy"], declared),
    ];
  });
}

function fieldOf(path: readonly (string | number)[]): string {
  return path.filter((step) => typeof step === "string").join(".");
}
