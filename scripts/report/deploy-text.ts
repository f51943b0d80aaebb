import type { Finding } from "../compare/finding.ts";
import type { Operation, Plan } from "../engine/port.ts";
import type { UnapprovedChange } from "../gate/pull-request.ts";
import type { Verdict } from "../gate/verdict.ts";
import { gateText } from "./gate-text.ts";

/** How one deployment went. */
export type Deployed = {
  stack: string;
  verdict: Verdict;
  plan: Plan;
  /** Operations of the plan that the change of records does not show. */
  unshown: readonly Operation[];
  /** Commits that nothing may be deployed from. */
  unapproved: readonly UnapprovedChange[];
  /** What was closed in AWS alone and would be opened again, in words. */
  reopened: readonly string[];
  done: Plan | undefined;
  readBack: { result: "as declared" | "differs" | "incomplete" | "not done"; findings: readonly Finding[] };
  notes: readonly string[];
};

/** A deployment for a terminal. */
export function deployText(deployed: Deployed, root: string): string {
  const { stack, verdict, unshown, unapproved, reopened, done, readBack, notes } = deployed;
  const head = notes.map((note) => `  ${note}`);
  if (unapproved.length > 0)
    return [
      `STOPPED  ${stack}: unapproved-change`,
      ...unapproved.map(({ commit, because }) => `  the commit ${commit.slice(0, 10)} ${because}`),
      "  undo each of them in a pull request that is approved, and propose its content again in another one",
      ...head,
      "  nothing was deployed",
    ].join("\n");
  if (verdict.verdict !== "pass") return [gateText([verdict], root), ...head, "  nothing was deployed"].join("\n");
  if (unshown.length > 0)
    return [
      `STOPPED  ${stack}: the plan holds operations that the change of records does not show`,
      ...unshown.map(operationText),
      ...head,
      "  nothing was deployed",
    ].join("\n");
  if (reopened.length > 0)
    return [
      `STOPPED  ${stack}: it would give back what was stopped in AWS`,
      ...reopened.map((text) => `  ${text}`),
      "  merge the pull request that disables the record (npm run drift -- --propose opens it); to give it back, undo that one, which is a grant",
      ...head,
      "  nothing was deployed",
    ].join("\n");
  if (!done)
    return [gateText([verdict], root), ...operations(deployed.plan).map(operationText), ...head, "  dry run: nothing was deployed"].join(
      "\n",
    );
  const changed = operations(done);
  return [
    `${done.result === "failed" ? "FAILED" : "DEPLOYED"}  ${stack}: ${changed.length} operations, ${done.operations.length - changed.length} the same`,
    ...changed.map(operationText),
    ...done.diagnostics.filter(({ severity }) => severity === "error").map(({ message, urn }) => `  error  ${urn ?? ""} ${message}`),
    ...head,
    `  read back: ${readBack.result}`,
    ...readBack.findings.map(({ check, message }) => `    ${check}  ${message}`),
  ].join("\n");
}

/** The slices in which a change has nothing to do, in one line or none. */
export function untouchedText(stacks: readonly string[]): readonly string[] {
  return stacks.length === 0 ? [] : [`UNTOUCHED  ${stacks.join(", ")}: nothing in them has changed since their last deployment`];
}

function operations(plan: Plan): readonly Operation[] {
  return plan.operations.filter(({ op }) => op !== "same");
}

function operationText({ op, name, changed }: Operation): string {
  return `  ${op.padEnd(7)}  ${name}${op === "update" && changed.length > 0 ? ` (${changed.join(", ")})` : ""}`;
}

/** A deployment as data. */
export function deployJson({ stack, verdict, plan, unshown, unapproved, reopened, done, readBack, notes }: Deployed) {
  return { stack, verdict, plan: operations(plan), unshown, unapproved, reopened, result: done?.result ?? null, readBack, notes };
}
