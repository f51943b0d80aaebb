import type { Approvals } from "../gate/approvals.ts";
import { cell, type Stepped } from "./markdown.ts";

/** Who still has to approve, in words: `ada-l or bob-k (team/payments)`. */
export function missingText({ missing, mayApprove }: Pick<Approvals, "missing" | "mayApprove">): string {
  return missing
    .map((need) => {
      const logins = mayApprove[need] ?? [];
      if (logins.length === 0) return `${need} (nobody there may: the directory names no active account that is not interested)`;
      return logins.length > 4 ? need : `${logins.join(" or ")} (${need})`;
    })
    .join(" and ");
}

/** The approvals of a change as Markdown. */
export function approvalsMarkdown(approvals: Approvals): Stepped {
  const { required, given, refused, obstacles } = approvals;
  const lines = [
    ...required.map((need) => {
      const by = given.filter((one) => one.need === need).map((one) => one.by);
      return `- ${cell(need)}: ${by.length > 0 ? `approved by ${cell(by.join(", "))}` : "**missing**"}`;
    }),
    ...obstacles.map((text) => `- nothing counts yet: ${cell(text)}`),
    ...refused.map(({ login, because }) => `- the approval of ${cell(login)} does not count: ${cell(`${login} ${because}`)}`),
  ];
  return { step: stepOf(approvals), body: ["### Approvals", ...lines].join("\n") };
}

function stepOf(approvals: Approvals): string {
  if (approvals.obstacles.length > 0) return `the author: ${cell(approvals.obstacles[0]!)}.`;
  return approvals.missing.length > 0
    ? `${cell(missingText(approvals))} approves.`
    : "none for approvers; it may be merged once the checks pass.";
}
