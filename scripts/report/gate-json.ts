import type { Approvals } from "../gate/approvals.ts";
import type { Risk } from "../gate/risk.ts";
import type { Verdict } from "../gate/verdict.ts";

const ORDER: readonly Verdict["verdict"][] = ["pass", "blocked", "incomplete"];

/** The verdicts as data: the one of the stack that was asked for, or the worst of all with each (records.md, clarification 13). */
export function gateJson(verdicts: readonly Verdict[], routing: { risk: Risk; approvals: Approvals }, stack: string | undefined) {
  if (stack !== undefined && verdicts[0]) return verdicts[0];
  const verdict = verdicts.reduce<Verdict["verdict"]>((a, b) => (ORDER.indexOf(b.verdict) > ORDER.indexOf(a) ? b.verdict : a), "pass");
  return { schema: "tenure/gate/1", verdict, risk: routing.risk, approvals: routing.approvals, stacks: verdicts };
}
