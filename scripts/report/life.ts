import type { FileVersion } from "../../stacks/files/history.ts";
import { compareText } from "../../stacks/model/errors.ts";
import { accountOfStackName } from "../../stacks/model/slice.ts";
import type { Entry, Facts } from "../ledger/entry.ts";

/** What became of an identity, one step at a time. */
export type StepName =
  | "declared"
  | "changed"
  | "disabled"
  | "enabled"
  | "retired"
  | "deleted"
  | "requested"
  | "proposed"
  | "issued"
  | "updated"
  | "removed"
  | "stopped"
  | "failed"
  | "found"
  | "no longer found";

/**
 * One step: in git (`commit`, with the pull request and its people where the ledger names them) or in the ledger (`entry`).
 * `says` completes the step for people. People are ids of the directory.
 */
export type Step = {
  at: string;
  step: StepName;
  record: string;
  says: string;
  commit: string | null;
  pull: number | null;
  entry: number | null;
  requestedBy: readonly string[];
  approvedBy: readonly string[];
};

/** Something that should be on record and is not. */
export type LifeGap = { at: string; record: string; says: string };

/** The whole life of one record, oldest step first, and what is missing from it. */
export type Life = { record: string; steps: readonly Step[]; gaps: readonly LifeGap[] };

/** A version of a record's file with its fields; `undefined` where the file is gone, or is no record that can be read. */
export type RecordVersion = Omit<FileVersion, "text"> & {
  retired: boolean;
  gone: boolean;
  fields: Readonly<Record<string, unknown>> | undefined;
};

/**
 * What the life of a record is read from. `record` is an ARN where no record ever declared it; `order` are the commits of the branch by their place
 * in it; `subject` is the hash of its ARN where one is known.
 */
export type LifeSources = {
  record: string;
  account: string;
  subject: string | undefined;
  versions: readonly RecordVersion[];
  order: ReadonlyMap<string, number>;
  deployed: readonly Entry<"deployed">[];
  drift: readonly Entry<"drift">[];
  proposed: readonly Entry<"proposed">[];
  /** What people asked for, and what was stopped in AWS before any merge. */
  request: readonly Entry<"request">[];
  stopped: readonly Entry<"stopped">[];
};

type Deployed = Entry<"deployed">;
type Change = NonNullable<Facts<"deployed">["changes"]>[number];

/** Puts the life of a record together from the history of its file and the ledger. Pure: the same sources give the same life. */
export function lifeOf(sources: LifeSources): Life {
  const { record, account, subject, versions, proposed, request, stopped } = sources;
  const isPerson = record.startsWith(DIRECTORY);
  // What the directory says of people is deployed nowhere: only its pull requests are in the ledger, with those of any account.
  const deployed = sources.deployed.filter(({ facts }) => isPerson || accountOfStackName(facts.stack) === account);
  const own = { ...sources, deployed };
  const inGit = gitSteps(own);
  const steps = [
    ...inGit,
    ...deployed.flatMap((entry) => deployedSteps(entry, record)),
    ...findingSteps(own, account),
    ...proposed.filter(({ facts }) => facts.record === record).map((entry) => proposedStep(entry, record)),
    ...request.filter(({ facts }) => `${facts.stack}/${facts.record}` === record).map((entry) => requestedStep(entry, record)),
    ...stopped.filter(({ facts }) => facts.record === record || facts.subject === subject).map((entry) => stoppedStep(entry, record)),
  ];
  const gaps = isPerson ? pullGaps(own, inGit) : [...changeGaps(own, inGit), ...deploymentGaps(own), ...lifeGaps(record, versions, steps)];
  return { record, steps: byTime(steps), gaps: byTime(gaps) };
}

/** How the records of people in the directory begin. */
const DIRECTORY = "directory/";

function byTime<T extends { at: string }>(list: readonly T[]): readonly T[] {
  return list
    .map((one, index) => ({ one, index }))
    .sort((a, b) => compareText(a.one.at, b.one.at) || a.index - b.index)
    .map(({ one }) => one);
}

const NOBODY = { commit: null, pull: null, entry: null, requestedBy: [], approvedBy: [] } as const;

/** The steps that commits made: each with the pull request by which the ledger says that it came. */
function gitSteps({ record, versions, order, deployed }: LifeSources): readonly Step[] {
  const commits = [...new Set(versions.map(({ commit }) => commit))];
  const live = new Map<string, RecordVersion>();
  return commits.flatMap((commit) => {
    const before = stateOf(live);
    for (const version of versions.filter((one) => one.commit === commit)) live.set(version.path, version);
    const after = stateOf(live);
    const [step, says] = stepBetween(before, after);
    if (!step) return [];
    const change = changeOf(commit, order, deployed);
    const { at } = versions.find((one) => one.commit === commit)!;
    const people = { requestedBy: change?.requestedBy ?? [], approvedBy: change?.approvedBy ?? [] };
    return [{ ...NOBODY, at, step, record, says, commit, pull: change?.pull ?? null, ...people }];
  });
}

type State = { fields: Readonly<Record<string, unknown>> | undefined; retired: boolean } | undefined;

/** The record as files leave it: the live one before the retired one. */
function stateOf(files: ReadonlyMap<string, RecordVersion>): State {
  const there = [...files.values()].filter(({ gone }) => !gone);
  const version = there.find(({ retired }) => !retired) ?? there[0];
  return version && { fields: version.fields, retired: version.retired };
}

function stepBetween(before: State, after: State): readonly [StepName | undefined, string] {
  if (!after) return before ? ["deleted", "its file was taken away"] : [undefined, ""];
  if (after.retired) return before?.retired ? [undefined, ""] : ["retired", textOf(after.fields?.retired, "ref")];
  if (!before || before.retired) return ["declared", declaredWords(after.fields)];
  if (!before.fields || !after.fields) return ["changed", "its file cannot be read as a record"];
  const [was, is] = [before.fields.state === "disabled", after.fields.state === "disabled"];
  if (!was && is) return ["disabled", textOf(after.fields.disabled, "ref")];
  if (was && !is) return ["enabled", ""];
  const words = changedWords(before.fields, after.fields);
  return words === "" ? [undefined, ""] : ["changed", words];
}

function declaredWords(fields: Readonly<Record<string, unknown>> | undefined): string {
  if (!fields) return "its file cannot be read as a record";
  if ("github" in fields && "team" in fields)
    return `team ${String(fields.team)}, ${String(fields.type)}, ${String(fields.status)}, last day ${String(fields.ends ?? "none")}`;
  const how = fields.adopted === undefined ? "" : "adopted; ";
  return `${how}owner ${String(fields.owner ?? fields.who)}, ends ${String(fields.expires ?? fields.ends)}`;
}

/** Which fields differ; ends and owners with both sides, since that is what auditors ask about. */
function changedWords(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const differ = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return differ.map((name) => (SHOWN.has(name) ? `${name} from ${String(before[name])} to ${String(after[name])}` : name)).join(", ");
}

const SHOWN = new Set(["owner", "expires", "ends", "sponsor", "status", "team", "manager"]);

function textOf(value: unknown, key: string): string {
  const text = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return text === undefined ? "" : String(text);
}

/**
 * The change that brought a commit: the first of a deployment's changes that is not before the commit, in the first deployment of each stack that
 * had the commit. A later one has it too, and says nothing of how it came.
 */
function changeOf(commit: string, order: ReadonlyMap<string, number>, deployed: readonly Deployed[]): Change | undefined {
  const place = order.get(commit)!;
  const first = new Map<string, Deployed>();
  for (const entry of deployed)
    if ((order.get(entry.facts.commit) ?? -1) >= place && !first.has(entry.facts.stack)) first.set(entry.facts.stack, entry);
  const changes = [...first.values()]
    .flatMap(({ facts }) => facts.changes ?? [])
    .filter((change) => (order.get(change.commit) ?? -1) >= place);
  return changes.sort((a, b) => order.get(a.commit)! - order.get(b.commit)!)[0];
}

function deployedSteps(entry: Deployed, record: string): readonly Step[] {
  const { facts, at, number } = entry;
  const touched = facts.touched?.find((one) => one.record === record);
  if (!touched) return [];
  const { create = 0, import: imported = 0, delete: deleted = 0, update = 0, replace = 0 } = touched.operations;
  const onlyGoes = deleted > 0 && create + imported + update + replace === 0;
  const step = facts.result === "failed" ? "failed" : create + imported > 0 && deleted === 0 ? "issued" : onlyGoes ? "removed" : "updated";
  const operations = Object.entries(touched.operations).map(([op, count]) => `${op} ${count}`);
  const proof =
    { absent: "AWS has nothing of it", unknown: "AWS could not be asked" }[touched.observed] ??
    `AWS has it as sha256:${touched.observed.slice(0, 16)}`;
  const says = `${operations.sort().join(", ")}; read back ${facts.readBack.result}, ${proof}`;
  return [{ ...NOBODY, at, step, record, says, commit: facts.commit, entry: number }];
}

/** A finding is a step when it comes and when it goes, not at each run in between. */
function findingSteps({ drift, record, subject }: LifeSources, account: string): readonly Step[] {
  const steps: Step[] = [];
  let open = new Map<string, string>();
  for (const { facts, at, number } of drift.filter((entry) => entry.facts.stack === account)) {
    const own = facts.findings.filter((finding) => finding.record === record || (subject !== undefined && finding.subject === subject));
    // A check without an answer has not said that its finding is gone.
    const unanswered = [...open].filter(([, check]) => facts.unknown.includes(check));
    const now = new Map([...unanswered, ...own.map(({ id, check }) => [id, check] as const)]);
    const step = (name: StepName, [id, check]: readonly [string, string]) =>
      ({ ...NOBODY, at, step: name, record, says: `${check} (${id})`, entry: number }) as Step;
    steps.push(...[...now].filter(([id]) => !open.has(id)).map((one) => step("found", one)));
    steps.push(...[...open].filter(([id]) => !now.has(id)).map((one) => step("no longer found", one)));
    open = now;
  }
  return steps;
}

function proposedStep({ facts, at, number }: Entry<"proposed">, record: string): Step {
  const says = `pull request ${facts.action} by the bot`;
  return { ...NOBODY, at, step: "proposed", record, says, pull: facts.number, entry: number, requestedBy: facts.askedBy ?? [] };
}

function requestedStep({ facts, at, number }: Entry<"request">, record: string): Step {
  const { action, role, who, starts, ends, askedBy } = facts;
  const says = action === "end" ? `its end, roles/${role} for ${who}` : `roles/${role} for ${who} from ${starts} to ${ends}`;
  return { ...NOBODY, at, step: "requested", record, says, pull: facts.number, entry: number, requestedBy: askedBy };
}

function stoppedStep({ facts, at, number }: Entry<"stopped">, record: string): Step {
  const keys = facts.keys.length > 0 ? `, keys set Inactive: ${facts.keys.join(", ")}` : "";
  const says = `at once, in AWS${keys}${facts.verified ? "" : "; AWS had not taken it when it was read back"}`;
  return { ...NOBODY, at, step: "stopped", record, says, entry: number, requestedBy: facts.by === null ? [] : [facts.by] };
}

/** Each change of the file needs a deployment that had it, and that deployment approvals. */
function changeGaps({ record, order, deployed }: LifeSources, steps: readonly Step[]): readonly LifeGap[] {
  return steps.flatMap(({ at, step, commit, pull }): LifeGap[] => {
    const place = order.get(commit!)!;
    const entry = deployed.find(({ facts }) => facts.result === "succeeded" && (order.get(facts.commit) ?? -1) >= place);
    const what = `${step} in ${commit!.slice(0, 10)}`;
    if (!entry) return [{ at, record, says: `${what}: no deployment of it is on record` }];
    if (pull !== null) return [];
    const why = entry.facts.baseline ? "it is part of the baseline" : "its deployment could read no approvals";
    return [{ at, record, says: `${what}: no pull request and no approval is on record, since ${why} (entry ${entry.number})` }];
  });
}

/** What people of the directory need: pull requests. */
function pullGaps({ record }: LifeSources, steps: readonly Step[]): readonly LifeGap[] {
  return steps
    .filter(({ pull }) => pull === null)
    .map(({ at, step, commit }) => ({
      at,
      record,
      says: `${step} in ${commit!.slice(0, 10)}: no pull request and no approval is on record`,
    }));
}

/** Deployments that do not say what they touched, or of commits that are not here, and those after which AWS was not as declared. */
function deploymentGaps({ record, order, deployed }: LifeSources): readonly LifeGap[] {
  return deployed.flatMap(({ facts, at, number }): LifeGap[] => {
    const says = [
      ...(facts.touched === null ? [`entry ${number} is of a version that did not say which records were touched`] : []),
      ...(order.has(facts.commit)
        ? []
        : [`entry ${number} deployed the commit ${facts.commit.slice(0, 10)}, which is not on this branch here`]),
      ...(facts.touched?.some((one) => one.record === record) && facts.readBack.result !== "as declared"
        ? [`entry ${number}: after the deployment AWS was read back as "${facts.readBack.result}"`]
        : []),
    ];
    return says.map((text) => ({ at, record, says: text }));
  });
}

/** What a whole life has and this one does not. Templates and exceptions make nothing in AWS. */
function lifeGaps(record: string, versions: readonly RecordVersion[], steps: readonly Step[]): readonly LifeGap[] {
  const has = (name: StepName) => steps.some(({ step }) => step === name);
  const at =
    steps
      .map((step) => step.at)
      .sort(compareText)
      .at(-1) ?? "";
  const isInAws = record.split("/")[1] !== "exceptions" && !versions.some(({ fields }) => fields?.requestable !== undefined);
  const turn = steps.filter(({ step, commit }) => commit !== null && TURNS.has(step)).at(-1)?.step;
  return [
    ...(versions.length === 0 ? ["no file of it was ever on this branch"] : []),
    ...(isInAws && has("declared") && !has("issued") ? ["nothing in the ledger says when AWS got it"] : []),
    ...(isInAws && (turn === "retired" || turn === "deleted") && !has("removed")
      ? ["nothing in the ledger says that AWS has lost it"]
      : []),
    ...(versions.length > 0 ? ["whether somebody has certified it again stands in reviews/, which this does not look into"] : []),
  ].map((says) => ({ at, record, says }));
}

/** Steps after which a record is there, or is not. */
const TURNS: ReadonlySet<StepName> = new Set(["declared", "retired", "deleted"]);
