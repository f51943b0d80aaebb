import { CATALOGUE } from "../../policies/catalogue.ts";
import { FRAMEWORKS } from "../../policies/controls/frameworks.ts";
import type { Gravity } from "../compare/finding.ts";
import type { Entry } from "../ledger/entry.ts";
import { allResults, type ProofOutcome, type ProofResult } from "./proof-results.ts";

/** The version of the Open Cybersecurity Schema Framework that the events are of. */
export const OCSF_VERSION = "1.8.0";

/** An event of OCSF; members as the schema names them. */
export type OcsfEvent = Readonly<Record<string, unknown>>;

const FINDINGS = { category_uid: 2, category_name: "Findings" } as const;
const SEVERITY: Readonly<Record<Gravity, readonly [number, string]>> = {
  informational: [1, "Informational"],
  low: [2, "Low"],
  medium: [3, "Medium"],
  high: [4, "High"],
  critical: [5, "Critical"],
};
const NO_HARM = SEVERITY.informational;

/** `compliance.status_id` and the event's `status_id` for each outcome; what could not be judged is a warning and never a pass. */
const OUTCOME: Readonly<Record<ProofOutcome, { compliance: readonly [number, string]; event: readonly [number, string] }>> = {
  pass: { compliance: [1, "Pass"], event: [4, "Resolved"] },
  excepted: { compliance: [99, "Excepted"], event: [3, "Suppressed"] },
  unknown: { compliance: [2, "Warning"], event: [0, "Unknown"] },
  fail: { compliance: [3, "Fail"], event: [1, "New"] },
};

/**
 * Entries as OCSF events, oldest first: a Compliance Finding (2003) for each rule and check of each run, an IAM Analysis Finding (2008) when a
 * finding about an identity comes and when it goes.
 */
export function ocsfEvents(drift: readonly Entry<"drift">[], deployed: readonly Entry<"deployed">[]): readonly OcsfEvent[] {
  const seen = new Set<string>();
  const events = allResults(drift, deployed).map((result) => {
    const uid = `${result.stack}/${result.name}`;
    const activity = seen.has(uid) ? ([2, "Update"] as const) : ([1, "Create"] as const);
    seen.add(uid);
    return { entry: result.entry, event: complianceFinding(result, uid, activity, severityOf(result, drift)) };
  });
  const ofFindings = analysisFindings(drift);
  return [...events, ...ofFindings]
    .map((one, index) => ({ one, index }))
    .sort((a, b) => a.one.entry - b.one.entry || a.index - b.index)
    .map(({ one }) => one.event);
}

function complianceFinding(
  { name, kind, stack, at, entry, outcome, findings, records, exceptions }: ProofResult,
  uid: string,
  activity: readonly [number, string],
  severity: readonly [number, string],
): OcsfEvent {
  const proven = FRAMEWORKS.flatMap((framework) =>
    framework.controls.filter(({ provenBy }) => provenBy.includes(name)).map(({ id }) => ({ framework, id })),
  );
  const { compliance, event } = OUTCOME[outcome];
  return {
    ...FINDINGS,
    ...classOf(2003, "Compliance Finding", activity),
    ...timed(at, entry, uid),
    severity_id: severity[0],
    severity: severity[1],
    status_id: event[0],
    status: event[1],
    message: `${kind} ${name} in ${stack}: ${outcome}`,
    finding_info: {
      uid,
      title: name,
      types: [kind],
      analytic: { name, uid: name, type_id: 1, type: "Rule" },
      created_time: Date.parse(at),
    },
    compliance: {
      control: name,
      standards: [...new Set(proven.map(({ framework }) => `${framework.name} ${framework.version}`))],
      requirements: proven.map(({ framework, id }) => `${framework.name} ${framework.version} ${id}`),
      status_id: compliance[0],
      status: compliance[1],
      ...(exceptions.length > 0 ? { status_detail: `excepted by ${exceptions.join(", ")}` } : {}),
    },
    resources: records.length > 0 ? records.map(resourceOf) : [{ uid: stack, type: "account" }],
    ...(findings.length > 0 ? { unmapped: { findings } } : {}),
  };
}

/** A finding is told when it comes and when it goes; a check without an answer has not said that it is gone. */
function analysisFindings(drift: readonly Entry<"drift">[]): readonly { entry: number; event: OcsfEvent }[] {
  const open = new Map<string, Map<string, Found>>();
  return drift.flatMap(({ facts, at, number }) => {
    const before = open.get(facts.stack) ?? new Map<string, Found>();
    const unanswered = [...before].filter(([, { check }]) => facts.unknown.includes(check));
    const now = new Map<string, Found>([...unanswered, ...facts.findings.filter(isAboutIdentity).map((one) => [one.id, one] as const)]);
    open.set(facts.stack, now);
    const come = [...now.values()].filter(({ id }) => !before.has(id)).map((one) => analysisFinding(one, facts.stack, at, number, true));
    const gone = [...before.values()].filter(({ id }) => !now.has(id)).map((one) => analysisFinding(one, facts.stack, at, number, false));
    return [...come, ...gone].map((event) => ({ entry: number, event }));
  });
}

type Found = Entry<"drift">["facts"]["findings"][number];

/** Kinds of records that act for nobody by themselves. */
const NO_IDENTITY = new Set(["groups", "permissions", "providers"]);

/** What no record declares may be an identity: it is told. Entries of the first version do not say what a finding is about. */
function isAboutIdentity({ check, record }: Found): boolean {
  return check !== "" && (record === null || !NO_IDENTITY.has(record.split("/")[1]!));
}

function analysisFinding(
  { id, check, record, subject, severity }: Found,
  stack: string,
  at: string,
  entry: number,
  isOpen: boolean,
): OcsfEvent {
  const uid = record ?? `sha256:${subject}`;
  return {
    ...FINDINGS,
    ...classOf(2008, "IAM Analysis Finding", isOpen ? [1, "Create"] : [3, "Close"]),
    ...timed(at, entry, id),
    severity_id: SEVERITY[severity][0],
    severity: SEVERITY[severity][1],
    status_id: isOpen ? 1 : 4,
    status: isOpen ? "New" : "Resolved",
    message: `${check}: ${uid} in ${stack}`,
    finding_info: {
      uid: id,
      title: check,
      types: ["check"],
      analytic: { name: check, uid: check, type_id: 1, type: "Rule" },
      created_time: Date.parse(at),
    },
    permission_analysis_results: [{ policy: { name: check, uid: check, type: "Tenure check" } }],
    user: { uid, account: { uid: stack, type_id: 10, type: "AWS Account" } },
    resources: [record === null ? { uid, type: "undeclared" } : resourceOf(record)],
  };
}

function classOf(uid: number, name: string, [activity, activityName]: readonly [number, string]) {
  return {
    class_uid: uid,
    class_name: name,
    activity_id: activity,
    activity_name: activityName,
    type_uid: uid * 100 + activity,
    type_name: `${name}: ${activityName}`,
  };
}

/** Milliseconds since 1970, as OCSF wants them, and an id that is the same on every export. */
function timed(at: string, entry: number, uid: string) {
  return {
    time: Date.parse(at),
    metadata: { version: OCSF_VERSION, uid: `${entry}/${uid}`, product: { name: "Tenure", uid: "tenure", vendor_name: "Tenure" } },
  };
}

function resourceOf(record: string): OcsfEvent {
  return { uid: record, name: record.split("/").slice(2).join("/"), type: record.split("/")[1]! };
}

/** How bad a result is: the worst of what was found; a rule's own severity where that is all there is. */
function severityOf({ name, kind, entry, outcome }: ProofResult, drift: readonly Entry<"drift">[]): readonly [number, string] {
  if (outcome === "pass" || outcome === "excepted") return NO_HARM;
  if (kind === "rule") return SEVERITY[CATALOGUE.find((rule) => rule.name === name)?.severity ?? "medium"];
  const found = drift.find(({ number }) => number === entry)?.facts.findings.filter(({ check }) => check === name) ?? [];
  return found.map(({ severity }) => SEVERITY[severity]).sort(([a], [b]) => b - a)[0] ?? [0, "Unknown"];
}
