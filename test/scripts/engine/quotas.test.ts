import { describe, expect, it } from "vitest";
import { countsAgainstQuotas, exceededQuotas } from "../../../scripts/engine/quotas.ts";
import { operation } from "../../support/plans.ts";

const policy = (op: Parameters<typeof operation>[0], name: string) => operation(op, `tenure/${name}`, { type: "aws:iam/policy:Policy" });
const role = operation("create", "workloads/x", { type: "aws:iam/role:Role" });
const SUMMARY = { Policies: 1_498, PoliciesQuota: 1_500, Roles: 10, RolesQuota: 1_000 };

describe("scripts/engine/quotas", () => {
  it("fills an account to the last one, and names what is one too many", () => {
    const two = [policy("create", "a"), policy("create", "b"), role];
    expect(exceededQuotas(two, SUMMARY)).toEqual([]);
    expect(exceededQuotas([...two, policy("create", "c")], SUMMARY)).toEqual([
      { quota: "PoliciesQuota", used: 1_498, created: 3, allowed: 1_500 },
    ]);
  });

  it("does not count on what will be deleted, since that comes last; nor what only changes or is imported", () => {
    const many = [policy("create", "a"), policy("create", "b"), policy("create", "c"), policy("delete", "d")];
    expect(exceededQuotas(many, SUMMARY)).toHaveLength(1);
    expect(exceededQuotas([policy("import", "a"), policy("import", "b"), policy("update", "c"), policy("same", "d")], SUMMARY)).toEqual([]);
  });

  it("names every quota that is too small, and judges none that AWS does not state", () => {
    const full = { ...SUMMARY, Policies: 1_500, Roles: 1_000, PolicyVersionsInUse: 10_000, PolicyVersionsInUseQuota: 10_000 };
    expect(exceededQuotas([policy("create", "a"), role], full).map(({ quota }) => quota)).toEqual([
      "RolesQuota",
      "PoliciesQuota",
      "PolicyVersionsInUseQuota",
    ]);
    expect(exceededQuotas([policy("create", "a"), role], {})).toEqual([]);
  });

  it("knows when nothing is counted", () => {
    expect(countsAgainstQuotas([role])).toBe(true);
    expect(countsAgainstQuotas([policy("delete", "a"), operation("create", "people/w1", { type: "aws:iam/accessKey:AccessKey" })])).toBe(
      false,
    );
  });
});
