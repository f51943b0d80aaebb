import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { closedContext, openContext } from "../../../stacks/iam/context.ts";
import { type PolicyDocument, parseDocument } from "../../../stacks/iam/document.ts";
import { type Decision, evaluate, type NamedPolicy } from "../../../stacks/iam/evaluate.ts";
import { anyDocument } from "../arbitraries.ts";

type Written = Record<string, unknown>;
const VERSION = "2012-10-17";
const documentOf = (statements: readonly Written[], version = VERSION): PolicyDocument =>
  parseDocument({ Version: version, Statement: statements });
const named = (name: string, ...statements: readonly Written[]): NamedPolicy => ({ name, document: documentOf(statements) });
const allow = (more: Written = {}): Written => ({ Effect: "Allow", Action: "*", Resource: "*", ...more });
const deny = (more: Written = {}): Written => ({ Effect: "Deny", Action: "*", Resource: "*", ...more });
const GET = { action: "s3:GetObject", resource: "arn:aws:s3:::ledger/2026/a", context: closedContext({ "aws:username": "ada" }) };
const decide = (statements: readonly Written[], request: Partial<typeof GET> = {}, boundary?: readonly Written[]) =>
  evaluate(
    { policies: [named("own", ...statements)], ...(boundary ? { boundary: named("limit", ...boundary) } : {}) },
    { ...GET, ...request },
  ).decision;

describe("stacks/iam/evaluate", () => {
  // IAM User Guide, "Policy evaluation logic": what decides.
  it.each<[string, Written[], Written[] | undefined, Decision]>([
    ["nothing that allows", [], undefined, "denied"],
    ["something that allows", [allow()], undefined, "allowed"],
    ["a denial beside it", [allow(), deny({ Action: "s3:Get*" })], undefined, "denied"],
    ["a denial of something else", [allow(), deny({ Action: "s3:Put*" })], undefined, "allowed"],
    ["a boundary that allows it too", [allow()], [allow()], "allowed"],
    ["a boundary that says nothing", [allow()], [], "denied"],
    ["a boundary that denies it", [allow()], [allow(), deny()], "denied"],
    ["a boundary alone: it grants nothing", [], [allow()], "denied"],
    ["a boundary that allows something else", [allow()], [allow({ Action: "sqs:*" })], "denied"],
  ])("%s", (_, own, boundary, expected) => {
    expect(decide(own, {}, boundary)).toBe(expected);
  });

  it.each<[string, Written, boolean]>([
    ["an action", { Action: "s3:GetObject" }, true],
    ["an action in another case", { Action: "S3:getobject" }, true],
    ["another action", { Action: "s3:GetObjectAcl" }, false],
    ["a pattern of actions", { Action: "s3:?et*" }, true],
    ["one of several actions", { Action: ["sqs:*", "s3:GetObject"] }, true],
    ["all but other actions", { Action: undefined, NotAction: "iam:*" }, true],
    ["all but this action", { Action: undefined, NotAction: ["iam:*", "s3:get*"] }, false],
    ["a resource", { Resource: "arn:aws:s3:::ledger/2026/a" }, true],
    ["a resource in another case", { Resource: "arn:aws:s3:::Ledger/2026/a" }, false],
    ["a pattern that spans slashes", { Resource: "arn:aws:s3:::ledger/*" }, true],
    ["a pattern of another bucket", { Resource: "arn:aws:s3:::ledge/*" }, false],
    ["all but other resources", { Resource: undefined, NotResource: "arn:aws:s3:::secrets/*" }, true],
    ["all but this resource", { Resource: undefined, NotResource: ["arn:aws:s3:::ledger/*"] }, false],
    ["a variable that has this value", { Resource: `arn:aws:s3:::ledger/2026/\${aws:userid, 'a'}` }, true],
    ["a variable without value", { Resource: `arn:aws:s3:::ledger/\${aws:userid}*` }, false],
    ["a condition that holds", { Condition: { StringEquals: { "aws:username": ["bob", "ada"] } } }, true],
    ["a condition that does not", { Condition: { StringEquals: { "aws:username": "bob" } } }, false],
    [
      "two conditions of which one does not hold",
      { Condition: { StringLike: { "aws:username": "a*" }, Bool: { "aws:SecureTransport": "true" } } },
      false,
    ],
  ])("speaks of %s, to allow and to deny", (_, statement, speaks) => {
    expect(decide([allow(statement)])).toBe(speaks ? "allowed" : "denied");
    expect(decide([allow(), deny(statement)])).toBe(speaks ? "denied" : "allowed");
  });

  it("takes variables for plain text in documents of the old version", () => {
    const resource = `arn:aws:s3:::ledger/\${aws:userid, '2026/a'}`;
    const policy = (version: string) => ({ name: "own", document: documentOf([allow({ Resource: resource })], version) });
    expect(evaluate({ policies: [policy(VERSION)] }, GET).decision).toBe("allowed");
    expect(evaluate({ policies: [policy("2008-10-17")] }, GET).decision).toBe("denied");
  });

  it("does not let a wildcard in a value match anything but itself", () => {
    const context = closedContext({ "aws:username": "*" });
    expect(decide([allow({ Resource: `arn:aws:s3:::ledger/\${aws:username}` })], { context })).toBe("denied");
  });

  describe("what it cannot know", () => {
    const strange = { Condition: { StringIs: { "aws:username": "ada" } } };

    it.each<[string, Written[], Written[] | undefined, Decision]>([
      ["an operator that nobody knows does not allow", [allow(strange)], undefined, "unknown"],
      ["nor does it deny", [allow(), deny(strange)], undefined, "unknown"],
      ["nor does it hide a denial that is certain", [allow(strange), deny()], undefined, "denied"],
      ["nor does it matter where something else allows", [allow(strange), allow()], undefined, "allowed"],
      ["nor can it allow what a boundary does not", [allow(strange)], [], "denied"],
      ["in a boundary it neither allows nor denies", [allow()], [allow(strange)], "unknown"],
      [
        "an exception whose variable has no value may be one",
        [allow(), deny({ Resource: undefined, NotResource: `arn:aws:s3:::\${aws:userid}` })],
        undefined,
        "unknown",
      ],
    ])("%s", (_, own, boundary, expected) => {
      expect(decide(own, {}, boundary)).toBe(expected);
    });

    it("takes a document that nobody here knows for neither", () => {
      const foreign: NamedPolicy = { name: "arn:aws:iam::aws:policy/Foreign", document: undefined };
      expect(evaluate({ policies: [foreign] }, GET).decision).toBe("unknown");
      expect(evaluate({ policies: [foreign, named("own", allow())] }, GET).decision).toBe("unknown");
      expect(evaluate({ policies: [foreign, named("own", deny())] }, GET).decision).toBe("denied");
      expect(evaluate({ policies: [named("own", allow())], boundary: foreign }, GET).decision).toBe("unknown");
      expect(evaluate({ policies: [], boundary: foreign }, GET).decision).toBe("denied");
    });

    it("answers for a pattern of resources only what is so for all of them", () => {
      const resource = "arn:aws:s3:::ledger/*";
      expect(decide([allow({ Resource: "arn:aws:s3:::*" })], { resource })).toBe("allowed");
      expect(decide([allow({ Resource: "arn:aws:s3:::ledger/2026/*" })], { resource })).toBe("unknown");
      expect(decide([allow({ Resource: "arn:aws:s3:::other/*" })], { resource })).toBe("denied");
      expect(decide([allow(), deny({ Resource: "arn:aws:s3:::*/2026/*" })], { resource })).toBe("unknown");
    });

    it("says which statements it rests on, and what each still depends on", () => {
      const own = named(
        "own",
        allow({ Sid: "A", Resource: "arn:aws:s3:::ledger/2026/*", Condition: { Bool: { "aws:SecureTransport": "true" } } }),
      );
      const limit = named("limit", allow({ Condition: strange.Condition }));
      const found = evaluate(
        { policies: [own], boundary: limit },
        { action: "s3:GetObject", resource: "*", context: openContext({ "aws:username": "ada" }) },
      );
      expect(found.decision).toBe("unknown");
      expect(found.matches.map(({ statement: _, ...match }) => match)).toEqual([
        {
          policy: "own",
          boundary: false,
          effect: "Allow",
          certain: false,
          open: { actions: false, resources: true, conditions: [{ operator: "Bool", key: "aws:SecureTransport", values: ["true"] }] },
          unjudged: [],
        },
        {
          policy: "limit",
          boundary: true,
          effect: "Allow",
          certain: false,
          open: { actions: false, resources: false, conditions: [{ operator: "StringIs", key: "aws:username", values: ["ada"] }] },
          unjudged: ["the operator StringIs"],
        },
      ]);
    });
  });

  describe("laws", () => {
    const document = anyDocument().map((written) => parseDocument({ ...written, Version: VERSION }));
    const policies = fc
      .array(document, { maxLength: 3 })
      .map((documents) => documents.map((one, index) => ({ name: `p${index}`, document: one })));
    const action = fc.constantFrom("s3:GetObject", "iam:PassRole", "ec2:RunInstances");
    const resource = fc.constantFrom(
      "arn:aws:s3:::ledger/abc",
      "arn:aws:s3:::ledger",
      "arn:aws:iam::000000000000:role/x",
      "arn:aws:s3:::home/ada/x",
    );
    const values = fc.constantFrom<Record<string, string>>(
      {},
      { "aws:username": "ada" },
      { "aws:username": "ada", "aws:MultiFactorAuthPresent": "true", "aws:SourceIp": "10.0.0.1" },
    );

    it("a boundary never gives anything", () => {
      fc.assert(
        fc.property(policies, document, action, resource, values, (own, limit, act, on, keys) => {
          const request = { action: act, resource: on, context: closedContext(keys) };
          const bounded = evaluate({ policies: own, boundary: { name: "limit", document: limit } }, request).decision;
          if (bounded === "allowed") expect(evaluate({ policies: own }, request).decision).toBe("allowed");
        }),
      );
    });

    it("a denial of everything denies, whatever stands beside it", () => {
      fc.assert(
        fc.property(policies, action, resource, values, (own, act, on, keys) => {
          const request = { action: act, resource: on, context: closedContext(keys) };
          expect(evaluate({ policies: [...own, named("stop", deny())] }, request).decision).toBe("denied");
          expect(evaluate({ policies: own, boundary: named("stop", deny()) }, request).decision).toBe("denied");
        }),
      );
    });

    it("what is certain of a request of which little is known stays so when more is known", () => {
      fc.assert(
        fc.property(policies, action, resource, values, (own, act, on, keys) => {
          const vague = evaluate({ policies: own }, { action: act, resource: on, context: openContext({}) }).decision;
          const exact = evaluate({ policies: own }, { action: act, resource: on, context: closedContext(keys) }).decision;
          if (vague !== "unknown") expect(exact).toBe(vague);
        }),
      );
    });

    it("what is certain of a pattern is so of all that it matches", () => {
      fc.assert(
        fc.property(policies, action, values, (own, act, keys) => {
          const context = closedContext(keys);
          const wide = evaluate({ policies: own }, { action: act, resource: "arn:aws:s3:::ledger/*", context }).decision;
          const narrow = evaluate({ policies: own }, { action: act, resource: "arn:aws:s3:::ledger/abc", context }).decision;
          if (wide !== "unknown") expect(narrow).toBe(wide);
        }),
      );
    });
  });
});
