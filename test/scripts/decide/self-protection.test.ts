import { describe, expect, it } from "vitest";
import { protectedBecause } from "../../../scripts/decide/self-protection.ts";
import { situationOf } from "../../support/decisions.ts";
import { edit, SMALL, small } from "../../support/small-organisation.ts";

const ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess";
const SUPPORT = edit("accounts/prod/roles/support.yaml", "[ledger-write]", `["${ADMIN}"]`);
const GLASS = {
  "accounts/prod/break-glass/glass-1.yaml": `owner: team/security\npurpose: Emergencies\nexpires: 2027-01-31\ncustodians: [person/w1, person/w3]\nrole: { permissions: ["${ADMIN}"] }\n`,
};
const PIPELINE = { "settings.yaml": `${SMALL["settings.yaml"]}pipeline: [workloads/worker]\n` };
const whole = { action: "disable", edits: [{ change: "x", steps: [{ set: ["state"], to: "disabled" }] }] } as const;
const oneKey = { action: "disable", edits: [{ change: "x", steps: [{ set: ["keys", "primary", "state"], to: "disabled" }] }] } as const;

function why(ref: `${string}/${string}`, answer: Parameters<typeof protectedBecause>[1], files: Record<string, string> = {}) {
  const situation = situationOf(small(files));
  return protectedBecause(situation.account.records.get(ref)!, answer, situation);
}

describe("scripts/decide/self-protection", () => {
  it("lets go what nothing rests on", () => {
    expect(why("workloads/worker", whole)).toBeUndefined();
    expect(why("workloads/worker", { action: "retire", edits: [] })).toBeUndefined();
  });

  it("keeps what the pipeline needs, its keys included", () => {
    const because = "the pipeline itself needs it (settings.yaml pipeline): no proposal takes it away; renew it, or replace it by hand";
    const byRole = { "settings.yaml": `${SMALL["settings.yaml"]}pipeline: [role/worker]\n` };
    expect(why("workloads/worker", whole, byRole)).toBe(because);
    for (const answer of [whole, oneKey, { action: "retire", edits: [] } as const])
      expect(why("workloads/worker", answer, PIPELINE)).toBe(because);
    expect(why("workloads/worker", { action: "hand-over", edits: [] }, PIPELINE)).toBeUndefined();
  });

  it("keeps sealed identities, however long overdue", () => {
    expect(why("break-glass/glass-1", whole, GLASS)).toBe("break-glass is never taken away by a proposal: renew it, or retire it by hand");
  });

  it("keeps the last identity that can administer the account", () => {
    const because = "it is the last identity that can administer the account: make another one first";
    expect(why("roles/support", whole, SUPPORT)).toBe(because);
    expect(why("roles/support", { action: "retire", edits: [] }, SUPPORT)).toBe(because);
  });

  it("lets it go when another one works: a sealed one, or one that is neither disabled nor over", () => {
    expect(why("roles/support", whole, { ...SUPPORT, ...GLASS })).toBeUndefined();
    const worker = (more: string) => ({
      ...SUPPORT,
      "accounts/prod/workloads/worker.yaml": SMALL["accounts/prod/workloads/worker.yaml"]!.replace(
        "[ledger-write]",
        `["${ADMIN}"]`,
      ).replace("expires: 2027-06-30", more),
    });
    expect(why("roles/support", whole, worker("expires: 2027-06-30"))).toBeUndefined();
    expect(why("roles/support", whole, worker("expires: 2026-11-01"))).toBeDefined();
    expect(
      why("roles/support", whole, worker("expires: 2027-06-30\nstate: disabled\ndisabled: { since: 2026-11-20, reason: x, ref: x }")),
    ).toBeDefined();
  });
});
