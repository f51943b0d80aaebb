import { describe, expect, it } from "vitest";
import { documentOnlyKnownActions as rule } from "../../../../policies/rules/document/only-known-actions.ts";
import { boundaryDocument } from "../../../../stacks/expiry.ts";
import { documentFacet, documentText, POLICY, ROLE, says, saysOf, UNKNOWN, UnknownValueError } from "../../judging.ts";

const allow = (...actions: readonly string[]) => says(rule, documentFacet([{ Effect: "Allow", Action: actions, Resource: "*" }]));

describe("policies/rules/document/only-known-actions", () => {
  describe("compliant", () => {
    it.each([
      "s3:GetObject",
      "S3:getobject",
      "s3:Get*",
      "ec2:Describe?nstances",
      "*",
      "*:*",
      "*:List*",
      "s3:*",
      "iam:AcquireRole",
      "s?:GetObject",
    ])("has nothing to say about %s", (action) => {
      expect(allow(action)).toEqual([]);
    });

    it("knows every action of our own boundaries", () => {
      const home = { partition: "aws", accountId: "000000000000" };
      for (const name of ["until-2027-03-31", "disabled"])
        expect(says(rule, { ...documentFacet([]), document: boundaryDocument(name, home) } as never)).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      ["s3:GetObjct", 'AWS has no action "s3:GetObjct" (did you mean "s3:GetObject"?)'],
      ["s3:ZzzNoSuchThingAtAll", 'AWS has no action "s3:ZzzNoSuchThingAtAll"'],
      ["s3:Gett*", 'no action of AWS is matched by "s3:Gett*"'],
      ["s4:GetObject", 'AWS has no service "s4" of the action "s4:GetObject" (did you mean "s3"?)'],
      ["dynamdb:GetItem", 'AWS has no service "dynamdb" of the action "dynamdb:GetItem" (did you mean "dynamodb"?)'],
      ["constructor:Get*", 'AWS has no service "constructor" of the action "constructor:Get*"'],
      ["s3:constructor", 'AWS has no action "s3:constructor"'],
      ["zz*:GetObject", 'no action of AWS is matched by "zz*:GetObject"'],
      ["GetObject", expect.stringContaining('"GetObject"')],
    ])("refuses %s", (action, said) => {
      expect(allow(action)).toEqual([said]);
    });

    it("refuses it in a denial and in an exception too: there a slip leaves open what was to be closed", () => {
      const said = ['AWS has no action "s3:DeletObject" (did you mean "s3:DeleteObject"?)'];
      expect(says(rule, documentFacet([{ Effect: "Deny", Action: "s3:DeletObject", Resource: "*" }]))).toEqual(said);
      expect(says(rule, documentFacet([{ Effect: "Deny", NotAction: "s3:DeletObject", Resource: "*" }]))).toEqual(said);
    });

    it("says it once, in whatever statements it stands, and names an inline policy", () => {
      const statement = { Effect: "Allow", Action: ["s3:GetObjct", "s3:GetObject"], Resource: "*" };
      expect(says(rule, documentFacet([statement, statement], { inline: "old" }))).toEqual([
        'inline policy "old": AWS has no action "s3:GetObjct" (did you mean "s3:GetObject"?)',
      ]);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about trust policies", () => {
      expect(
        saysOf(rule, ROLE, { name: "web", assumeRolePolicy: documentText([{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRol" }]) }),
      ).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([
      [POLICY, { name: "p", policy: UNKNOWN.text }],
      [POLICY, { name: "p", policy: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: UNKNOWN.text, Resource: "*" }] } }],
    ])("lets what is not known surface: %s %o", (type, props) => {
      expect(() => saysOf(rule, type, props)).toThrow(UnknownValueError);
    });
  });
});
