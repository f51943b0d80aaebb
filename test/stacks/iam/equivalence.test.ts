import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentObject, type PolicyDocument, parseDocument, type Statement } from "../../../stacks/iam/document.ts";
import { canonicalDocument, sameMeaning } from "../../../stacks/iam/equivalence.ts";
import { anyDocument, anyTrustDocument } from "../arbitraries.ts";

type Json = Record<string, unknown>;

describe("stacks/iam/equivalence", () => {
  const any = fc.oneof(anyDocument(), anyTrustDocument());

  describe("same meaning", () => {
    /** Ways in which AWS and people rewrite a document without changing what it says; each picks its places by `pick`. */
    const rewrites: Readonly<Record<string, (document: PolicyDocument, pick: (n: number) => number) => unknown>> = {
      "statements in another order": (document, pick) => ({
        ...documentObject(document),
        Statement: shuffled(statementsOf(document), pick),
      }),
      "values in another order": (document, pick) =>
        deep(documentObject(document), (value) => (Array.isArray(value) ? shuffled(value, pick) : value)),
      "keys in another order": (document, pick) =>
        deep(documentObject(document), (value) => (isObject(value) ? Object.fromEntries(shuffled(Object.entries(value), pick)) : value)),
      "every string as a list": (document) =>
        deep(documentObject(document), (value, key) => (typeof value === "string" && !SCALARS.includes(key) ? [value] : value)),
      "one statement twice": (document, pick) => {
        const statements = statementsOf(document);
        return { ...documentObject(document), Statement: [...statements, statements[pick(statements.length)]!] };
      },
      "another sid and id": (document) => ({
        ...documentObject(document),
        Id: "other",
        Statement: statementsOf(document).map((one, index) => ({ ...one, Sid: `S${index}` })),
      }),
      "other case of actions": (document) =>
        mapStatements(document, (one) => ({ ...one, ...mapped(one, "actions", swapCase), ...mapped(one, "notActions", swapCase) })),
      "other case of condition keys": (document) =>
        mapStatements(document, (one) => ({
          ...one,
          conditions: one.conditions.map((condition) => ({ ...condition, key: condition.key.toUpperCase() })),
        })),
      "account ids as root ARNs": (document) =>
        mapPrincipals(document, (value) => (/^\d{12}$/.test(value) ? `arn:aws:iam::${value}:root` : value)),
      "root ARNs as account ids": (document) =>
        mapPrincipals(document, (value) => /^arn:aws:iam::(\d{12}):root$/.exec(value)?.[1] ?? value),
      "an action that a wider one includes": (document, pick) =>
        mapStatements(document, (one) => (one.actions ? { ...one, actions: withNarrower(one.actions, pick) } : one)),
      "a not-action that a wider one includes": (document, pick) =>
        mapStatements(document, (one) => (one.notActions ? { ...one, notActions: withNarrower(one.notActions, pick) } : one)),
      "a resource that a wider one includes": (document, pick) =>
        mapStatements(document, (one) => (one.resources ? { ...one, resources: withNarrower(one.resources, pick) } : one)),
      "** for *": (document) =>
        mapStatements(document, (one) => ({
          ...one,
          ...mapped(one, "actions", (text) => text.replaceAll("*", "**")),
          ...mapped(one, "resources", (text) => text.replaceAll("*", "**")),
        })),
    };

    it.each(Object.entries(rewrites))("is not lost by %s", (_name, rewrite) => {
      fc.assert(
        fc.property(any, fc.infiniteStream(fc.nat()), (source, numbers) => {
          const document = parseDocument(source);
          const rewritten = parseDocument(rewrite(document, (n) => numbers.next().value % n));
          expect(canonicalDocument(rewritten)).toBe(canonicalDocument(document));
          expect(sameMeaning(document, rewritten)).toBe(true);
        }),
      );
    });

    it("is not lost by all of them together", () => {
      fc.assert(
        fc.property(any, fc.infiniteStream(fc.nat()), (source, numbers) => {
          const document = parseDocument(source);
          const pick = (n: number) => numbers.next().value % n;
          const rewritten = Object.values(rewrites).reduce((current, rewrite) => parseDocument(rewrite(current, pick)), document);
          expect(sameMeaning(document, rewritten)).toBe(true);
        }),
      );
    });
  });

  describe("another meaning", () => {
    const document = (fields: Json = {}, more: readonly Json[] = []) =>
      parseDocument({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::ledger/*", ...fields }, ...more],
      });
    const trust = (principal: unknown, fields: Json = {}) =>
      parseDocument({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal, ...fields }] });
    const when = (condition: Json) => document({ Condition: condition });
    const mfa = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

    const pairs: readonly [string, PolicyDocument, PolicyDocument][] = [
      ["the effect", document(), document({ Effect: "Deny" })],
      ["one action more", document(), document({ Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"] })],
      ["one action fewer", document(), document({ Action: ["s3:GetObject"] })],
      ["a wider action", document({ Action: "s3:GetObject" }), document({ Action: "s3:Get*" })],
      [
        "actions and their opposite",
        document({ Action: "s3:*" }),
        parseDocument({ Version: "2012-10-17", Statement: { Effect: "Allow", NotAction: "s3:*", Resource: "arn:aws:s3:::ledger/*" } }),
      ],
      ["a wider resource", document(), document({ Resource: "*" })],
      ["a resource in another case", document(), document({ Resource: "arn:aws:s3:::Ledger/*" })],
      ["a star that became a question mark", document(), document({ Resource: "arn:aws:s3:::ledger/?" })],
      [
        "resources and their opposite",
        document(),
        parseDocument({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], NotResource: "arn:aws:s3:::ledger/*" },
        }),
      ],
      ["a condition", document(), when(mfa)],
      ["another operator", when(mfa), when({ BoolIfExists: mfa.Bool })],
      ["another condition key", when(mfa), when({ Bool: { "aws:SecureTransport": "true" } })],
      ["another value", when(mfa), when({ Bool: { "aws:MultiFactorAuthPresent": "false" } })],
      [
        "a value in another case",
        when({ StringEquals: { "aws:PrincipalTag/team": "a" } }),
        when({ StringEquals: { "aws:PrincipalTag/team": "A" } }),
      ],
      [
        "one value more",
        when({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
        when({ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "0.0.0.0/0"] } }),
      ],
      [
        "two keys of one operator that became two values",
        when({ StringEquals: { a: "x", b: "y" } }),
        when({ StringEquals: { a: ["x", "y"] } }),
      ],
      ["one statement more", document(), document({}, [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }])],
      ["a deny that is gone", document({}, [{ Effect: "Deny", Action: "s3:*", Resource: "*" }]), document()],
      [
        "resources that moved to another statement",
        document({ Action: "s3:Get*", Resource: "a" }, [{ Effect: "Allow", Action: "s3:Put*", Resource: "b" }]),
        document({ Action: "s3:Get*", Resource: "b" }, [{ Effect: "Allow", Action: "s3:Put*", Resource: "a" }]),
      ],
      ["the version, in which variables mean something else", document(), { ...document(), version: "2008-10-17" }],
      ["another account", trust({ AWS: "111122223333" }), trust({ AWS: "arn:aws:iam::111122223334:root" })],
      ["one role of an account and the whole account", trust({ AWS: "arn:aws:iam::111122223333:role/x" }), trust({ AWS: "111122223333" })],
      ["everyone", trust({ AWS: "111122223333" }), trust("*")],
      ["the type of a principal", trust({ AWS: "lambda.amazonaws.com" }), trust({ Service: "lambda.amazonaws.com" })],
      [
        "principals and their opposite",
        trust({ AWS: "111122223333" }),
        parseDocument({
          Version: "2012-10-17",
          Statement: { Effect: "Allow", Action: "sts:AssumeRole", NotPrincipal: { AWS: "111122223333" } },
        }),
      ],
      ["a session tag that may now be passed", trust("*"), trust("*", { Action: ["sts:AssumeRole", "sts:TagSession"] })],
    ];

    it.each(pairs)("is seen in %s", (_what, one, other) => {
      expect(sameMeaning(one, other)).toBe(false);
      expect(sameMeaning(other, one)).toBe(false);
      expect(sameMeaning(one, one)).toBe(true);
    });

    const variable = (name: string) => `arn:aws:s3:::home/\${${name}}`;
    it.each([
      ["a star that stands for itself", [variable("*")], [variable("*"), variable("aws:username")]],
      ["a dollar before a wildcard", ["arn:aws:s3:::home/$*"], ["arn:aws:s3:::home/$*", variable("aws:username")]],
    ])("is seen although a policy variable looks as if a wildcard included it: %s", (_what, narrow, wide) => {
      expect(sameMeaning(document({ Resource: narrow }), document({ Resource: wide }))).toBe(false);
    });

    it("is seen whenever one word of a document changes", () => {
      fc.assert(
        fc.property(any, fc.nat(), (source, index) => {
          const document = parseDocument(source);
          fc.pre(document.statements.every(isMinimal));
          const changed = changeWord(documentObject(document), index);
          expect(sameMeaning(document, parseDocument(changed))).toBe(false);
        }),
        { numRuns: 500 },
      );
    });
  });
});

const SCALARS = ["Version", "Id", "Sid", "Effect", "Principal"];

function statementsOf(document: PolicyDocument): Json[] {
  return documentObject(document).Statement as Json[];
}

function mapStatements(document: PolicyDocument, map: (statement: Statement) => Statement): Json {
  return documentObject({ ...document, statements: document.statements.map(map) });
}

function mapPrincipals(document: PolicyDocument, map: (value: string) => string): Json {
  return mapStatements(document, (one) => ({
    ...one,
    ...(one.principals === undefined
      ? {}
      : { principals: one.principals.map(({ type, values }) => ({ type, values: type === "AWS" ? values.map(map) : values })) }),
  }));
}

function mapped(statement: Statement, field: "actions" | "notActions" | "resources", map: (text: string) => string) {
  const values = statement[field];
  return values === undefined ? {} : { [field]: values.map(map) };
}

/** The list with a pattern in it that one of its own includes. */
function withNarrower(patterns: readonly string[], pick: (n: number) => number): readonly string[] {
  const wide = patterns[pick(patterns.length)]!;
  return [wide.includes("$") ? wide : wide.replaceAll("*", "x*y").replaceAll("?", "z"), ...patterns];
}

function swapCase(text: string): string {
  return [...text].map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase())).join("");
}

function shuffled<T>(list: readonly T[], pick: (n: number) => number): T[] {
  const rest = [...list];
  return list.map(() => rest.splice(pick(rest.length), 1)[0]!);
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Rewrites every value of a document from the inside out; `key` is the nearest key above it. */
function deep(value: unknown, rewrite: (value: unknown, key: string) => unknown, key = ""): unknown {
  if (Array.isArray(value))
    return rewrite(
      value.map((one) => (isObject(one) ? deep(one, rewrite, key) : one)),
      key,
    );
  if (!isObject(value)) return rewrite(value, key);
  return rewrite(Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deep(inner, rewrite, name)])), key);
}

/** True when no pattern of a statement hides another one, so that changing any of them changes what the statement says. */
function isMinimal({ actions, notActions, resources, notResources, principals, notPrincipals }: Statement): boolean {
  const lists = [
    actions,
    notActions,
    resources,
    notResources,
    ...[...(principals ?? []), ...(notPrincipals ?? [])].map(({ values }) => values),
  ];
  return lists.every((list) => list === undefined || list.length === 1);
}

/** The document with one of its words made another one: an action, a resource, a principal, or a condition's value. */
function changeWord(document: Json, index: number): Json {
  const words: (() => void)[] = [];
  const copy = structuredClone(document);
  const visit = (holder: Json | unknown[], name: string) => {
    for (const [key, value] of Object.entries(holder)) {
      if (typeof value !== "string") visit(value as Json, name === "Statement" || name === "" || Array.isArray(holder) ? key : name);
      else if (!["Version", "Id", "Sid", "Effect"].includes(key))
        words.push(() => {
          (holder as Json)[key] = `changed-${value}`;
        });
    }
  };
  visit(copy, "");
  words[index % words.length]!();
  return copy;
}
