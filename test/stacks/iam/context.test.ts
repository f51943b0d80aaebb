import { describe, expect, it } from "vitest";
import { closedContext, openContext } from "../../../stacks/iam/context.ts";

describe("stacks/iam/context", () => {
  it("knows a request's keys whatever their case, and that it has no others", () => {
    const context = closedContext({ "aws:PrincipalTag/Team": "web", "aws:TagKeys": ["a", "b"] });
    expect(context("AWS:principaltag/team")).toEqual(["web"]);
    expect(context("aws:TagKeys")).toEqual(["a", "b"]);
    expect(context("constructor")).toBe("absent");
  });

  it("leaves open what is not stated, but for keys that such requests never have", () => {
    const context = openContext({ "aws:username": "ada" }, ["aws:SourceIdentity"]);
    expect([context("aws:username"), context("aws:sourceidentity"), context("aws:SourceIp")]).toEqual([["ada"], "absent", "unknown"]);
  });
});
