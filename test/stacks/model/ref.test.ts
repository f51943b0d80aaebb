import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  keySubject,
  nameOfUrn,
  parseOwner,
  parseRecordRef,
  parseRecordTag,
  parseResourceName,
  recordOfUrn,
  recordRef,
  recordTag,
  resourceName,
  stackOfUrn,
  typeOfUrn,
} from "../../../stacks/model/ref.ts";
import { anyName } from "../arbitraries.ts";

describe("stacks/model/ref", () => {
  const kind = fc.constantFrom("people", "service-accounts", "workloads", "roles", "groups", "permissions");
  const account = fc.stringMatching(/^[a-z][a-z0-9-]{0,10}$/);
  const part = fc.constantFrom(undefined, "groups", "key/primary", "attachment/aws/service-role/AWSLambdaRole", "inline/a#b");

  it("prints and parses a record's place in its account and in the organisation", () => {
    fc.assert(
      fc.property(kind, anyName(), account, (what, name, where) => {
        const ref = recordRef(what, name);
        expect(parseRecordRef(ref)).toEqual({ kind: what, name });
        expect(parseRecordTag(recordTag(where, ref))).toEqual({ account: where, ref, kind: what, name });
      }),
    );
  });

  it.each(["", "people", "people/", "/w1", "people/w1/x", "people/w1#key", "People/w1", "1people/w1", "people/\u0000/"])(
    "takes %j for no record",
    (text) => {
      expect(parseRecordRef(text)).toBeUndefined();
    },
  );

  it.each([undefined, "", "people/w1", "prod/people/", "prod//w1", "a/prod/people/w1", "prod/people/w1#key", "prod/People/w1"])(
    "takes the tag %j for no record's",
    (text) => {
      expect(parseRecordTag(text)).toBeUndefined();
    },
  );

  it("prints and parses names of resources, and finds them in URNs of any nesting", () => {
    fc.assert(
      fc.property(kind, anyName(), part, account, (what, name, piece, stack) => {
        const ref = recordRef(what, name);
        const resource = resourceName(ref, piece);
        const urn = `urn:pulumi:${stack}::tenure::my:component:Type$aws:iam/user:User::${resource}`;
        expect(parseResourceName(resource)).toEqual({ ref, part: piece });
        expect([nameOfUrn(urn), typeOfUrn(urn), stackOfUrn(urn), recordOfUrn(urn)]).toEqual([resource, "aws:iam/user:User", stack, ref]);
      }),
    );
  });

  it.each([
    ["the stack itself", "urn:pulumi:prod::tenure::pulumi:pulumi:Stack::tenure-prod"],
    ["a provider", "urn:pulumi:prod::tenure::pulumi:providers:aws::account"],
    ["a boundary", "urn:pulumi:prod::tenure::aws:iam/policy:Policy::tenure/until-2027-03-31"],
    ["something else", "nonsense"],
  ])("knows no record behind %s", (_what, urn) => {
    expect(recordOfUrn(urn)).toBeUndefined();
  });

  it("names no stack and no type where there is none", () => {
    expect([stackOfUrn("nonsense"), typeOfUrn("nonsense")]).toEqual(["", ""]);
  });

  it("names an access key by its user and its id", () => {
    expect(keySubject("arn:aws:iam::000000000000:user/x", "AKIA1")).toBe("arn:aws:iam::000000000000:user/x#AKIA1");
  });

  it("splits owners", () => {
    expect(parseOwner("team/payments")).toEqual({ type: "team", id: "payments" });
    expect(parseOwner("person/w1042.x_y-z")).toEqual({ type: "person", id: "w1042.x_y-z" });
  });

  it.each(["", "payments", "team/", "Team/payments", "team/a/b", "group/a", "team/-a", "team/a b", "person/ä", "team/payments\n"])(
    "takes %j for no owner",
    (text) => {
      expect(parseOwner(text)).toBeUndefined();
    },
  );
});
