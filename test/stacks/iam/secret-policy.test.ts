import { describe, expect, it } from "vitest";
import { secretPolicy } from "../../../stacks/iam/secret-policy.ts";

describe("stacks/iam/secret-policy", () => {
  it("allows its readers one action, and denies nobody anything", () => {
    expect(secretPolicy(["arn:aws:iam::000000000000:role/worker"]).statements).toEqual([
      {
        sid: "Readers",
        effect: "Allow",
        principals: [{ type: "AWS", values: ["arn:aws:iam::000000000000:role/worker"] }],
        actions: ["secretsmanager:GetSecretValue"],
        resources: ["*"],
        conditions: [],
      },
    ]);
  });
});
