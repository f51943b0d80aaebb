import { describe, expect, it } from "vitest";
import { ESCALATIONS } from "../../../stacks/iam/escalation.ts";

describe("stacks/iam/escalation", () => {
  it("names each way once, by what it takes", () => {
    expect(new Set(ESCALATIONS.map(({ name }) => name)).size).toBe(ESCALATIONS.length);
    expect(new Set(ESCALATIONS.map(({ actions }) => [...actions].sort().join())).size).toBe(ESCALATIONS.length);
  });

  it("takes a role along wherever one is handed over, and nowhere else", () => {
    for (const { how, actions } of ESCALATIONS) expect(actions.includes("iam:PassRole")).toBe(how === "pass");
  });

  // The paths that everybody cites must not get lost in an edit.
  it.each([
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:AttachUserPolicy",
    "iam:PutUserPolicy",
    "iam:AddUserToGroup",
    "iam:UpdateLoginProfile",
    "lambda:UpdateFunctionCode",
    "iam:PassRole to EC2",
    "iam:PassRole to CloudFormation",
  ])("has %s", (name) => {
    expect(ESCALATIONS.map((one) => one.name)).toContain(name);
  });
});
