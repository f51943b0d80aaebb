import { describe, expect, it } from "vitest";
import { documentOf, type Statement } from "../../../stacks/iam/document.ts";
import { isPrivileged, waysToMore } from "../../../stacks/iam/gain.ts";

const allow = (actions: readonly string[], resources: readonly string[] = ["*"], more: Partial<Statement> = {}): Statement => ({
  effect: "Allow",
  actions,
  resources,
  conditions: [],
  ...more,
});
const ways = (...statements: readonly Statement[]) => waysToMore(documentOf(...statements)).map(({ name }) => name);
const OWN = `arn:aws:iam::000000000000:user/\${aws:username}`;

describe("stacks/iam/gain", () => {
  it.each([
    ["iam:CreatePolicyVersion", "arn:aws:iam::000000000000:policy/one"],
    ["IAM:createpolicyversion", "*"],
    ["iam:CreatePolicyVers*", "*"],
    ["iam:CreatePolicyVersio?", "*"],
  ])("knows a way however it is written, and on whatever resource: %s on %s", (action, resource) => {
    expect(ways(allow([action], [resource]))).toContain("iam:CreatePolicyVersion");
  });

  it.each(["iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy", "iam:AttachUserPolicy", "iam:PutRolePolicy", "iam:AddUserToGroup"])(
    "knows %s",
    (action) => {
      expect(ways(allow([action]))).toEqual([action]);
    },
  );

  it("knows what NotAction and NotResource leave in", () => {
    expect(ways({ effect: "Allow", notActions: ["s3:*"], resources: ["*"], conditions: [] })).toContain("iam:AttachRolePolicy");
    expect(ways({ effect: "Allow", actions: ["iam:AttachRolePolicy"], notResources: ["arn:aws:iam::*:role/a"], conditions: [] })).toEqual([
      "iam:AttachRolePolicy",
    ]);
    expect(ways({ effect: "Allow", notActions: ["iam:*", "sts:*"], resources: ["arn:aws:s3:::x/*"], conditions: [] })).not.toContain(
      "iam:AttachRolePolicy",
    );
  });

  it("counts what is under conditions, and not what is denied", () => {
    const when = { operator: "StringEquals", key: "aws:RequestedRegion", values: ["eu-central-1"] };
    expect(ways(allow(["iam:PutUserPolicy"], ["*"], { conditions: [when] }))).toEqual(["iam:PutUserPolicy"]);
    expect(ways(allow(["iam:PutUserPolicy"]), { effect: "Deny", actions: ["iam:Put*"], resources: ["*"], conditions: [] })).toEqual([]);
  });

  it.each(["*", "arn:aws:iam::*:role/*", "arn:aws:iam::000000000000:role/*", "arn:aws:iam::000000000000:*"])(
    "counts any role given to a service that computes: %s",
    (resource) => {
      expect(ways(allow(["iam:PassRole"], [resource]), allow(["ec2:RunInstances"]))).toEqual(["iam:PassRole to EC2"]);
    },
  );

  it("leaves to a review which roles are given, and what is taken over, where the document names them", () => {
    expect(ways(allow(["iam:PassRole"], ["arn:aws:iam::000000000000:role/web"]), allow(["ec2:RunInstances"]))).toEqual([]);
    expect(ways(allow(["iam:PassRole"]))).toEqual([]);
    const code = "lambda:UpdateFunctionCode";
    expect(ways(allow([code], ["arn:aws:lambda:us-east-1:000000000000:function:web-*"]))).toEqual([]);
    expect(ways(allow([code], ["arn:aws:lambda:us-east-1:000000000000:function:*"]))).toEqual([code]);
  });

  it("lets users see to their own credentials, and to nobody else's", () => {
    expect(ways(allow(["iam:CreateAccessKey"], [OWN]))).toEqual([]);
    expect(ways(allow(["iam:CreateAccessKey"], [OWN, "arn:aws:iam::000000000000:user/ada"]))).toEqual(["iam:CreateAccessKey"]);
    expect(ways(allow(["iam:CreateAccessKey"], [`${OWN}*`]))).toEqual(["iam:CreateAccessKey"]);
  });

  it("calls privileged what administers access, at once or by a way", () => {
    expect(isPrivileged(documentOf(allow(["iam:*"])))).toBe(true);
    expect(isPrivileged(documentOf(allow(["iam:AddUserToGroup"])))).toBe(true);
    expect(isPrivileged(documentOf(allow(["s3:*", "iam:Get*", "iam:List*"])))).toBe(false);
  });
});
