import type { Operation, OperationKind, Plan, PolicyReport } from "../../scripts/engine/port.ts";

/** A plan of `prod` in which nothing happens and nobody complains, unless stated. */
export function planOf(more: Partial<Plan> = {}): Plan {
  return {
    stack: "prod",
    head: "head.json",
    against: "base.json",
    operations: [],
    reports: [],
    diagnostics: [],
    result: "succeeded",
    ...more,
  };
}

/** One operation on the resource of a record, or on one part of it (`service-accounts/x#key/primary`). */
export function operation(op: OperationKind, name: string, more: Partial<Operation> = {}): Operation {
  const type = more.type ?? "aws:iam/user:User";
  return {
    op,
    urn: `urn:pulumi:prod::tenure::${type}::${name}`,
    type,
    name,
    before: {},
    after: {},
    changed: [],
    replaces: [],
    ...more,
  };
}

/** What the pack says of a violation, in front of it the description that the SDK puts there. */
export function report(policy: string, message: string, more: Partial<PolicyReport> = {}): PolicyReport {
  return { policy, urn: undefined, message, level: "mandatory", notEvaluated: false, ...more };
}
