import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountRoot, DocumentError, documentObject, documentOf, parseDocument, printDocument } from "../../../stacks/iam/document.ts";
import { anyDocument, anyTrustDocument } from "../arbitraries.ts";

/** A statement that is right, but for what is stated. */
function statement(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...fields };
}

function document(...statements: readonly unknown[]): Record<string, unknown> {
  return { Version: "2012-10-17", Statement: statements };
}

describe("stacks/iam/document", () => {
  const any = fc.oneof(anyDocument(), anyTrustDocument());

  describe("parseDocument", () => {
    it("makes a list of every string or list, and text of booleans and numbers in conditions", () => {
      const condition = { Bool: { "aws:MultiFactorAuthPresent": true }, NumericLessThan: { "aws:MultiFactorAuthAge": 300 } };
      const source = { Version: "2012-10-17", Id: "x", Statement: statement({ Sid: "Read", Condition: condition }) };
      expect(parseDocument(source)).toEqual({
        version: "2012-10-17",
        id: "x",
        statements: [
          {
            sid: "Read",
            effect: "Allow",
            actions: ["s3:GetObject"],
            resources: ["*"],
            conditions: [
              { operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["true"] },
              { operator: "NumericLessThan", key: "aws:MultiFactorAuthAge", values: ["300"] },
            ],
          },
        ],
      });
    });

    it("takes a document without a version for one of the old version, as IAM does", () => {
      expect(parseDocument({ Statement: [statement()] }).version).toBe("2008-10-17");
    });

    it("reads * as principal as AWS: *, and every kind of principal by its type", () => {
      const trust = (principal: unknown) => document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal });
      expect(parseDocument(trust("*")).statements[0]!.principals).toEqual([{ type: "AWS", values: ["*"] }]);
      expect(parseDocument(trust({ AWS: ["a", "b"], Service: "c" })).statements[0]!.principals).toEqual([
        { type: "AWS", values: ["a", "b"] },
        { type: "Service", values: ["c"] },
      ]);
    });

    it("reads objects, JSON and URL-encoded JSON the same", () => {
      fc.assert(
        fc.property(any, (source) => {
          const read = parseDocument(source);
          const json = JSON.stringify(source);
          expect(parseDocument(json)).toEqual(read);
          expect(parseDocument(` ${JSON.stringify(source, null, 2)}\n`)).toEqual(read);
          expect(parseDocument(encodeURIComponent(json))).toEqual(read);
        }),
      );
    });

    it("does not decode JSON that is not encoded, even if it holds a percent sign", () => {
      const source = document(statement({ Resource: "arn:aws:s3:::bucket/100%25" }));
      expect(parseDocument(JSON.stringify(source)).statements[0]!.resources).toEqual(["arn:aws:s3:::bucket/100%25"]);
    });

    const wrong: readonly [string, unknown, string, string][] = [
      ["a list", [], "document", "document: expected an object, got []"],
      ["nothing", undefined, "document", "document: expected an object, got nothing"],
      [
        "a document with a word of its own",
        { ...document(statement()), Owner: "x" },
        "document",
        "document: expected only Version, Id, Statement, got Owner",
      ],
      ["a document without statements", { Version: "2012-10-17" }, "Statement[0]", "Statement[0]: expected an object, got nothing"],
      ["a statement that is text", document("Allow"), "Statement[0]", "Statement[0]: expected an object, got Allow"],
      [
        "an effect in the wrong case",
        document(statement(), statement({ Effect: "allow" })),
        "Statement[1].Effect",
        "Statement[1].Effect: expected Allow or Deny, got allow",
      ],
      [
        "a statement without actions",
        document({ Effect: "Allow", Resource: "*" }),
        "Statement[0]",
        "Statement[0]: expected exactly one of Action and NotAction, got Effect, Resource",
      ],
      [
        "a statement with both forms of actions",
        document(statement({ NotAction: "s3:*" })),
        "Statement[0]",
        "Statement[0]: expected exactly one of Action and NotAction, got Effect, Action, Resource, NotAction",
      ],
      [
        "an action that is an object",
        document(statement({ Action: ["s3:*", {}] })),
        "Statement[0].Action[1]",
        "Statement[0].Action[1]: expected a string, got {}",
      ],
      [
        "a key that IAM does not know",
        document(statement({ Actions: "s3:*" })),
        "Statement[0]",
        "Statement[0]: expected only Sid, Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition, got Actions",
      ],
      [
        "a condition that is a list",
        document(statement({ Condition: [] })),
        "Statement[0].Condition",
        "Statement[0].Condition: expected an object, got []",
      ],
      [
        "an operator without keys",
        document(statement({ Condition: { Bool: "true" } })),
        "Statement[0].Condition.Bool",
        "Statement[0].Condition.Bool: expected an object, got true",
      ],
      [
        "a condition value that is null",
        document(statement({ Condition: { Bool: { "aws:x": null } } })),
        "Statement[0].Condition.Bool.aws:x",
        "Statement[0].Condition.Bool.aws:x: expected a string, got null",
      ],
      [
        "a principal that is plain text",
        document(statement({ Principal: "123456789012" })),
        "Statement[0].Principal",
        'Statement[0].Principal: expected "*" or an object, got 123456789012',
      ],
    ];

    it.each(wrong)("refuses %s and says where", (_what, source, path, message) => {
      const error = errorOf(() => parseDocument(source));
      expect(error).toBeInstanceOf(DocumentError);
      expect(error).toMatchObject({ name: "DocumentError", path, message });
    });

    it.each(["not json", "%7Bbroken", "%E0%A4%A", "{", ""])("refuses the text %j", (source) => {
      expect(errorOf(() => parseDocument(source))).toBeInstanceOf(DocumentError);
    });

    // IAM's grammar: ("Resource" | "NotResource"), ("Principal" | "NotPrincipal"), four types of principals, two versions, strings.
    it.each([
      ["both forms of resources", document(statement({ NotResource: "arn:aws:s3:::x" }))],
      ["both forms of principals", document(statement({ Principal: "*", NotPrincipal: { AWS: "123456789012" } }))],
      ["a type of principal that does not exist", document(statement({ Principal: { Aws: "*" } }))],
      ["a version that does not exist", { Version: "2013-01-01", Statement: statement() }],
      ["an action that is a number", document(statement({ Action: 5 }))],
      ["a resource that is a boolean", document(statement({ Resource: true }))],
    ])("refuses %s, which IAM's grammar does not know", (_what, source) => {
      expect(errorOf(() => parseDocument(source))).toBeInstanceOf(DocumentError);
    });
  });

  describe("printDocument", () => {
    it("is the inverse of parseDocument", () => {
      fc.assert(
        fc.property(any, (source) => {
          const read = parseDocument(source);
          expect(parseDocument(printDocument(read))).toEqual(read);
          expect(parseDocument(documentObject(read))).toEqual(read);
        }),
      );
    });

    it("prints compact JSON in IAM's order, lists of one as plain strings", () => {
      const source = document(
        statement({ Sid: "One", Action: ["s3:GetObject"], Condition: { Bool: { "aws:SecureTransport": ["true"] } } }),
        statement({ Effect: "Deny", Action: ["s3:*", "ec2:*"] }),
      );
      expect(printDocument(parseDocument(source))).toBe(
        '{"Version":"2012-10-17","Statement":[' +
          '{"Sid":"One","Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},' +
          '{"Effect":"Deny","Action":["s3:*","ec2:*"],"Resource":"*"}]}',
      );
    });

    it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
      "keeps a condition whose operator is called %s and touches nothing else",
      (operator) => {
        const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"${operator}":{"tenureTest":"x"}}}]}`;
        try {
          expect(printDocument(parseDocument(text))).toBe(text);
          expect({}).not.toHaveProperty("tenureTest");
          expect(Object).not.toHaveProperty("tenureTest");
        } finally {
          for (const holder of [Object.prototype, Object, Object.prototype.toString, Object.prototype.hasOwnProperty])
            delete (holder as unknown as Record<string, unknown>).tenureTest;
        }
      },
    );
  });

  it("makes documents of the current version", () => {
    expect(documentOf()).toEqual({ version: "2012-10-17", statements: [] });
  });

  it("names the principal of a whole account", () => {
    expect(accountRoot("aws-cn", "123456789012")).toBe("arn:aws-cn:iam::123456789012:root");
  });
});

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
