import type { Problem } from "../../stacks/model/errors.ts";
import type { Approvals } from "../gate/approvals.ts";
import type { Annotation, Check } from "../gate/check-run.ts";
import type { Verdict } from "../gate/verdict.ts";
import { approvalsMarkdown } from "./approvals-markdown.ts";
import { verdictMarkdown } from "./gate-markdown.ts";
import { printStepped } from "./markdown.ts";

/** The verdicts as a check on a commit, with a remark on each line that is wrong. An incomplete verdict is no success. */
export function gateCheck(verdicts: readonly Verdict[], prefix: string, text: string): Omit<Check, "name" | "commit"> {
  const blocked = verdicts.filter(({ verdict }) => verdict === "blocked").length;
  const incomplete = verdicts.filter(({ verdict }) => verdict === "incomplete").length;
  const title =
    blocked > 0
      ? `blocked in ${blocked} of ${verdicts.length} accounts`
      : incomplete > 0
        ? `could not judge ${incomplete} of ${verdicts.length} accounts`
        : "passed";
  return {
    conclusion: blocked + incomplete > 0 ? "failure" : "success",
    title,
    summary: printStepped(verdictMarkdown(verdicts)),
    text,
    annotations: verdicts.flatMap((verdict) => annotations(verdict, prefix)),
  };
}

function annotations({ violations }: Verdict, prefix: string): readonly Annotation[] {
  return violations.flatMap(({ file, line, level, rule, message }) =>
    file === null || line === null
      ? []
      : [
          {
            path: `${prefix}${file}`,
            line,
            level: level === "mandatory" ? ("failure" as const) : ("notice" as const),
            title: rule,
            message,
          },
        ],
  );
}

/** The approvals as a check. What is missing keeps it from passing and is nobody's fault. */
export function approvalsCheck(approvals: Approvals, text: string): Omit<Check, "name" | "commit"> {
  const { missing, given, obstacles } = approvals;
  const names = [...new Set(given.map(({ by }) => by))].join(", ");
  return {
    conclusion: missing.length > 0 ? "action_required" : "success",
    title:
      obstacles.length > 0
        ? "no approval counts yet"
        : missing.length > 0
          ? `needs the approval of ${missing.join(" and ")}`.slice(0, 250)
          : `approved by ${names}`.slice(0, 250),
    summary: printStepped(approvalsMarkdown(approvals)),
    annotations: [],
    text,
  };
}

/** Records that cannot be read, as a failed check with a remark on each line. */
export function invalidCheck(problems: readonly Problem[], prefix: string): Omit<Check, "name" | "commit"> {
  const count = `${problems.length} error${problems.length === 1 ? "" : "s"}`;
  return {
    conclusion: "failure",
    title: `${count} in the records`,
    summary: printStepped({ step: `the author repairs the ${count}; \`npm run validate\` lists them.`, body: "" }),
    annotations: problems.map(({ file, line, message }) => ({
      path: `${prefix}${file}`,
      line,
      level: "failure",
      title: "invalid record",
      message,
    })),
  };
}
