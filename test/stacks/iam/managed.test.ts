import { describe, expect, it } from "vitest";
import { actionsMatching } from "../../../stacks/iam/actions.ts";
import { documentObject } from "../../../stacks/iam/document.ts";
import { isQuarantinePolicy, managedDocument } from "../../../stacks/iam/managed.ts";

const AWS = "arn:aws:iam::aws:policy/";

describe("stacks/iam/managed", () => {
  it("knows the policies of AWS that nearly everybody uses, in every partition", () => {
    const administrator = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    for (const arn of [`${AWS}AdministratorAccess`, "arn:aws-cn:iam::aws:policy/AdministratorAccess"])
      expect(documentObject(managedDocument(arn)!)).toEqual(administrator);
    expect(managedDocument(`${AWS}service-role/AWSLambdaBasicExecutionRole`)).toBeDefined();
  });

  it.each([
    `${AWS}SecurityAudit`,
    `${AWS}job-function/AdministratorAccess`,
    `${AWS}AWSLambdaBasicExecutionRole`,
    `${AWS}constructor`,
    "arn:aws:iam::000000000000:policy/AdministratorAccess",
    "AdministratorAccess",
    "",
  ])("does not know %j, and says nothing instead of guessing", (arn) => {
    expect(managedDocument(arn)).toBeUndefined();
  });

  it("holds no action that AWS does not have", () => {
    const names = ["PowerUserAccess", "IAMFullAccess", "AmazonS3ReadOnlyAccess", "AmazonS3FullAccess", "IAMReadOnlyAccess"];
    const actions = names.flatMap((name) => managedDocument(AWS + name)!.statements.flatMap((one) => one.actions ?? one.notActions ?? []));
    // AWS's own documents hold a few patterns for actions that it has not made.
    expect(actions.filter((action) => actionsMatching(action).length === 0)).toEqual([]);
  });
});

describe("stacks/iam/managed isQuarantinePolicy", () => {
  it.each([
    ["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine", true],
    ["arn:aws-us-gov:iam::aws:policy/AWSCompromisedKeyQuarantineV3", true],
    ["arn:aws:iam::000000000000:policy/AWSCompromisedKeyQuarantineV3", false],
    ["arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineForms", false],
  ])("%s: %s", (arn, is) => {
    expect(isQuarantinePolicy(arn)).toBe(is);
  });
});
