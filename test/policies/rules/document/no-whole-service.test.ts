import { describe, expect, it } from "vitest";
import { documentNoWholeService as rule } from "../../../../policies/rules/document/no-whole-service.ts";
import { documentFacet, documentText, POLICY, ROLE, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const allow = (action: unknown, resource: unknown = "arn:aws:s3:::ledger/*") => ({ Effect: "Allow", Action: action, Resource: resource });
const said = (...statements: readonly unknown[]) => says(rule, documentFacet(statements));
const S3 = (pattern: string) => `it allows every action of Amazon S3 (${pattern})`;

describe("policies/rules/document/no-whole-service", () => {
  describe("compliant", () => {
    it.each([allow(["s3:Get*", "s3:List*"]), allow("s3:PutObject", "*"), allow("iam:Get*", "*")])(
      "has nothing to say about part of a service: %o",
      (statement) => {
        expect(said(statement)).toEqual([]);
      },
    );

    it("has nothing to say about a denial", () => {
      expect(said({ Effect: "Deny", Action: "s3:*", Resource: "*" }, { Effect: "Deny", NotAction: "iam:*", Resource: "*" })).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each(["s3:*", "S3:*", "s3:**", "s3:?*", "S3:?*"])("knows all of a service however it is written: %s", (pattern) => {
      expect(said(allow(pattern))).toEqual([S3(pattern)]);
    });

    it("says it for each service, once", () => {
      expect(said(allow(["s3:*", "sqs:*"]), allow("s3:*"))).toEqual([S3("s3:*"), "it allows every action of Amazon SQS (sqs:*)"]);
    });

    it("counts the services that one pattern takes whole, and every service for a star", () => {
      expect(said(allow("sq*:*"))).toEqual([expect.stringMatching(/^it allows every action of (\d+ services|Amazon SQS) \(sq\*:\*\)$/)]);
      expect(said(allow("*"))).toEqual([expect.stringMatching(/^it allows every action of \d{3} services \(\*\)$/)]);
    });

    it("takes everything but some for whole services", () => {
      expect(said({ Effect: "Allow", NotAction: ["iam:*", "sts:*"], Resource: "*" })).toEqual([
        "it allows every action but iam:*, sts:*, and so whole services",
      ]);
    });

    it("names an inline policy", () => {
      expect(saysOf(rule, "aws:iam/userPolicy:UserPolicy", { user: "ada", name: "more", policy: documentText([allow("s3:*")]) })).toEqual([
        'inline policy "more" allows every action of Amazon S3 (s3:*)',
      ]);
    });
  });

  describe("not applicable", () => {
    it("leaves everything on everything to the rule on administrators", () => {
      expect(said(allow("*", "*"))).toEqual([]);
    });

    it("has nothing to say about trust policies, nor about what AWS does not have", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([allow("sts:*")]) })).toEqual([]);
      expect(said(allow("zebra:*"))).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      [POLICY, { name: "p", policy: UNKNOWN.text }],
      [POLICY, { name: "p", policy: { Version: "2012-10-17", Statement: [allow(UNKNOWN.text)] } }],
    ])("lets what is not known surface: %s %o", (type, props) => {
      expect(() => saysOf(rule, type, props)).toThrow(UnknownValueError);
    });
  });
});
