import { describe, expect, it } from "vitest";
import { trustRequireSourceAccount as rule } from "../../../../policies/rules/trust/require-source-account.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError } from "../../judging.ts";

const STATES = { Service: "states.amazonaws.com" };
const refused = (name: string) => `trusts ${name} for whichever account (no aws:SourceAccount of ours)`;
const saidOf = (...statements: readonly unknown[]) => says(rule, trustFacet(statements));
const under = (operator: string, key: string, value: unknown) => saidOf(assume(STATES, { [operator]: { [key]: value } }));

describe("policies/rules/trust/require-source-account", () => {
  describe("compliant", () => {
    it.each([
      ["StringEquals", "aws:SourceAccount", "000000000000"],
      ["stringEquals", "AWS:sourceaccount", ["000000000000", "111111111111"]],
      ["ArnLike", "aws:SourceArn", "arn:aws:states:us-east-1:000000000000:stateMachine:*"],
      ["ArnEquals", "aws:SourceArn", "arn:aws:states:us-east-1:000000000000:stateMachine:x"],
    ])("takes an account of ours, or a resource of one: %s %s %j", (operator, key, value) => {
      expect(under(operator, key, value)).toEqual([]);
    });
  });

  describe("violating", () => {
    it("names every service that says for whom it acts and is not asked", () => {
      expect(saidOf(assume({ Service: ["states.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"] }))).toEqual([
        refused("states.amazonaws.com"),
        refused("scheduler.amazonaws.com"),
      ]);
    });

    it.each([
      ["StringEquals", "aws:SourceAccount", "999988887777"],
      ["StringEquals", "aws:SourceAccount", ["000000000000", "999988887777"]],
      ["StringLike", "aws:SourceAccount", "*"],
      ["StringEqualsIfExists", "aws:SourceAccount", "000000000000"],
      ["ArnLike", "aws:SourceArn", "arn:aws:states:us-east-1:*:stateMachine:*"],
      ["StringNotEquals", "aws:SourceAccount", "999988887777"],
    ])("does not take less for asking: %s %s %j", (operator, key, value) => {
      expect(under(operator, key, value)).toEqual([refused("states.amazonaws.com")]);
    });

    it("sees it in the resource", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([assume(STATES)]) })).toEqual([
        refused("states.amazonaws.com"),
      ]);
    });
  });

  describe("not applicable", () => {
    it.each([{ Service: "lambda.amazonaws.com" }, { Service: "ec2.amazonaws.com" }, { AWS: "000000000000" }])(
      "has nothing to say about services that do not say it, and about others: %o",
      (principal) => {
        expect(saidOf(assume(principal))).toEqual([]);
      },
    );

    it("has nothing to say about a denial", () => {
      expect(saidOf({ ...assume(STATES), Effect: "Deny" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ ...assume(STATES), Principal: UNKNOWN.object }] } },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
