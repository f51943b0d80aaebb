import { describe, expect, it } from "vitest";
import { documentNoFullAdmin as rule } from "../../../../policies/rules/document/no-full-admin.ts";
import { boundaryDocument } from "../../../../stacks/expiry.ts";
import { documentObject } from "../../../../stacks/iam/document.ts";
import type { FacetOwner } from "../../../../stacks/iam/facet.ts";
import { documentFacet, documentText, POLICY, ROLE, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const EVERYTHING = { Effect: "Allow", Action: "*", Resource: "*" };
const REFUSED = ["it allows every action on every resource"];

const allow = (more: Record<string, unknown>) => says(rule, documentFacet([{ Effect: "Allow", ...more }]));
const boundary = (name: string) => documentObject(boundaryDocument(name, { partition: "aws", accountId: "000000000000" })).Statement as [];

describe("policies/rules/document/no-full-admin", () => {
  describe("compliant", () => {
    it.each([
      { Action: "*", Resource: "arn:aws:s3:::ledger/*" },
      { Action: "*", Resource: ["arn:aws:s3:::*", "arn:aws:sqs:*:*:*"] },
      { Action: ["s3:*", "iam:*"], Resource: "*" },
      { Action: "s3:*", NotResource: "arn:aws:s3:::secrets/*" },
      { NotAction: "iam:*", Resource: "*" },
      { NotAction: ["s3:GetObject", "IAM:*"], Resource: "*" },
      { NotAction: "*", Resource: "*" },
      { NotAction: "iam:CreateUser", Resource: "arn:aws:s3:::ledger/*" },
    ])("has nothing to say about less than everything: %o", (statement) => {
      expect(allow(statement)).toEqual([]);
    });

    it("has nothing to say about a denial of everything", () => {
      expect(says(rule, documentFacet([{ Effect: "Deny", Action: "*", Resource: "*" }]))).toEqual([]);
    });

    it.each(["until-2027-03-31", "disabled"])("knows that our boundary %s grants nothing", (name) => {
      const judged = documentFacet(boundary(name), { path: "/tenure/", record: `prod/tenure/${name}` });
      expect(says(rule, { ...judged, name })).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      { Action: "*", Resource: "*" },
      { Action: ["*"], Resource: ["*"] },
      { Action: "**", Resource: "**" },
      { Action: "*:*", Resource: "*" },
      { Action: ["s3:GetObject", "*"], Resource: ["arn:aws:s3:::ledger", "*"] },
      { Action: "*", Resource: "arn:*" },
      { Action: "*", Resource: "arn:*:*:*:*:*" },
      { Action: "*", NotResource: "arn:aws:s3:::secrets/*" },
      { NotAction: "s3:DeleteBucket", Resource: "*" },
      { NotAction: ["iam:CreateUser", "iam:CreateRole"], Resource: "*" },
      { NotAction: "sts:*", NotResource: "arn:aws:s3:::x" },
    ])("refuses everything, however it is written: %o", (statement) => {
      expect(allow(statement)).toEqual(REFUSED);
    });

    it.each(["arn:aws:*", "arn:aws:*:*:*:*", "arn:aws-cn:*:*:*:*", "arn:aws:*:*:*:**", "arn:aws*:*:*:*:*"])(
      "refuses every resource of a partition, which an account never leaves: %s",
      (resource) => {
        expect(allow({ Action: "*", Resource: resource })).toEqual(REFUSED);
      },
    );

    it("does not count a condition or a denial beside it as less: most of everything is left", () => {
      const conditional = { ...EVERYTHING, Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };
      expect(says(rule, documentFacet([conditional]))).toEqual(REFUSED);
      expect(says(rule, documentFacet([EVERYTHING, { Effect: "Deny", Action: "iam:*", Resource: "*" }]))).toEqual(REFUSED);
    });

    it("says it once for a document, wherever the statement stands in it", () => {
      const harmless = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
      expect(says(rule, documentFacet([harmless, EVERYTHING, { ...EVERYTHING, Sid: "Again" }]))).toEqual(REFUSED);
    });

    it.each([
      [POLICY, { name: "p", policy: documentText([EVERYTHING]) }, REFUSED],
      [POLICY, { name: "p", policy: encodeURIComponent(documentText([EVERYTHING])) }, REFUSED],
      ["aws:iam/userPolicy:UserPolicy", inlineOf({ user: "ada" }), ['inline policy "all" allows every action on every resource']],
      ["aws:iam/rolePolicy:RolePolicy", inlineOf({ role: "web" }), ['inline policy "all" allows every action on every resource']],
      ["aws:iam/groupPolicy:GroupPolicy", inlineOf({ group: "ops" }), ['inline policy "all" allows every action on every resource']],
      [
        ROLE,
        { name: "web", inlinePolicies: [{ name: "all", policy: documentText([EVERYTHING]) }] },
        ['inline policy "all" allows every action on every resource'],
      ],
    ])("sees it in every resource that holds a document: %s %o", (type, props, expected) => {
      expect(saysOf(rule, type, props)).toEqual(expected);
    });

    it.each<[string, Partial<FacetOwner> & { inline?: string }, string]>([
      ["a policy that a record put there", { record: "prod/permissions/ledger-write" }, "it"],
      ["a policy that no record declares", {}, "it"],
      ["an inline policy of a role there", { type: "role", inline: "all" }, 'inline policy "all"'],
    ])("knows our boundaries by more than the path: %s is none", (_, owner, what) => {
      expect(says(rule, documentFacet([EVERYTHING], { path: "/tenure/", ...owner }))).toEqual([
        `${what} allows every action on every resource`,
      ]);
    });

    it("refuses a boundary that has lost its end", () => {
      const judged = documentFacet([EVERYTHING], { path: "/tenure/", record: "prod/tenure/until-2027-03-31" });
      expect(says(rule, { ...judged, name: "until-2027-03-31" })).toEqual(REFUSED);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about trust policies and other resources", () => {
      expect(saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([EVERYTHING]) })).toEqual([]);
      expect(saysOf(rule, "aws:secretsmanager/secret:Secret", { policy: documentText([EVERYTHING]) })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      [POLICY, { name: "p", policy: UNKNOWN.text }],
      [POLICY, { name: UNKNOWN.text, policy: documentText([EVERYTHING]) }],
      [POLICY, { name: "p", path: UNKNOWN.text, policy: documentText([EVERYTHING]) }],
      [POLICY, { name: "p", policy: { Version: "2012-10-17", Statement: [{ ...EVERYTHING, Action: UNKNOWN.text }] } }],
      ["aws:iam/userPolicy:UserPolicy", { user: "ada", name: "all", policy: UNKNOWN.text }],
      ["aws:iam/rolePolicy:RolePolicy", { role: UNKNOWN.text, name: "all", policy: documentText([EVERYTHING]) }],
      ["aws:iam/groupPolicy:GroupPolicy", { group: "ops", name: UNKNOWN.text, policy: documentText([EVERYTHING]) }],
    ])("lets what is not known surface: %s %o", (type, props) => {
      expect(() => saysOf(rule, type, props)).toThrow(UnknownValueError);
    });
  });
});

function inlineOf(owner: Record<string, string>) {
  return { ...owner, name: "all", policy: documentText([EVERYTHING]) };
}
