import type { GateViolation, Verdict } from "../gate/verdict.ts";
import { excuse, planText } from "./gate-text.ts";

/** The verdicts as Markdown. The first line is the next step and who has to take it. */
export function gateMarkdown(verdicts: readonly Verdict[]): string {
  return `${[nextStep(verdicts), ...verdicts.map(stackSection)].join("\n\n")}\n`;
}

function nextStep(verdicts: readonly Verdict[]): string {
  if (verdicts.some(({ verdict }) => verdict === "blocked"))
    return "**Next step:** the author repairs what is listed below; each line says how.";
  if (verdicts.some(({ verdict }) => verdict === "incomplete")) {
    const broken = verdicts.some(({ violations }) => violations.some(({ level }) => level === "mandatory"));
    return `**Next step:** security looks at what could not be judged; it does not count as passed.${broken ? " The author repairs what is listed below meanwhile." : ""}`;
  }
  const approvers = [...new Set(verdicts.flatMap(({ approvals }) => approvals.missing))];
  return approvers.length > 0
    ? `**Next step:** ${approvers.join(" and ")} approves.`
    : "**Next step:** none; the change touches no account.";
}

function stackSection(verdict: Verdict): string {
  const rows = verdict.violations.map(
    (violation) =>
      `| ${violation.level === "mandatory" ? `**${violation.severity}**` : cell(excuse(violation))} | ${cell(violation.rule)} | ${place(violation)} | ${cell(violation.message)} |`,
  );
  return [
    `### ${verdict.stack}: ${verdict.verdict}`,
    `${planText(verdict.plan)}. Risk ${verdict.risk}${verdict.riskBecause.length > 0 ? `: ${verdict.riskBecause.join("; ")}` : ""}.`,
    ...(rows.length > 0 ? ["", "| | rule | where | what |", "| --- | --- | --- | --- |", ...rows] : []),
    ...verdict.notEvaluated.map((text) => `- not judged: ${cell(text)}`),
  ].join("\n");
}

/** A place as code, where that is possible. */
function place({ file, line, subject }: GateViolation): string {
  return cell(`\`${file === null ? subject : `${file}:${line}`}\``);
}

/** One pair of single backticks. With a longer run, or a backslash before a pipe, Markdown would end the span elsewhere than we. */
const CODE = /((?<!`)`[^`\\]+`(?!`))/;

/**
 * Text of records and of AWS in a cell or a line of its own: it stays there, it is no HTML, and it mentions nobody.
 * Code spans stay code, since our messages use them to say what to write; in them nothing but a pipe means anything.
 */
function cell(text: string): string {
  return text
    .replace(/[\r\n]+/g, " ")
    .split(CODE)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll("|", "\\|") : escaped(part)))
    .join("");
}

/** A backslash of the text would free what the next one is to stop, and an entity (`&commat;`) would mention after all. */
function escaped(text: string): string {
  return text
    .replace(/[\\|*_[\]~`]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "@\u200b");
}
