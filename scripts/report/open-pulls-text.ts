import type { Approvals } from "../gate/approvals.ts";
import type { Risk } from "../gate/risk.ts";
import { missingText } from "./approvals-markdown.ts";

/** The approvals of open pull requests for a terminal. */
export function openPullsText(
  pulls: readonly ({ number: number } & ({ risk: Risk; approvals: Approvals } | { problem: string }))[],
): string {
  if (pulls.length === 0) return "no pull request is open";
  return pulls
    .map((pull) => [`#${pull.number}  ${"problem" in pull ? pull.problem : headline(pull)}`, ...details(pull)].join("\n"))
    .join("\n");
}

function headline({ risk, approvals }: { risk: Risk; approvals: Approvals }): string {
  const by = [...new Set(approvals.given.map((one) => one.by))].join(", ");
  return approvals.missing.length > 0 ? `risk ${risk}; needs the approval of ${missingText(approvals)}` : `risk ${risk}; approved by ${by}`;
}

function details(pull: { approvals: Approvals } | { problem: string }): readonly string[] {
  if ("problem" in pull) return [];
  const { obstacles, refused } = pull.approvals;
  return [
    ...obstacles.map((text) => `    no approval counts: ${text}`),
    ...refused.map(({ login, because }) => `    the approval of ${login} does not count: ${login} ${because}`),
  ];
}
