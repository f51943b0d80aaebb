import { between, type Instant } from "../../stacks/model/instant.ts";
import type { Gap } from "../observe/observation.ts";
import { changesText, HEADLINES } from "./changes-text.ts";
import { type DriftResult, gapsOf, isNotice, sourcesOf, statusOf } from "./drift-json.ts";

/** The result of one account for a terminal: what is unknown first, since it is easily overlooked, then what was found and what is done about it. */
export function driftText(result: DriftResult, asOf: Instant): string {
  const { comparison, changes, heldBack, proposals, observation } = result;
  return [
    `${HEADLINES[statusOf(result)]}  ${comparison.account} as of ${asOf}: ${comparison.findings.filter((finding) => !isNotice(finding)).length} findings${notices(comparison)}${comparison.unknown.length > 0 ? `, ${comparison.unknown.length} checks could not be made` : ""}`,
    ...sourcesOf(observation).flatMap((source) => sourceText(source, asOf)),
    ...unasked(result).map((gap) => `  not read  ${gap.source} ${gap.operation}: ${gap.reason}`),
    ...comparison.unknown.map(
      ({ check, gap }) =>
        `  unknown   ${check}${gap.subject === undefined ? "" : ` of ${gap.subject}`}: ${gap.source} ${gap.operation}: ${gap.reason}`,
    ),
    ...comparison.findings.map(findingText),
    ...comparison.covered.map(({ finding, exception }) => `  excepted  ${finding.check}: ${finding.message} (${exception})`),
    ...(comparison.settling ?? []).map(
      ({ check, message }) => `  settling  ${check}: ${message} (just deployed; AWS does not show it yet)`,
    ),
    ...changesText(changes, heldBack, proposals),
  ].join("\n");
}

function findingText({ severity, check, message, subject, attribution, use }: DriftResult["comparison"]["findings"][number]): string {
  const who =
    attribution === undefined
      ? []
      : [
          attribution.known
            ? `by ${attribution.by} at ${attribution.at} (${attribution.event})`
            : `by whom is unknown: ${attribution.because}`,
        ];
  return [
    `  ${(severity === "informational" ? "note" : severity).padEnd(8)}  ${check.padEnd(19)}  ${message}`,
    ...[subject, ...who, ...(use === undefined ? [] : [use])].map((line) => `${" ".repeat(33)}${line}`),
  ].join("\n");
}

/** How many things are only said: they are listed with the findings, and count for nothing. */
function notices({ findings }: DriftResult["comparison"]): string {
  const count = findings.filter(isNotice).length;
  return count > 0 ? `, ${count} to note` : "";
}

function sourceText(
  { name, complete, calls, counts, credentialReport }: ReturnType<typeof sourcesOf>[number],
  asOf: Instant,
): readonly string[] {
  const numbers = Object.entries(counts).filter(([, count]) => count > 0);
  const age = credentialReport === undefined ? undefined : Math.round(between(credentialReport, asOf) / 60_000);
  return [
    `  ${complete ? "read" : "PARTIAL"}  ${name}: ${numbers.map(([what, count]) => `${count} ${what}`).join(", ")} in ${calls} calls`,
    ...(age !== undefined && age > OLD_REPORT_MINUTES
      ? [
          `  note      AWS's credential report is ${age} minutes old: passwords, and keys of users who had none then, are as of ${credentialReport}`,
        ]
      : []),
  ];
}

/** AWS makes a new report every four hours at most; a fresh one needs no word. */
const OLD_REPORT_MINUTES = 10;

/** Gaps in parts that no check of today needs: they make the run incomplete all the same. */
function unasked({ observation, comparison }: DriftResult): readonly Gap[] {
  const said = new Set(comparison.unknown.map(({ gap }) => JSON.stringify(gap)));
  return Object.values(observation.parts)
    .flatMap(gapsOf)
    .filter((gap) => !said.has(JSON.stringify(gap)));
}
