import type { Operation } from "./port.ts";

/** A quota that a plan would exceed: AWS's name of it, what is used, what the plan adds, and what is allowed. */
export type Exceeded = { quota: string; used: number; created: number; allowed: number };

/** The figures of IAM's account summary that each resource counts against (IAM API Reference, `GetAccountSummary`). */
const COUNTED: readonly (readonly [type: string, counters: readonly string[]])[] = [
  ["aws:iam/user:User", ["Users"]],
  ["aws:iam/role:Role", ["Roles"]],
  ["aws:iam/group:Group", ["Groups"]],
  ["aws:iam/policy:Policy", ["Policies", "PolicyVersionsInUse"]],
  ["aws:iam/instanceProfile:InstanceProfile", ["InstanceProfiles"]],
];

/** True when a plan makes anything of which an account may have only so many. */
export function countsAgainstQuotas(operations: readonly Operation[]): boolean {
  return COUNTED.some(([type]) => createdOf(type, operations) > 0);
}

/**
 * The quotas that a plan would exceed. What it deletes does not count: engines delete at the end, when everything is made.
 * A figure that AWS does not give is not judged: AWS itself refuses then.
 */
export function exceededQuotas(operations: readonly Operation[], summary: Readonly<Record<string, number>>): readonly Exceeded[] {
  return COUNTED.flatMap(([type, counters]) => {
    const created = createdOf(type, operations);
    return counters.flatMap((counter) => {
      const [used, allowed] = [summary[counter], summary[`${counter}Quota`]];
      return created > 0 && used !== undefined && allowed !== undefined && used + created > allowed
        ? [{ quota: `${counter}Quota`, used, created, allowed }]
        : [];
    });
  });
}

function createdOf(type: string, operations: readonly Operation[]): number {
  return operations.filter((operation) => operation.op === "create" && operation.type === type).length;
}
