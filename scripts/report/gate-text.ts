import type { Approvals } from "../gate/approvals.ts";
import type { ExceptionState } from "../gate/exceptions.ts";
import type { GateViolation, Verdict } from "../gate/verdict.ts";
import { missingText } from "./approvals-markdown.ts";

const HEADLINES: Readonly<Record<Verdict["verdict"], string>> = { pass: "PASS", blocked: "BLOCKED", incomplete: "INCOMPLETE" };

/** The verdicts for a terminal. `root` is put before file names, so that they can be clicked. */
export function gateText(verdicts: readonly Verdict[], root: string): string {
  if (verdicts.length === 0) return "PASS  the change touches no account";
  return verdicts.map((verdict) => stackText(verdict, root)).join("\n\n");
}

/** `1 to create, 2 to update, 41 the same`, or `nothing to do`. */
export function planText(plan: Verdict["plan"]): string {
  const words: Readonly<Record<string, string>> = {
    create: "to create",
    update: "to update",
    replace: "to replace",
    delete: "to delete",
    import: "to import",
    same: "the same",
  };
  const parts = Object.entries(plan).flatMap(([kind, count]) => (count > 0 ? [`${count} ${words[kind]}`] : []));
  return parts.length > 0 ? parts.join(", ") : "nothing to do";
}

function stackText(verdict: Verdict, root: string): string {
  const mandatory = verdict.violations.filter(({ level }) => level === "mandatory");
  const advisory = verdict.violations.filter(({ level }) => level === "advisory");
  return [
    `${HEADLINES[verdict.verdict]}  ${verdict.stack}: ${planText(verdict.plan)}`,
    ...mandatory.map((violation) => violationText(violation, root)),
    ...verdict.notEvaluated.map((text) => `  not judged  ${text}`),
    ...verdict.effects.map((text) => `  ${text.replaceAll("`", "")}`),
    ...(advisory.length > 0
      ? [
          `  ${advisory.length} that do not count against this change:`,
          ...advisory.map((violation) => `    ${excuse(violation)}  ${violation.rule}  ${violation.message}`),
        ]
      : []),
    ...verdict.exceptions.map((exception) => `  exception ${exceptionText(exception)}`),
    `  risk ${verdict.risk}${verdict.riskBecause.length > 0 ? ` (${verdict.riskBecause.join("; ")})` : ""}; needs the approval of ${verdict.approvals.required.join(" and ") || "nobody"}`,
    ...approvalsText(verdict.approvals),
  ].join("\n");
}

/** Nothing when nobody has approved anything: then everything that is needed is missing. */
function approvalsText({ given, missing, refused, obstacles, mayApprove }: Approvals): readonly string[] {
  if (given.length + refused.length + obstacles.length === 0) return [];
  return [
    ...given.map(({ need, by }) => `  approved by ${by} (${need})`),
    ...(missing.length > 0 ? [`  still needs ${missingText({ missing, mayApprove })}`] : []),
    ...obstacles.map((text) => `  no approval counts: ${text}`),
    ...refused.map(({ login, because }) => `  the approval of ${login} does not count: ${login} ${because}`),
  ];
}

function violationText(violation: GateViolation, root: string): string {
  const where = violation.file === null ? "" : `${root}/${violation.file}:${violation.line}  `;
  return `  ${violation.severity}  ${where}${violation.rule}\n    ${violation.message}`;
}

/** An exception of base, loud where it is not simply in force. */
export function exceptionText({ id, rule, subject, state, approval, ends, because }: ExceptionState): string {
  const loud = { "in force": "", unused: "UNUSED: nothing breaks the rule; ", lapsed: "LAPSED: ", void: `VOID: ${because}; ` }[state];
  return `${id} (${rule} of ${subject}): ${loud}${ends}; approval ${approval}`;
}

/** Why a violation does not count. */
export function excuse({ exception, standing }: GateViolation): string {
  if (exception !== null) return `excepted by ${exception}`;
  return standing ? "standing" : "advisory";
}
