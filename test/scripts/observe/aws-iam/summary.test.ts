import { CreatePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { readSummary } from "../../../../scripts/observe/aws-iam/summary.ts";
import { documentOf, printDocument } from "../../../../stacks/iam/document.ts";
import { testAccount } from "../../../support/aws.ts";

describe("scripts/observe/aws-iam/summary", () => {
  it("reads what an account has, and how much it may have", async () => {
    const iam = new IAMClient(testAccount().client);
    const before = await readSummary(iam);
    const PolicyDocument = printDocument(documentOf({ effect: "Allow", actions: ["s3:GetObject"], resources: ["*"], conditions: [] }));
    await iam.send(new CreatePolicyCommand({ PolicyName: "one-more", PolicyDocument }));
    const after = await readSummary(iam);
    expect(after.Policies).toBe(before.Policies! + 1);
    for (const quota of ["Users", "Roles", "Groups", "Policies"]) expect(after[`${quota}Quota`]).toBeGreaterThan(0);
  });
});
