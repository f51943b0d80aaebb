import { describe, expect, it } from "vitest";
import { observerPolicy } from "../../../scripts/generate/observer-policy.ts";
import { PERMISSIONS } from "../../../scripts/observe/sources.ts";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { isAdministrative } from "../../../stacks/iam/privilege.ts";
import { policySize, QUOTAS } from "../../../stacks/iam/quotas.ts";

describe("scripts/generate/observer-policy", () => {
  const document = parseDocument(observerPolicy());

  it("allows exactly what the sources ask for, sorted", () => {
    expect(document.statements).toEqual([
      {
        sid: "Observe",
        effect: "Allow",
        actions: [...new Set(Object.values(PERMISSIONS).flat())].sort(),
        resources: ["*"],
        conditions: [],
      },
    ]);
  });

  it("can only read: nothing is written, and no secret's value is read", () => {
    for (const action of document.statements[0]!.actions!)
      expect(action).toMatch(/^(iam|secretsmanager|cloudtrail|bedrock-agentcore):(Get|List|Generate|Lookup)[A-Za-z]+$/);
    expect(document.statements[0]!.actions).not.toContain("secretsmanager:GetSecretValue");
    expect(isAdministrative(document)).toBe(false);
  });

  it("is small enough for IAM", () => {
    expect(policySize(observerPolicy())).toBeLessThan(QUOTAS.managedPolicySize);
  });
});
