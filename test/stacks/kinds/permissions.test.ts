import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "../../../stacks/iam/document.ts";
import { KINDS } from "../../../stacks/kinds/kinds.ts";
import { policyEntity, recordOf } from "../../support/builders.ts";
import { anyDocument, anyName, anyPath, anyTags } from "../arbitraries.ts";
import { comparable, complete, DECLARED, entitiesOf, foreignPart, PROD, recognise } from "./translation.ts";

const written = { owner: "team/payments", purpose: "Writes the ledger", expires: "2027-03-31" };

describe("stacks/kinds/permissions", () => {
  it("makes a policy of statements in the words of the records", () => {
    const statements = [
      {
        sid: "Put",
        allow: "s3:PutObject",
        on: ["arn:aws:s3:::ledger/*"],
        when: { StringEquals: { "aws:ResourceAccount": "000000000000" } },
      },
      { deny: ["s3:*"], not: { resources: "arn:aws:s3:::ledger/*" } },
      { not: { actions: ["iam:*"], effect: "deny" }, on: "*", when: { Bool: { "aws:MultiFactorAuthPresent": false } } },
    ];
    expect(
      entitiesOf(recordOf("permissions", "ledger-write", { ...written, privileged: false, tags: { Owner: "kept" }, statements })),
    ).toEqual([
      {
        type: "policy",
        arn: "arn:aws:iam::000000000000:policy/ledger-write",
        name: "ledger-write",
        path: "/",
        tags: {
          Owner: "kept",
          owner: "team/payments",
          expires: "2027-03-31T00:00:00Z",
          "managed-by": "tenure",
          record: "prod/permissions/ledger-write",
        },
        document: {
          version: "2012-10-17",
          statements: [
            {
              sid: "Put",
              effect: "Allow",
              actions: ["s3:PutObject"],
              resources: ["arn:aws:s3:::ledger/*"],
              conditions: [{ operator: "StringEquals", key: "aws:ResourceAccount", values: ["000000000000"] }],
            },
            { effect: "Deny", actions: ["s3:*"], notResources: ["arn:aws:s3:::ledger/*"], conditions: [] },
            {
              effect: "Deny",
              notActions: ["iam:*"],
              resources: ["*"],
              conditions: [{ operator: "Bool", key: "aws:MultiFactorAuthPresent", values: ["false"] }],
            },
          ],
        },
      },
    ]);
  });

  describe("schema", () => {
    const takes = (...statements: readonly unknown[]) => KINDS.permissions!.record.safeParse({ ...written, statements }).success;

    it.each([
      ["all actions", { allow: "*", on: "*" }],
      ["all actions as AWS also writes them", { allow: "*:*", on: "*" }],
      ["patterns", { allow: ["s3:Get*", "ec2:Describe?nstances"], on: ["arn:aws:s3:::a*", "*"] }],
      ["one effect by actions, the opposite of resources", { deny: "s3:*", not: { resources: "arn:aws:s3:::a" } }],
    ])("takes %s", (_what, statement) => {
      expect(takes(statement)).toBe(true);
    });

    it.each([
      ["nothing allowed or denied", { on: "*" }],
      ["both allowed and denied", { allow: "s3:*", deny: "s3:*", on: "*" }],
      ["not-actions without an effect", { not: { actions: "iam:*" }, on: "*" }],
      ["an effect without not-actions", { allow: "s3:*", not: { effect: "deny" }, on: "*" }],
      ["no resources", { allow: "s3:*" }],
      ["both forms of resources", { allow: "s3:*", on: "*", not: { resources: "*" } }],
      ["an action without its service", { allow: "GetObject", on: "*" }],
      ["an action that is two", { allow: "s3:GetObject,s3:PutObject", on: "*" }],
      ["an empty list of actions", { allow: [], on: "*" }],
      ["an empty list of resources", { allow: "s3:*", on: [] }],
      ["a resource that is no ARN", { allow: "s3:*", on: "ledger/*" }],
      ["an empty list of values", { allow: "s3:*", on: "*", when: { StringEquals: { "aws:x": [] } } }],
      ["a sid with a blank", { sid: "a b", allow: "s3:*", on: "*" }],
      ["IAM's own words", { Effect: "Allow", Action: "s3:*", Resource: "*" }],
    ])("refuses %s", (_what, statement) => {
      expect(takes(statement)).toBe(false);
    });

    const complaints = (...statements: readonly unknown[]) =>
      KINDS.permissions!.record.safeParse({ ...written, statements }).error?.issues.map(
        ({ path, message }) => `${path.join(".")}: ${message}`,
      );

    it.each([
      ["StringEqual", 'IAM has no condition operator "StringEqual"; did you mean "StringEquals"?'],
      ["StringEqualsIfExist", 'IAM has no condition operator "StringEqualsIfExist"; did you mean "StringEqualsIfExists"?'],
      ["ForAnyValues:StringLike", 'IAM has no condition operator "ForAnyValues:StringLike"; did you mean "ForAnyValue:StringLike"?'],
      ["ForAllValues:Null", 'IAM has no condition operator "ForAllValues:Null"'],
    ])("refuses the condition operator %s", (operator, message) => {
      const said = complaints({ allow: "s3:*", on: "*", when: { [operator]: { "aws:PrincipalTag/team": "x" } } });
      expect(said).toEqual([expect.stringContaining(message)]);
      expect(said![0]).toContain(`statements.0.when.${operator}: `);
    });

    it.each(["StringEquals", "ForAllValues:StringLike", "ForAnyValue:ArnLikeIfExists", "DateLessThanIfExists", "stringequals"])(
      "takes the condition operator %s",
      (operator) => {
        expect(takes({ allow: "s3:*", on: "*", when: { [operator]: { "aws:PrincipalTag/team": "x" } } })).toBe(true);
      },
    );

    it("refuses conditions that could never hold as they were meant", () => {
      expect(
        complaints({ allow: "s3:*", on: "*", when: { StringEquals: { SourceIp: "x" }, Null: { "aws:TokenIssueTime": "absent" } } }),
      ).toEqual([
        'statements.0.when.StringEquals.SourceIp: expected a condition key such as aws:SourceIp, got "SourceIp"',
        "statements.0.when.Null.aws:TokenIssueTime: expected true (the key is absent) or false, got absent",
      ]);
    });

    it("refuses a sid that two statements have: AWS does too", () => {
      const read = { sid: "Read", allow: "s3:Get*", on: "*" };
      expect(complaints(read, { ...read, sid: "Other" }, read)).toEqual(['statements.2.sid: expected each sid once, got "Read" again']);
      expect(takes(read, { allow: "s3:*", on: "*" }, { deny: "s3:*", on: "*" })).toBe(true);
    });

    // A condition that silently did nothing would make the statement wider than it reads.
    it.each(["__proto__", "constructor", "toString"])("never loses a condition, even one whose operator is called %s", (operator) => {
      const when = JSON.parse(`{"${operator}":{"aws:PrincipalTag/team":"x"}}`) as unknown;
      const read = KINDS.permissions!.record.safeParse({ ...written, statements: [{ allow: "s3:*", on: "*", when }] });
      const conditions = read.success
        ? (read.data as unknown as { statements: { conditions: unknown[] }[] }).statements[0]!.conditions
        : "refused";
      expect(["refused", [{ operator, key: "aws:PrincipalTag/team", values: ["x"] }]]).toContainEqual(conditions);
    });

    it("has at least one statement", () => {
      expect(takes()).toBe(false);
    });

    it("is at most 6144 characters long, white space not counted", () => {
      const filled = (length: number) => ({ allow: "s3:*", on: `arn:aws:s3:::${"a".repeat(length)}` });
      const around = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::"}]}'.length;
      expect([takes(filled(6_144 - around)), takes(filled(6_145 - around))]).toEqual([true, false]);
    });

    it("does not stand on Tenure's own path, where only boundaries and grants are", () => {
      const statements = [{ allow: "*", on: "*" }];
      expect(KINDS.permissions!.record.safeParse({ ...written, path: "/tenure/", statements }).success).toBe(false);
    });
  });

  describe("recognition", () => {
    it("declares again all that a policy had that nobody declared, statement by statement", () => {
      const policy = fc
        .record({ name: anyName(128), path: anyPath(), tags: anyTags(), document: anyDocument() })
        .map(({ name, document, ...fields }) =>
          policyEntity(name, { ...fields, document: parseDocument({ ...document, Version: "2012-10-17", Id: undefined }) }),
        );
      fc.assert(
        fc.property(policy, (found) => {
          const [recognised] = recognise("permissions", [found]);
          const again = entitiesOf(complete(recognised!));
          expect(again.map(foreignPart)).toEqual([foreignPart(found)]);
          expect(again[0]).toMatchObject({ document: found.document });
        }),
        { numRuns: 200 },
      );
    });

    it("makes of everything it accepts a record that can be read", () => {
      const document = parseDocument({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*:*", Resource: "*" } });
      const found = policyEntity("admin", { document });
      const recognised = recognise("permissions", [found]);
      expect(recognised.flatMap((one) => entitiesOf(complete(one)).map(comparable))).toMatchObject([
        { document: comparable(found).document },
      ]);
    });

    it.each([
      ["of the old version, in which variables are plain text", { Version: "2008-10-17" }],
      ["without a version, which is the old one", { Version: undefined }],
      ["with an id", { Version: "2012-10-17", Id: "x" }],
    ])("makes no record of a document %s: it would mean something else", (_what, fields) => {
      const document = parseDocument({ ...fields, Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] });
      expect(recognise("permissions", [policyEntity("x", { document })])).toEqual([]);
    });

    it("makes no record of a document that no record may hold: it could not be read again", () => {
      const allow = { Effect: "Allow", Action: "s3:*", Resource: "*" };
      const strange = [
        [{ ...allow, Condition: { StringIs: { "aws:x": "y" } } }],
        [
          { ...allow, Sid: "A" },
          { ...allow, Sid: "A" },
        ],
      ];
      for (const Statement of strange)
        expect(recognise("permissions", [policyEntity("x", { document: parseDocument({ Version: "2012-10-17", Statement }) })])).toEqual(
          [],
        );
    });

    it("does not drop a principal: a document with one is no policy of an identity", () => {
      const document = parseDocument({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:*", Resource: "*" }],
      });
      expect(recognise("permissions", [policyEntity("x", { document })])).toEqual([]);
    });

    it("keeps a tag that differs from ours in case: keys of policies are case-sensitive", () => {
      const [recognised] = KINDS.permissions!.recognise([policyEntity("x", { tags: { Owner: "a", owner: "b" } })], PROD, DECLARED);
      expect(recognised?.fields.tags).toEqual({ Owner: "a" });
    });
  });
});
