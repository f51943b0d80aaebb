import { describe, expect, it } from "vitest";
import { isIdentity, isPlatformOwned } from "../../../stacks/iam/entity.ts";
import { groupEntity, policyEntity, roleEntity, userEntity } from "../../support/builders.ts";

describe("stacks/iam/entity", () => {
  it("takes users and roles for identities, nothing else", () => {
    expect([userEntity("a"), roleEntity("b"), groupEntity("c"), policyEntity("d")].map(isIdentity)).toEqual([true, true, false, false]);
  });

  it.each(["/aws-service-role/lambda.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/"])("leaves roles under %s to AWS", (path) => {
    expect(isPlatformOwned(roleEntity("x", { path }))).toBe(true);
  });

  it.each(["/", "/service-role/", "/tenure/", "/my/aws-reserved/", "/aws-reserved-not/"])("takes a role under %s for ours", (path) => {
    expect(isPlatformOwned(roleEntity("x", { path }))).toBe(false);
  });

  it("takes nothing but roles for AWS's own: a user, group or policy on such a path was made by somebody", () => {
    const path = "/aws-reserved/x/";
    expect([userEntity("x", { path }), groupEntity("x", { path }), policyEntity("x", { path })].map(isPlatformOwned)).toEqual([
      false,
      false,
      false,
    ]);
  });
});
