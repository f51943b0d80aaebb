import { describe, expect, it } from "vitest";
import { onCallPolicy } from "../../../scripts/generate/on-call-policy.ts";
import { closedContext } from "../../../stacks/iam/context.ts";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { evaluate } from "../../../stacks/iam/evaluate.ts";
import { isAdministrative } from "../../../stacks/iam/privilege.ts";
import { policySize, QUOTAS } from "../../../stacks/iam/quotas.ts";

const document = parseDocument(onCallPolicy());
const arn = (rest: string) => `arn:aws:iam::123456789012:${rest}`;
const decide = (action: string, resource: string, boundary?: string) =>
  evaluate(
    { policies: [{ name: "on-call", document }] },
    { action, resource: arn(resource), context: closedContext(boundary === undefined ? {} : { "iam:PermissionsBoundary": arn(boundary) }) },
  ).decision;

describe("scripts/generate/on-call-policy", () => {
  it.each([
    ["iam:PutUserPermissionsBoundary", "user/people/w1"],
    ["iam:PutRolePermissionsBoundary", "role/worker"],
  ])("allows %s with the boundary that denies everything, and with no other", (action, resource) => {
    expect(decide(action, resource, "policy/tenure/disabled")).toBe("allowed");
    for (const other of ["policy/tenure/until-2099-01-01", "policy/disabled", "policy/tenure/disabled-not", undefined])
      expect([other, decide(action, resource, other)]).toEqual([other, "denied"]);
  });

  it("reaches no sealed identity", () => {
    expect(decide("iam:PutUserPermissionsBoundary", "user/tenure/break-glass/glass-1", "policy/tenure/disabled")).toBe("denied");
    expect(decide("iam:PutRolePermissionsBoundary", "role/tenure/break-glass/glass-1", "policy/tenure/disabled")).toBe("denied");
    expect(decide("iam:UpdateAccessKey", "user/tenure/break-glass/glass-1")).toBe("denied");
    expect(decide("iam:UpdateAccessKey", "user/exporter")).toBe("allowed");
  });

  it.each([
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteRolePermissionsBoundary",
    "iam:CreateAccessKey",
    "iam:DeleteAccessKey",
    "iam:AttachUserPolicy",
    "iam:CreatePolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "sts:AssumeRole",
    "secretsmanager:GetSecretValue",
  ])("gives nothing: no %s", (action) => {
    expect(decide(action, "user/exporter", "policy/tenure/disabled")).toBe("denied");
  });

  it("is no administrator's, and small enough for IAM", () => {
    expect(isAdministrative(document)).toBe(false);
    expect(policySize(onCallPolicy())).toBeLessThan(QUOTAS.managedPolicySize);
  });
});
