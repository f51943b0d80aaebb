import { describe, expect, it } from "vitest";
import { trustOnlyExactGithub as rule } from "../../../../policies/rules/trust/only-exact-github.ts";
import { trustDocument } from "../../../../stacks/kinds/trust.ts";
import { accountOf } from "../../../support/builders.ts";
import { documentText, ROLE, says, saysOf, trustFacet, UNKNOWN, UnknownValueError, variable } from "../../judging.ts";

const ISSUER = "token.actions.githubusercontent.com";
const EXACT = "repo:acme@1/web@2:environment:production";
const NO_AUDIENCE = "does not ask for the audience sts.amazonaws.com";
const ANY_SUBJECT = "accepts every subject: any repository on GitHub can assume the role";
const AUDIENCE = { StringEquals: { [`${ISSUER}:aud`]: "sts.amazonaws.com" } };

/** A statement that lets workflows in under these conditions. */
const github = (condition: Record<string, Record<string, unknown>>, more: Record<string, unknown> = {}) => ({
  Effect: "Allow",
  Principal: { Federated: `arn:aws:iam::000000000000:oidc-provider/${ISSUER}` },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: condition,
  ...more,
});
const saidOf = (...statements: readonly unknown[]) => says(rule, trustFacet(statements));

/** With the right audience, and this about the subject. */
const subject = (operator: string, value: unknown, key = `${ISSUER}:sub`) =>
  saidOf(
    github(
      operator === "StringEquals"
        ? { StringEquals: { ...AUDIENCE.StringEquals, [key]: value } }
        : { ...AUDIENCE, [operator]: { [key]: value } },
    ),
  );

const wide = (value: string) =>
  `accepts the subject "${value}", whose wildcard stands before the repository's end: other repositories match`;
const anyRef = (value: string) => `accepts the subject "${value}", whose wildcard lets every branch and pull request in`;
const strange = (value: string) => `accepts the subject "${value}", expected repo:<owner>/<repository>:<environment or branch>`;

describe("policies/rules/trust/only-exact-github", () => {
  describe("compliant", () => {
    it.each([
      EXACT,
      "repo:acme/web:ref:refs/heads/main",
      "repo:acme/web.github.io:environment:production eu",
      "repo:acme@1/web@2:ref:refs/tags/v1.0.0",
      ["repo:acme/web:environment:a", "repo:acme/api:environment:b"],
    ])("has nothing to say about exact subjects: %j", (value) => {
      expect(subject("StringEquals", value)).toEqual([]);
    });

    it("takes a pattern without a wildcard for exact, and keys in any case", () => {
      expect(subject("StringLike", EXACT)).toEqual([]);
      expect(subject("StringEquals", EXACT, "Token.Actions.GitHubUserContent.com:SUB")).toEqual([]);
    });

    it("does not mind more conditions, statements and actions", () => {
      const condition = {
        StringEquals: { ...AUDIENCE.StringEquals, [`${ISSUER}:sub`]: EXACT },
        DateLessThan: { "aws:CurrentTime": "2027-01-01" },
      };
      const tagging = github(condition, { Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession"] });
      const service = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
      expect(saidOf(service, tagging, github(condition))).toEqual([]);
    });

    it.each([{ environment: "production" }, { branch: "main" }, { branch: "main", legacySubject: { until: "2027-01-01T00:00:00Z" } }])(
      "has nothing to say about what records compile to: %o",
      (where) => {
        const from = { repository: "acme/web", ownerId: 1, repositoryId: 2, ...where };
        const trust = trustDocument({ github: from as never }, accountOf("prod", [], { partition: "aws-cn" }));
        expect(says(rule, { ...trustFacet([]), trust })).toEqual([]);
      },
    );
  });

  describe("violating", () => {
    it("refuses a trust that asks for nothing", () => {
      expect(saidOf(github({}))).toEqual([NO_AUDIENCE, ANY_SUBJECT]);
    });

    it.each([
      ["StringEquals", "https://github.com/acme"],
      ["StringEquals", ["sts.amazonaws.com", "https://github.com/acme"]],
      ["StringEquals", "STS.amazonaws.com"],
      ["StringLike", "sts.amazonaws.com"],
      ["StringEqualsIfExists", "sts.amazonaws.com"],
      ["ForAllValues:StringEquals", "sts.amazonaws.com"],
      ["StringNotEquals", "sts.amazonaws.com"],
    ])("asks for the audience to the letter: %s %j", (operator, value) => {
      const condition = { [operator]: { [`${ISSUER}:aud`]: value }, StringLike: { [`${ISSUER}:sub`]: EXACT } };
      const both = operator === "StringLike" ? { StringLike: { [`${ISSUER}:aud`]: value, [`${ISSUER}:sub`]: EXACT } } : condition;
      expect(saidOf(github(both))).toEqual([NO_AUDIENCE]);
    });

    it.each([
      "StringEqualsIfExists",
      "StringLikeIfExists",
      "StringNotEquals",
      "StringNotLike",
      "ForAllValues:StringEquals",
      "ForAllValues:StringLike",
      "Null",
    ])("does not count an operator that lets others in: %s", (operator) => {
      expect(subject(operator, operator === "Null" ? "false" : EXACT)).toEqual([ANY_SUBJECT]);
    });

    it.each([`${ISSUER}:repository_owner`, `${ISSUER}:actor`, `${ISSUER}:job_workflow_ref`, "aws:PrincipalTag/sub", "example.org:sub"])(
      "does not count another key: %s",
      (key) => {
        expect(subject("StringEquals", EXACT, key)).toEqual([ANY_SUBJECT]);
      },
    );

    it.each(["*", "repo:*", "repo:acme/*", "repo:acme/*:environment:production", "repo:acme/web*:environment:production"])(
      "refuses a wildcard before the repository's end: %s",
      (value) => {
        expect(subject("StringLike", value)).toEqual([wide(value)]);
      },
    );

    it.each([
      "repo:*/web:environment:production",
      "repo:ac?e/web:ref:refs/heads/main",
      "repo:acme/we?:ref:x",
      "repo:acme/web*",
      "repo:acme@*/web@2:ref:x",
    ])("refuses it in the middle too: %s", (value) => {
      expect(subject("StringLike", value)).toEqual([wide(value)]);
    });

    it.each(["repo:acme/web:*", "repo:acme/web:ref:refs/heads/*", "repo:acme/web:environment:prod?", "repo:acme@1/web@2:*:production"])(
      "refuses one after it as well: the subject is to be exact: %s",
      (value) => {
        expect(subject("StringLike", value)).toEqual([anyRef(value)]);
      },
    );

    it("judges each value of a list, since any of them suffices", () => {
      expect(subject("StringLike", [EXACT, "repo:acme/*:ref:x", "repo:acme/web:*"])).toEqual([
        wide("repo:acme/*:ref:x"),
        anyRef("repo:acme/web:*"),
      ]);
    });

    it.each([
      "",
      "acme/web",
      "repo:acme/web",
      "repo:acme:environment:production",
      "repo:acme/web:",
      "repository_owner:acme",
      "Repo:acme/web:ref:x",
    ])("refuses a subject that names no repository and place: %j", (value) => {
      expect(subject("StringEquals", value)).toEqual([strange(value)]);
    });

    it.each([`ref:${variable(`${ISSUER}:ref`)}`, `environment:${variable(`${ISSUER}:environment`)}`])(
      "refuses what the token says of itself: it is as wide as a wildcard: %s",
      (place) => {
        expect(subject("StringEquals", `repo:acme/web:${place}`)).toEqual([strange(`repo:acme/web:${place}`)]);
      },
    );

    it("judges each statement by itself: the subject of one does not narrow another", () => {
      const exact = github({ StringEquals: { ...AUDIENCE.StringEquals, [`${ISSUER}:sub`]: EXACT } });
      expect(saidOf(exact, github(AUDIENCE), github({ StringEquals: { [`${ISSUER}:sub`]: EXACT } }))).toEqual([ANY_SUBJECT, NO_AUDIENCE]);
    });

    it("does not count a denial beside it", () => {
      const deny = { ...github({ StringNotLike: { [`${ISSUER}:sub`]: EXACT } }), Effect: "Deny" };
      expect(saidOf(github(AUDIENCE), deny)).toEqual([ANY_SUBJECT]);
    });

    it.each([
      { Federated: [`arn:aws-cn:iam::000000000000:oidc-provider/${ISSUER}`] },
      { Federated: ["arn:aws:iam::000000000000:saml-provider/okta", `arn:aws:iam::000000000000:oidc-provider/${ISSUER}`] },
      { Federated: `arn:aws:iam::000000000000:oidc-provider/${ISSUER}/acme` },
      { Service: "lambda.amazonaws.com", Federated: ISSUER },
    ])("knows GitHub in every form of a principal: %o", (principal) => {
      expect(saidOf(github({}, { Principal: principal }))).toEqual([NO_AUDIENCE, ANY_SUBJECT]);
    });

    it("sees it in the resource", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([github(AUDIENCE)]) })).toEqual([ANY_SUBJECT]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about other providers, services and accounts", () => {
      const gitlab = github({}, { Principal: { Federated: "arn:aws:iam::000000000000:oidc-provider/gitlab.com" } });
      const account = github({}, { Principal: { AWS: "000000000000" }, Action: "sts:AssumeRole" });
      expect(saidOf(gitlab, account)).toEqual([]);
    });

    it("has nothing to say about a denial", () => {
      expect(saidOf(github({}, { Effect: "Deny" }))).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      { assumeRolePolicy: UNKNOWN.text },
      { assumeRolePolicy: { Version: "2012-10-17", Statement: [github({ StringEquals: { [`${ISSUER}:sub`]: UNKNOWN.text } })] } },
      { assumeRolePolicy: documentText([github({})]), name: UNKNOWN.text },
    ])("lets what is not known surface: %o", (unknown) => {
      expect(() => saysOf(rule, ROLE, { name: "web", ...unknown })).toThrow(UnknownValueError);
    });
  });
});
