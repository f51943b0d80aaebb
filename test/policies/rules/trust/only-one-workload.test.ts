import { describe, expect, it } from "vitest";
import { trustOnlyOneWorkload as rule } from "../../../../policies/rules/trust/only-one-workload.ts";
import { assume, documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError } from "../../judging.ts";

const service = (...names: readonly string[]) => assume({ Service: names });
const github = (...subjects: readonly string[]) =>
  assume(
    { Federated: "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com" },
    { StringEquals: { "token.actions.githubusercontent.com:sub": subjects } },
  );
const saidOf = (...statements: readonly unknown[]) => says(rule, trustFacet(statements));

describe("policies/rules/trust/only-one-workload", () => {
  describe("compliant", () => {
    it.each([
      [service("lambda.amazonaws.com")],
      [service("lambda.amazonaws.com", "edgelambda.amazonaws.com")],
      [github("repo:acme/web:environment:production")],
      [github("repo:acme@1/web@2:environment:production"), github("repo:acme/web:environment:production")],
      [github("repo:acme/web:environment:production", "repo:acme/web:ref:refs/heads/main")],
    ])("has nothing to say about one service or repository: %o", (...statements) => {
      expect(saidOf(...statements)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each<[readonly unknown[], string]>([
      [[service("lambda.amazonaws.com", "ec2.amazonaws.com")], "ec2.amazonaws.com, lambda.amazonaws.com"],
      [[github("repo:acme/web:ref:x", "repo:acme/api:ref:x")], "repository acme/api, repository acme/web"],
      [[github("repo:acme@1/web@2:ref:x"), github("repo:acme@1/api@3:ref:x")], "repository acme/api, repository acme/web"],
      [[service("lambda.amazonaws.com"), github("repo:acme/web:ref:x")], "lambda.amazonaws.com, repository acme/web"],
    ])("names all who share it: %o", (statements, shared) => {
      expect(saidOf(...statements)).toEqual([`is shared by ${shared}`]);
    });

    it("sees it in the resource", () => {
      const assumeRolePolicy = documentText([service("lambda.amazonaws.com", "ec2.amazonaws.com")]);
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy })).toEqual(["is shared by ec2.amazonaws.com, lambda.amazonaws.com"]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about people and accounts, nor about denials", () => {
      expect(saidOf(assume({ AWS: ["arn:aws:iam::000000000000:user/ada", "arn:aws:iam::000000000000:user/bob"] }))).toEqual([]);
      expect(saidOf(service("lambda.amazonaws.com"), { ...service("ec2.amazonaws.com"), Effect: "Deny" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [{ ...service("lambda.amazonaws.com"), Principal: UNKNOWN.object }] } },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
