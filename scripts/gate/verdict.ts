import { ruleOf } from "../../policies/catalogue.ts";
import { type Holding, standingOf } from "../../policies/holding.ts";
import type { Level, Severity } from "../../policies/rule.ts";
import type { Account, AccountName, Declared } from "../../stacks/model/declared.ts";
import { compareText } from "../../stacks/model/errors.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import type { RecordRef } from "../../stacks/model/ref.ts";
import { accountOfStackName } from "../../stacks/model/slice.ts";
import type { OperationKind, Plan, PolicyReport } from "../engine/port.ts";
import type { Approvals } from "./approvals.ts";
import type { ExceptionState } from "./exceptions.ts";
import type { Unstated } from "./requirements.ts";
import type { Risk } from "./risk.ts";

/** A violation as the gate shows it: where it stands, whether it is new, and what excuses it. */
export type GateViolation = {
  rule: string;
  subject: string;
  severity: Severity;
  level: Level;
  standing: boolean;
  message: string;
  file: string | null;
  line: number | null;
  exception: string | null;
};

/** The verdict on one stack of a change. `notEvaluated`: what could not be judged, which is never a pass. */
export type Verdict = {
  schema: "tenure/gate/1";
  stack: string;
  verdict: "pass" | "blocked" | "incomplete";
  violations: readonly GateViolation[];
  notEvaluated: readonly string[];
  plan: Readonly<Record<OperationKind, number>>;
  /** Who gains or loses what, a sentence for each record that changes. */
  effects: readonly string[];
  /** Every exception of base, with the days that it has left. */
  exceptions: readonly ExceptionState[];
  risk: Risk;
  riskBecause: readonly string[];
  approvals: Approvals;
};

/** What the engine says in the end of every failed run; the reasons came before. */
const GENERIC = /^(preview|update) failed$/;

const KINDS: readonly OperationKind[] = ["create", "update", "replace", "delete", "import", "same"];

/** Judges one stack's plan. Missing approvals do not change the verdict: they are a check of their own. */
export function verdictOf(
  plan: Plan,
  holding: Holding,
  head: Declared,
  demands: readonly Unstated[],
  routing: {
    effects: readonly string[];
    exceptions: readonly ExceptionState[];
    risk: Risk;
    riskBecause: readonly string[];
    approvals: Approvals;
  },
  asOf: Instant,
): Verdict {
  const name = accountOfStackName(plan.stack);
  const account = head.accounts.get(name);
  const reported = plan.reports.filter((report) => !report.notEvaluated).map((report) => fromReport(report, name, holding, account, asOf));
  const violations = [...demands.map((demand) => fromDemand(demand, account)), ...reported].sort(worstFirst);
  const errors = plan.diagnostics
    .filter(({ severity, message }) => severity === "error" && !GENERIC.test(message))
    .map(({ message }) => message);
  const notEvaluated = [
    ...plan.reports.filter((report) => report.notEvaluated).map(({ policy, message }) => `${policy}: ${message}`),
    ...errors,
  ];
  const blocked = violations.some(({ level }) => level === "mandatory");
  if (plan.result === "failed" && !blocked && notEvaluated.length === 0) notEvaluated.push("the preview failed without saying why");
  return {
    schema: "tenure/gate/1",
    stack: plan.stack,
    // What could not be judged wins over what was found: nobody knows what else there is.
    verdict: notEvaluated.length > 0 ? "incomplete" : blocked ? "blocked" : "pass",
    violations,
    notEvaluated,
    plan: Object.fromEntries(KINDS.map((kind) => [kind, plan.operations.filter(({ op }) => op === kind).length])) as Record<
      OperationKind,
      number
    >,
    ...routing,
  };
}

/** The SDK puts the policy's description in front of the message; ours begins with the subject. */
function fromReport(report: PolicyReport, name: AccountName, holding: Holding, account: Account | undefined, asOf: Instant): GateViolation {
  const rule = ruleOf(report.policy);
  const message =
    rule && report.message.startsWith(`${rule.description}\n`) ? report.message.slice(rule.description.length + 1) : report.message;
  const subject = /^(\S+): /.exec(message)?.[1] ?? report.urn ?? name;
  const level = rule?.level ?? report.level;
  const {
    standing,
    exception,
    level: counted,
  } = standingOf({ rule: report.policy, account: name, subject, facet: rule?.judges ?? "record", level, message }, holding, asOf);
  return {
    rule: report.policy,
    subject,
    severity: rule?.severity ?? "high",
    level: counted,
    standing,
    message,
    ...placeOf(subject, rule?.field, account),
    exception,
  };
}

function fromDemand({ rule, severity, subject, field, message }: Unstated, account: Account | undefined): GateViolation {
  return { rule, subject, severity, level: "mandatory", standing: false, message, ...placeOf(subject, field, account), exception: null };
}

/** Where a person has to look: the field of the record, or the record, or nowhere in particular. */
function placeOf(subject: string, field: string | undefined, account: Account | undefined): { file: string | null; line: number | null } {
  const source =
    account?.records.get(subject as RecordRef)?.source ??
    account?.retired.get(subject as RecordRef)?.source ??
    account?.exceptions.find(({ id }) => id === `${account.name}/${subject}`)?.source;
  return source ? { file: source.file, line: source.lineOf(field === undefined ? [] : [field]) } : { file: null, line: null };
}

const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low"];

function worstFirst(a: GateViolation, b: GateViolation): number {
  return (
    Number(a.level === "advisory") - Number(b.level === "advisory") ||
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareText(a.subject, b.subject) ||
    compareText(a.rule, b.rule) ||
    compareText(a.message, b.message)
  );
}
