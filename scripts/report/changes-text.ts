import type { Change, HeldBack } from "../decide/change.ts";
import type { ProposalResult } from "./drift-json.ts";

/** How a result begins. */
export const HEADLINES = { clean: "CLEAN", findings: "FINDINGS", incomplete: "INCOMPLETE" } as const;

/** What is done about findings, for a terminal: how many changes, each pull request with its notes, and what is held back by its reason. */
export function changesText(
  changes: readonly Change[],
  heldBack: readonly HeldBack[],
  proposals: readonly ProposalResult[],
): readonly string[] {
  return [
    ...(changes.length > 0 || heldBack.length > 0
      ? ["", `  ${changes.length} changes to propose, ${new Set(heldBack.map(({ finding }) => finding)).size} findings held back`]
      : []),
    ...proposals.map(proposalText),
    ...[...Map.groupBy(heldBack, ({ because }) => because)].map(
      ([because, { length }]) => `  held back   ${length} finding${length === 1 ? "" : "s"}: ${because}`,
    ),
  ];
}

function proposalText({ action, title, number, url, branch, notes, body }: ProposalResult): string {
  return [
    `  ${action.padEnd(10)}  ${number === null ? "" : `#${number} `}${title}`,
    `${" ".repeat(14)}${url ?? branch}`,
    ...notes.map((note) => `${" ".repeat(14)}${note}`),
    ...(body === undefined ? [] : ["", body.trimEnd().replace(/^/gm, "    | ")]),
  ].join("\n");
}
