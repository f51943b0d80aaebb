import type { Instant } from "../../stacks/model/instant.ts";
import { type DriftResult, sourcesOf, statusOf } from "./drift-json.ts";

const HEADLINES = { clean: "CLEAN", findings: "FINDINGS", incomplete: "INCOMPLETE" } as const;

/** The result of one account for a terminal: what is unknown first, since it is easily overlooked, then what was found and what is done about it. */
export function driftText(result: DriftResult, asOf: Instant): string {
  const { comparison, changes, heldBack, proposals, observation } = result;
  return [
    `${HEADLINES[statusOf(result)]}  ${comparison.account} as of ${asOf}: ${comparison.findings.length} findings${comparison.unknown.length > 0 ? `, ${comparison.unknown.length} checks could not be made` : ""}`,
    ...sourcesOf(observation).map(sourceText),
    ...comparison.unknown.map(({ check, gap }) => `  unknown   ${check}: ${gap.source} ${gap.operation}: ${gap.reason}`),
    ...comparison.findings.map(
      ({ severity, check, message, subject }) => `  ${severity.padEnd(8)}  ${check.padEnd(19)}  ${message}\n${" ".repeat(33)}${subject}`,
    ),
    ...comparison.covered.map(({ finding, exception }) => `  excepted  ${finding.check}: ${finding.message} (${exception})`),
    ...(changes.length > 0 || heldBack.length > 0
      ? ["", `  ${changes.length} changes to propose, ${new Set(heldBack.map(({ finding }) => finding)).size} findings held back`]
      : []),
    ...proposals.map(({ action, title, number, url, branch, notes, body }) =>
      [
        `  ${action.padEnd(10)}  ${number === null ? "" : `#${number} `}${title}`,
        `${" ".repeat(14)}${url ?? branch}`,
        ...notes.map((note) => `${" ".repeat(14)}${note}`),
        ...(body === undefined ? [] : ["", body.trimEnd().replace(/^/gm, "    | ")]),
      ].join("\n"),
    ),
    ...grouped(heldBack).map(([because, count]) => `  held back   ${count} finding${count === 1 ? "" : "s"}: ${because}`),
  ].join("\n");
}

function sourceText({ name, complete, calls, counts }: ReturnType<typeof sourcesOf>[number]): string {
  const numbers = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
  return `  ${complete ? "read" : "PARTIAL"}  ${name}: ${numbers.join(", ")} in ${calls} calls`;
}

function grouped(heldBack: DriftResult["heldBack"]): readonly (readonly [string, number])[] {
  return [...Map.groupBy(heldBack, ({ because }) => because)].map(([because, all]) => [because, all.length] as const);
}
