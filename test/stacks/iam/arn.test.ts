import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountOfArn, type IamResourceType, iamArn, isAwsManagedPolicy, parseIamArn } from "../../../stacks/iam/arn.ts";
import { anyName, anyPath } from "../arbitraries.ts";

describe("stacks/iam/arn", () => {
  const home = fc.record({
    partition: fc.constantFrom("aws", "aws-cn", "aws-us-gov"),
    accountId: fc.stringMatching(/^\d{12}$/),
  });
  const type = fc.constantFrom<IamResourceType>("user", "role", "group", "policy", "saml-provider", "instance-profile");

  it("takes apart what it has put together, whatever the path and the name", () => {
    fc.assert(
      fc.property(home, type, anyName(64), anyPath(), (where, what, name, path) => {
        expect(parseIamArn(iamArn(where, what, name, path))).toEqual({ ...where, type: what, path, name });
      }),
    );
  });

  it("takes what follows the host of an OIDC provider for a part of its name: it has no path", () => {
    const arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE";
    expect(parseIamArn(arn)).toEqual({
      partition: "aws",
      accountId: "123456789012",
      type: "oidc-provider",
      path: "/",
      name: "oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLE",
    });
  });

  it("puts an entity without a path at the top", () => {
    expect(iamArn({ partition: "aws", accountId: "123456789012" }, "user", "ada")).toBe("arn:aws:iam::123456789012:user/ada");
  });

  it("reads policies that AWS keeps, path included", () => {
    expect(parseIamArn("arn:aws:iam::aws:policy/service-role/AWSLambdaRole")).toEqual({
      partition: "aws",
      accountId: "aws",
      type: "policy",
      path: "/service-role/",
      name: "AWSLambdaRole",
    });
  });

  it.each([
    "",
    "*",
    "arn:aws:iam::123456789012:root",
    "arn:aws:iam::123456789012:user/",
    "arn:aws:iam::123456789012:user",
    "arn:aws:iam::12345678901:user/ada",
    "arn:aws:iam:us-east-1:123456789012:user/ada",
    "arn:aws:s3:::bucket/key",
    "arn:aws:sts::123456789012:assumed-role/admin/session",
    " arn:aws:iam::123456789012:user/ada",
  ])("takes %j for no IAM entity", (text) => {
    expect(parseIamArn(text)).toBeUndefined();
  });

  it("tells the account of an ARN of any service, and none of AWS's own", () => {
    expect(accountOfArn("arn:aws:iam::123456789012:root")).toBe("123456789012");
    expect(accountOfArn("arn:aws-cn:sqs:cn-north-1:123456789012:queue")).toBe("123456789012");
    expect(accountOfArn("arn:aws:iam::aws:policy/ReadOnlyAccess")).toBeUndefined();
    expect(accountOfArn("arn:aws:s3:::bucket")).toBeUndefined();
    expect(accountOfArn("123456789012")).toBeUndefined();
  });

  it("knows AWS's own policies in every partition, and nobody else's", () => {
    expect(isAwsManagedPolicy("arn:aws:iam::aws:policy/ReadOnlyAccess")).toBe(true);
    expect(isAwsManagedPolicy("arn:aws-us-gov:iam::aws:policy/job-function/Billing")).toBe(true);
    expect(isAwsManagedPolicy("arn:aws:iam::123456789012:policy/ReadOnlyAccess")).toBe(false);
    expect(isAwsManagedPolicy("arn:aws:iam::123456789012:policy/arn:aws:iam::aws:policy/x")).toBe(false);
    expect(isAwsManagedPolicy("ReadOnlyAccess")).toBe(false);
  });
});
