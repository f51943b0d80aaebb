import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Arn } from "../../../stacks/iam/arn.ts";
import { parseDocument, type Statement } from "../../../stacks/iam/document.ts";
import { matches } from "../../../stacks/iam/pattern.ts";
import { allowsAction, allowsEverything, isAdministrative, isAdministrativePolicy } from "../../../stacks/iam/privilege.ts";

function document(...statements: readonly Record<string, unknown>[]) {
  return parseDocument({ Version: "2012-10-17", Statement: statements });
}

function allow(fields: Record<string, unknown>) {
  return { Effect: "Allow", ...fields };
}

describe("stacks/iam/privilege", () => {
  describe("isAdministrativePolicy", () => {
    it.each([
      ["arn:aws:iam::aws:policy/AdministratorAccess", true],
      ["arn:aws-cn:iam::aws:policy/IAMFullAccess", true],
      ["arn:aws:iam::aws:policy/PowerUserAccess", true],
      ["arn:aws:iam::aws:policy/ReadOnlyAccess", false],
      ["arn:aws:iam::aws:policy/AdministratorAccess-Amplify", false],
      ["arn:aws:iam::123456789012:policy/AdministratorAccess", false],
    ])("judges %s as %s", (arn, administrative) => {
      expect(isAdministrativePolicy(arn as Arn)).toBe(administrative);
    });
  });

  describe("allowsEverything", () => {
    it.each([
      ["* on *", { Action: "*", Resource: "*" }],
      ["*:* on *", { Action: "*:*", Resource: "*" }],
      ["* on every ARN", { Action: "*", Resource: "arn:*" }],
      ["* on every ARN, part by part", { Action: "*", Resource: "arn:*:*:*:*:*" }],
      ["* among other actions and resources", { Action: ["s3:GetObject", "*"], Resource: ["arn:aws:s3:::x", "*"] }],
      ["* on everything but one thing", { Action: "*", NotResource: "arn:aws:s3:::x" }],
      ["all but one harmless action", { NotAction: "s3:GetObject", Resource: "*" }],
      ["everything under a condition", { Action: "*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ])("sees %s", (_what, fields) => {
      expect(allowsEverything(document(allow(fields)))).toBe(true);
    });

    it.each([
      ["a denial of everything", [{ Effect: "Deny", Action: "*", Resource: "*" }]],
      ["all actions on one thing", [allow({ Action: "*", Resource: "arn:aws:s3:::x/*" })]],
      ["all actions of one service", [allow({ Action: "s3:*", Resource: "*" })]],
      ["all but all of IAM", [allow({ NotAction: "iam:*", Resource: "*" })]],
      ["all but everything", [allow({ NotAction: "*", Resource: "*" })]],
      [
        "actions and resources that meet in no statement",
        [allow({ Action: "*", Resource: "arn:aws:s3:::x" }), allow({ Action: "s3:*", Resource: "*" })],
      ],
      ["no statement at all", []],
    ])("does not see it in %s", (_what, statements) => {
      expect(allowsEverything(document(...statements))).toBe(false);
    });
  });

  describe("isAdministrative", () => {
    it.each([
      ["everything", { Action: "*", Resource: "*" }],
      ["all of IAM, whatever its case", { Action: "IAM:*", Resource: "*" }],
      ["all but some other service", { NotAction: ["s3:*"], Resource: "*" }],
      ["all but some actions of IAM", { NotAction: ["iam:CreateUser"], Resource: "*" }],
    ])("sees it in %s", (_what, fields) => {
      expect(isAdministrative(document(allow(fields)))).toBe(true);
    });

    it.each([
      ["a denial of all of IAM", { Effect: "Deny", Action: "iam:*", Resource: "*" }],
      ["reading IAM", allow({ Action: ["iam:Get*", "iam:List*"], Resource: "*" })],
      ["all of IAM on one user", allow({ Action: "iam:*", Resource: "arn:aws:iam::123456789012:user/x" })],
      ["all but all of IAM", allow({ NotAction: ["IAM:*"], Resource: "*" })],
    ])("does not see it in %s", (_what, statement) => {
      expect(isAdministrative(document(statement))).toBe(false);
    });
  });

  describe("allowsAction", () => {
    const pattern = fc.string({ unit: fc.constantFrom("a", "B", "*", "?"), maxLength: 4 });
    const action = fc.string({ unit: fc.constantFrom("a", "b", "A", "B"), maxLength: 4 });
    const agree = (statement: Statement, name: string, allowed: boolean) => expect(allowsAction(statement, name)).toBe(allowed);
    const covered = (patterns: readonly string[], name: string) => patterns.some((one) => matches(one.toLowerCase(), name.toLowerCase()));

    it("allows a single action exactly when one of the patterns matches it without case", () => {
      fc.assert(
        fc.property(fc.array(pattern, { maxLength: 3 }), action, (actions, name) => {
          agree({ effect: "Allow", actions, conditions: [] }, name, covered(actions, name));
        }),
      );
    });

    it("allows by NotAction a single action exactly when none of the patterns matches it", () => {
      fc.assert(
        fc.property(fc.array(pattern, { maxLength: 3 }), action, (notActions, name) => {
          agree({ effect: "Allow", notActions, conditions: [] }, name, !covered(notActions, name));
        }),
      );
    });
  });
});
