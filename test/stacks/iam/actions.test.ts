import { describe, expect, it } from "vitest";
import table from "../../../stacks/iam/actions.json" with { type: "json" };
import { actionOf, actionsMatching, LEVELS, printAction, services } from "../../../stacks/iam/actions.ts";
import { ESCALATIONS } from "../../../stacks/iam/escalation.ts";

describe("stacks/iam/actions", () => {
  it("knows services by their prefix, with what people call them", () => {
    expect(services().get("s3")).toMatchObject({ prefix: "s3", title: "Amazon S3" });
    expect(services().get("S3")).toBeUndefined();
    expect(services().size).toBeGreaterThan(400);
  });

  it.each([
    ["s3:GetObject", "read"],
    ["S3:PUTOBJECT", "write"],
    ["s3:ListBucket", "list"],
    ["iam:PutRolePolicy", "permissions management"],
    ["iam:TagRole", "tagging"],
  ])("knows %s and how it touches things: %s", (text, level) => {
    expect(actionOf(text)).toMatchObject({ level });
    expect(printAction(actionOf(text)!).toLowerCase()).toBe(text.toLowerCase());
  });

  it.each(["s3:GetObjct", "s3", "", "GetObject", "s3:*", "constructor:toString", "s3:constructor"])("knows no action %j", (text) => {
    expect(actionOf(text)).toBeUndefined();
  });

  it.each([
    ["s3:GetObject", ["s3:GetObject"]],
    ["S3:getbucketacl", ["s3:GetBucketAcl"]],
    [
      "iam:*SAMLProvider",
      [
        "iam:CreateSAMLProvider",
        "iam:DeleteSAMLProvider",
        "iam:GetSAMLProvider",
        "iam:TagSAMLProvider",
        "iam:UntagSAMLProvider",
        "iam:UpdateSAMLProvider",
      ],
    ],
    ["iam:Gett*", []],
    ["nothing:*", []],
    ["s3", []],
    ["", []],
  ])("matches the pattern %j", (pattern, expected) => {
    expect(actionsMatching(pattern).map(printAction).sort()).toEqual(expected);
  });

  it("matches everything by a star, and by a star of every service", () => {
    const every = [...services().values()].reduce((sum, { actions }) => sum + actions.length, 0);
    expect(actionsMatching("*")).toHaveLength(every);
    expect(actionsMatching("*:*")).toHaveLength(every);
    expect(every).toBeGreaterThan(20_000);
  });

  it("has no action without a level, and none twice", () => {
    for (const { prefix, actions } of services().values()) {
      expect(actions.every(({ level, service }) => Object.values(LEVELS).includes(level) && service === prefix)).toBe(true);
      expect(new Set(actions.map(({ name }) => name.toLowerCase())).size).toBe(actions.length);
    }
  });

  it("adds by hand only what the data set does not know yet", () => {
    expect(actionOf("iam:AcquireRole")).toBeDefined();
    expect(table.services.iam).not.toMatch(/[:,]AcquireRole\b/);
  });

  it("knows every action of the published ways to more permissions", () => {
    expect(ESCALATIONS.flatMap(({ actions }) => actions).filter((action) => actionOf(action) === undefined)).toEqual([]);
  });
});
