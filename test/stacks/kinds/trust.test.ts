import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { documentObject, parseDocument } from "../../../stacks/iam/document.ts";
import { sameMeaning } from "../../../stacks/iam/equivalence.ts";
import { recogniseTrust, trustDocument, workloadTrust } from "../../../stacks/kinds/trust.ts";
import { anyTrust, anyTrustDocument } from "../arbitraries.ts";
import { PROD } from "./translation.ts";

const GITHUB = { repository: "acme/web", ownerId: 123, repositoryId: 456, environment: "production" };
const PROVIDER = "arn:aws:iam::000000000000:oidc-provider/token.actions.githubusercontent.com";

/** The trust policy of a trust as written, in IAM's own form. */
function compiled(trust: unknown): unknown {
  return documentObject(trustDocument(workloadTrust.parse(trust), PROD)).Statement;
}

function github(sub: string, more: Record<string, unknown> = {}) {
  return {
    Effect: "Allow",
    Principal: { Federated: PROVIDER },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: {
      StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com", "token.actions.githubusercontent.com:sub": sub },
      ...more,
    },
  };
}

describe("stacks/kinds/trust", () => {
  it.each([
    [
      "a service",
      { service: "lambda.amazonaws.com" },
      [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    ],
    [
      "a service that sends the account it acts for",
      { service: "states.amazonaws.com", sourceArn: "arn:aws:states:us-east-1:000000000000:stateMachine:x" },
      [
        {
          Effect: "Allow",
          Principal: { Service: "states.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "000000000000" },
            ArnLike: { "aws:SourceArn": "arn:aws:states:us-east-1:000000000000:stateMachine:x" },
          },
        },
      ],
    ],
    [
      "another account by its external id",
      { account: "999988887777", externalId: "tn-7f3a9c" },
      [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::999988887777:root" },
          Action: "sts:AssumeRole",
          Condition: { StringEquals: { "sts:ExternalId": "tn-7f3a9c" } },
        },
      ],
    ],
    [
      "an account without one",
      { account: "999988887777" },
      [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" }, Action: "sts:AssumeRole" }],
    ],
    ["an environment of a repository, ids in its subject", { github: GITHUB }, [github("repo:acme@123/web@456:environment:production")]],
    [
      "a branch of a repository",
      { github: { ...GITHUB, environment: undefined, branch: "release/1.x" } },
      [github("repo:acme@123/web@456:ref:refs/heads/release/1.x")],
    ],
    [
      "a repository whose old subject is still accepted until a date",
      { github: { ...GITHUB, legacySubject: { until: "2027-01-31" } } },
      [
        github("repo:acme@123/web@456:environment:production"),
        github("repo:acme/web:environment:production", { DateLessThan: { "aws:CurrentTime": "2027-01-31T00:00:00Z" } }),
      ],
    ],
  ])("compiles %s", (_what, trust, statements) => {
    expect(compiled(trust)).toEqual(statements);
  });

  it("takes an adopted document as it stood", () => {
    const document = {
      Version: "2008-10-17",
      Statement: [{ Sid: "x", Effect: "Allow", Principal: "*", Action: ["sts:AssumeRole", "sts:TagSession"] }],
    };
    expect(trustDocument(workloadTrust.parse({ document }), PROD)).toEqual(parseDocument(document));
  });

  it.each([
    ["a wildcard in the repository", { github: { ...GITHUB, repository: "acme/*" } }],
    ["a repository without its owner", { github: { ...GITHUB, repository: "web" } }],
    ["a repository with too many parts", { github: { ...GITHUB, repository: "acme/web/x" } }],
    ["a wildcard in the environment", { github: { ...GITHUB, environment: "prod*" } }],
    ["an environment that would go on in the subject", { github: { ...GITHUB, environment: "a:ref:refs/heads/main" } }],
    ["neither environment nor branch", { github: { ...GITHUB, environment: undefined } }],
    ["both environment and branch", { github: { ...GITHUB, branch: "main" } }],
    ["a repository without ids", { github: { repository: "acme/web", environment: "production" } }],
    ["an old subject without an end", { github: { ...GITHUB, legacySubject: {} } }],
    ["two forms at once", { service: "lambda.amazonaws.com", account: "999988887777" }],
    ["a service that is none", { service: "lambda" }],
    ["a service of somebody else", { service: "lambda.amazonaws.com.evil.example" }],
    ["a wildcard for a service", { service: "*.amazonaws.com" }],
    ["an account of eleven digits", { account: "99998888777" }],
    ["an external id of one letter", { account: "999988887777", externalId: "x" }],
    ["a document that is none", { document: { Statement: [{ Effect: "Maybe" }] } }],
    ["nothing", {}],
  ])("refuses %s", (_what, trust) => {
    expect(workloadTrust.safeParse(trust).success).toBe(false);
  });

  describe("recogniseTrust", () => {
    it("gives every named form back as it was written", () => {
      fc.assert(
        fc.property(
          anyTrust().filter((trust) => !("document" in trust)),
          (written) => {
            const trust = workloadTrust.parse(written);
            const recognised = workloadTrust.parse(recogniseTrust(trustDocument(trust, PROD), PROD));
            expect(recognised).toEqual(trust);
          },
        ),
        { numRuns: 500 },
      );
    });

    it("gives any trust policy back by its meaning", () => {
      fc.assert(
        fc.property(anyTrustDocument(), (source) => {
          const observed = parseDocument(source);
          const recognised = workloadTrust.parse(recogniseTrust(observed, PROD));
          expect(sameMeaning(trustDocument(recognised, PROD), observed)).toBe(true);
        }),
      );
    });

    const lambda = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    it.each([
      [
        "AWS stores a list and a sid",
        [{ ...lambda, Sid: "x", Principal: { Service: ["lambda.amazonaws.com"] } }],
        { service: "lambda.amazonaws.com" },
      ],
      ["an account stands as its id", [{ ...lambda, Principal: { AWS: "999988887777" } }], { account: "999988887777" }],
    ])("knows a named form although %s", (_what, statements, trust) => {
      expect(recogniseTrust(parseDocument({ Version: "2012-10-17", Statement: statements }), PROD)).toEqual(trust);
    });

    it.each([
      ["a second service", [{ ...lambda, Principal: { Service: ["lambda.amazonaws.com", "ec2.amazonaws.com"] } }]],
      ["a second statement", [lambda, { ...lambda, Principal: { AWS: "999988887777" } }]],
      ["one more action", [{ ...lambda, Action: ["sts:AssumeRole", "sts:TagSession"] }]],
      ["one more condition", [{ ...lambda, Condition: { Bool: { "aws:SecureTransport": "true" } } }]],
      ["a denial", [{ ...lambda, Effect: "Deny" }]],
      ["a missing condition", [{ ...lambda, Principal: { Service: "states.amazonaws.com" } }]],
      [
        "the account of somebody else",
        [
          {
            ...lambda,
            Principal: { Service: "states.amazonaws.com" },
            Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } },
          },
        ],
      ],
      [
        "a pattern for an external id",
        [{ ...lambda, Principal: { AWS: "999988887777" }, Condition: { StringLike: { "sts:ExternalId": "tn-*" } } }],
      ],
      ["a subject with a wildcard", [github("repo:acme@123/web@456:*")]],
      ["a subject without ids", [github("repo:acme/web:environment:production")]],
      [
        "an old subject without an end",
        [github("repo:acme@123/web@456:environment:production"), github("repo:acme/web:environment:production")],
      ],
      [
        "the provider of another account",
        [
          {
            ...github("repo:acme@123/web@456:environment:production"),
            Principal: { Federated: PROVIDER.replace("000000000000", "111111111111") },
          },
        ],
      ],
    ])("keeps the document when it has %s", (_what, statements) => {
      const document = { Version: "2012-10-17", Statement: statements };
      expect(recogniseTrust(parseDocument(document), PROD)).toEqual({ document: documentObject(parseDocument(document)) });
    });
  });
});
