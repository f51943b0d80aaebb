import type { Approvals } from "../gate/approvals.ts";
import type { GateViolation, Verdict } from "../gate/verdict.ts";
import { approvalsMarkdown } from "./approvals-markdown.ts";
import { exceptionText, excuse, planText } from "./gate-text.ts";
import { cell, parseStepped, printStepped, type Stepped } from "./markdown.ts";

/** The verdicts and the approvals as Markdown. The first line is the next step and who has to take it. */
export function gateMarkdown(verdicts: readonly Verdict[], approvals: Approvals): string {
  return printStepped(joined(verdictMarkdown(verdicts), approvalsMarkdown(approvals), verdicts.every(passes)));
}

/** The same from the checks that were published, for the comment on the pull request; `undefined` before any was. */
export function commentMarkdown(gate: PublishedText | undefined, approvals: PublishedText | undefined): string | undefined {
  if (!gate && !approvals) return undefined;
  const waiting: Stepped = { step: "none yet; the gate is judging the change.", body: "" };
  const [first, second] = [gate, approvals].map((check) => (check ? parseStepped(check.summary) : waiting)) as [Stepped, Stepped];
  return printStepped(joined(first, second, gate?.conclusion === "success"));
}

/** What a published check says. */
export type PublishedText = { conclusion: string; summary: string };

/** Nobody is asked to approve what is going to change once more. */
function joined(verdict: Stepped, approvals: Stepped, passed: boolean): Stepped {
  const body = [verdict.body, approvals.body].filter((part) => part !== "").join("\n\n");
  return { step: passed ? approvals.step : verdict.step, body };
}

function passes({ verdict }: Verdict): boolean {
  return verdict === "pass";
}

/** The verdicts alone. */
export function verdictMarkdown(verdicts: readonly Verdict[]): Stepped {
  return { step: nextStep(verdicts), body: verdicts.map(stackSection).join("\n\n") };
}

function nextStep(verdicts: readonly Verdict[]): string {
  if (verdicts.some(({ verdict }) => verdict === "blocked")) return "the author repairs what is listed below; each line says how.";
  if (verdicts.some(({ verdict }) => verdict === "incomplete")) {
    const broken = verdicts.some(({ violations }) => violations.some(({ level }) => level === "mandatory"));
    return `security looks at what could not be judged; it does not count as passed.${broken ? " The author repairs what is listed below meanwhile." : ""}`;
  }
  return verdicts.length > 0 ? "none for the author; it passes." : "none for the author; the change touches no account.";
}

function stackSection(verdict: Verdict): string {
  const rows = verdict.violations.map(
    (violation) =>
      `| ${violation.level === "mandatory" ? `**${violation.severity}**` : cell(excuse(violation))} | ${cell(violation.rule)} | ${place(violation)} | ${cell(violation.message)} |`,
  );
  return [
    `### ${verdict.stack}: ${verdict.verdict}`,
    `${planText(verdict.plan)}. Risk ${verdict.risk}${verdict.riskBecause.length > 0 ? `: ${verdict.riskBecause.join("; ")}` : ""}.`,
    ...effectLines(verdict),
    ...(rows.length > 0 ? ["", "| | rule | where | what |", "| --- | --- | --- | --- |", ...rows] : []),
    ...verdict.notEvaluated.map((text) => `- not judged: ${cell(text)}`),
    ...exceptionLines(verdict),
  ].join("\n");
}

function exceptionLines({ exceptions }: Verdict): readonly string[] {
  if (exceptions.length === 0) return [];
  const count = `${exceptions.length} exception${exceptions.length === 1 ? "" : "s"}`;
  return ["", `${count} on base:`, ...exceptions.map((exception) => `- ${cell(exceptionText(exception))}`)];
}

/** More than these few nobody reads in a comment; the command's own output has them all. */
const MOST_EFFECTS = 30;

function effectLines({ effects }: Verdict): readonly string[] {
  if (effects.length === 0) return [];
  const rest = effects.length - MOST_EFFECTS;
  return ["", ...effects.slice(0, MOST_EFFECTS).map((text) => `- ${cell(text)}`), ...(rest > 0 ? [`- and ${rest} more`] : [])];
}

/** A place as code, where that is possible. */
function place({ file, line, subject }: GateViolation): string {
  return cell(`\`${file === null ? subject : `${file}:${line}`}\``);
}
