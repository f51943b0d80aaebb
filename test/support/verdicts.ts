import type { Approvals } from "../../scripts/gate/approvals.ts";
import type { GateViolation, Verdict } from "../../scripts/gate/verdict.ts";

/** A violation that counts, at line 3 of a record, unless stated otherwise. */
export function violationOf(more: Partial<GateViolation> = {}): GateViolation {
  return {
    rule: "record-limit-lifetime",
    subject: "people/w1",
    severity: "high",
    level: "mandatory",
    standing: false,
    message: "people/w1: too long. Choose an earlier `expires` in accounts/prod/people/w1.yaml.",
    file: "accounts/prod/people/w1.yaml",
    line: 3,
    exception: null,
    ...more,
  };
}

/** A verdict on `prod` that passes with one renewal, unless stated otherwise. */
export function verdict(more: Partial<Verdict> = {}): Verdict {
  return {
    schema: "tenure/gate/1",
    stack: "prod",
    verdict: "pass",
    violations: [],
    notEvaluated: [],
    plan: { create: 0, update: 2, replace: 0, delete: 0, import: 0, same: 41 },
    effects: [],
    exceptions: [],
    risk: "standard",
    riskBecause: [],
    approvals: approvalsWith(),
    ...more,
  };
}

/** The approval of `team/payments`, which nobody has given yet, unless stated otherwise. */
export function approvalsWith(more: Partial<Approvals> = {}): Approvals {
  return { required: ["team/payments"], given: [], missing: ["team/payments"], refused: [], obstacles: [], mayApprove: {}, ...more };
}
