import { describe, expect, it } from "vitest";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { escalationsOf, inWords } from "../../../stacks/iam/summary.ts";

const documentOf = (...statements: readonly Record<string, unknown>[]) =>
  parseDocument({ Version: "2012-10-17", Statement: statements.map((one) => ({ Effect: "Allow", Resource: "*", ...one })) });
const words = (...statements: readonly Record<string, unknown>[]) => inWords(documentOf(...statements));
const ways = (...statements: readonly Record<string, unknown>[]) => escalationsOf([documentOf(...statements)]).map(({ name }) => name);

describe("stacks/iam/summary", () => {
  it.each<[Record<string, unknown>, string[]]>([
    [{ Action: "*" }, ["do everything"]],
    [{ Action: "*:*", Resource: "arn:aws:s3:::ledger/*" }, ["do everything on ledger/*"]],
    [{ Action: "s3:*", Resource: ["arn:aws:s3:::ledger", "arn:aws:s3:::ledger/*"] }, ["do everything in Amazon S3 on ledger and ledger/*"]],
    [{ Action: "s3:PutObject", Resource: "arn:aws:s3:::ledger/*" }, ["write Amazon S3 (PutObject) on ledger/*"]],
    [{ Action: ["s3:Get*", "s3:Put*"] }, ["administer, write, tag and read Amazon S3"]],
    [
      { Action: ["secretsmanager:GetSecretValue", "iam:PassRole"] },
      ["read AWS Secrets Manager (GetSecretValue)", "write AWS Identity and Access Management (IAM) (PassRole)"],
    ],
    [{ Action: undefined, NotAction: ["iam:*", "organizations:*"] }, ["do everything but iam:* and organizations:*"]],
    [
      { Action: "s3:GetObject", Resource: undefined, NotResource: "arn:aws:s3:::secrets/*" },
      ["read Amazon S3 (GetObject) on everything but secrets/*"],
    ],
    [{ Action: "s3:GetObject", Condition: { Bool: { "aws:SecureTransport": "true" } } }, ["read Amazon S3 (GetObject), under conditions"]],
    [{ Effect: "Deny", Action: "s3:DeleteObject", Resource: "arn:aws:s3:::ledger/*" }, ["not write Amazon S3 (DeleteObject) on ledger/*"]],
    [{ Action: "s3:GetObjct" }, ["do s3:GetObjct"]],
    [
      { Action: "sqs:SendMessage", Resource: ["a", "b", "c", "d"].map((queue) => `arn:aws:sqs:us-east-1:000000000000:${queue}`) },
      ["write Amazon SQS (SendMessage) on a, b and 2 more"],
    ],
  ])("says of %o: %j", (statement, expected) => {
    expect(words(statement)).toEqual(expected);
  });

  it("says everything once, in the order of the document", () => {
    const read = { Action: "s3:GetObject" };
    expect(words(read, { Action: "sqs:*" }, { ...read, Sid: "Again" })).toEqual([
      "read Amazon S3 (GetObject)",
      "do everything in Amazon SQS",
    ]);
  });

  describe("escalationsOf", () => {
    it("finds ways that need one action, and those that need several", () => {
      expect(ways({ Action: "iam:CreatePolicyVersion" })).toEqual(["iam:CreatePolicyVersion"]);
      expect(ways({ Action: ["iam:PassRole", "ec2:RunInstances"] })).toEqual(["iam:PassRole to EC2"]);
      expect(ways({ Action: "iam:PassRole" })).toEqual([]);
    });

    it("finds them across documents, through wildcards and exceptions, on some resource and under conditions", () => {
      const parts = [documentOf({ Action: "iam:Pass*" }), documentOf({ Action: "cloudformation:*" })];
      expect(escalationsOf(parts).map(({ name }) => name)).toEqual(["iam:PassRole to CloudFormation", "cloudformation:UpdateStack"]);
      expect(ways({ Action: undefined, NotAction: ["iam:*", "s3:*"] })).toContain("lambda:UpdateFunctionCode");
      expect(
        ways({
          Action: "iam:PutUserPolicy",
          Resource: "arn:aws:iam::000000000000:user/x",
          Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
        }),
      ).toEqual(["iam:PutUserPolicy"]);
    });

    it("leaves out what is certainly denied", () => {
      expect(ways({ Action: "iam:PutUserPolicy" }, { Effect: "Deny", Action: "iam:Put*" })).toEqual([]);
      expect(ways({ Action: "s3:*" })).toEqual([]);
    });
  });
});
