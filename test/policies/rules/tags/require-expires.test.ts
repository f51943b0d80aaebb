import { describe, expect, it } from "vitest";
import { tagsRequireExpires as rule } from "../../../../policies/rules/tags/require-expires.ts";
import { declaredOf, settingsOf } from "../../../support/builders.ts";
import { POLICY, ROLE, says, saysOf, tagsFacet, UNKNOWN, UnknownValueError, USER } from "../../judging.ts";

const END = "2027-03-31T00:00:00Z";
const MISSING = ['has no tag "expires"'];

describe("policies/rules/tags/require-expires", () => {
  describe("compliant", () => {
    it.each(["user", "role", "policy"] as const)("has nothing to say about a %s that states its end", (type) => {
      expect(says(rule, tagsFacet({ expires: END }, { type }))).toEqual([]);
    });

    it("takes a date, which means its midnight, and an end that has passed", () => {
      expect(says(rule, tagsFacet({ expires: "2027-03-31" }))).toEqual([]);
      expect(says(rule, tagsFacet({ expires: "2001-01-01T00:00:00Z" }))).toEqual([]);
    });

    it.each(["user", "role"] as const)("finds the tag of a %s in whatever case AWS keeps it", (type) => {
      expect(says(rule, tagsFacet({ EXPIRES: END }, { type }))).toEqual([]);
    });

    it("asks for the tag by the organisation's own name", () => {
      const declared = declaredOf({ settings: settingsOf({ tags: { expires: "tenure:end" } }) });
      expect(says(rule, tagsFacet({ "tenure:end": END }), { declared })).toEqual([]);
      expect(says(rule, tagsFacet({ expires: END }), { declared })).toEqual(['has no tag "tenure:end"']);
    });
  });

  describe("violating", () => {
    it.each(["user", "role", "policy"] as const)("refuses a %s without the tag", (type) => {
      expect(says(rule, tagsFacet({}, { type }))).toEqual(MISSING);
      expect(says(rule, tagsFacet({ owner: "team/payments", "expires-at": END }, { type }))).toEqual(MISSING);
    });

    it("refuses a policy whose tag differs in case: there AWS tells them apart", () => {
      expect(says(rule, tagsFacet({ Expires: END }, { type: "policy" }))).toEqual(MISSING);
    });

    it.each([
      "",
      " ",
      "never",
      "31.03.2027",
      "2027-02-30",
      "2027-13-01",
      "2027-03-31T24:00:00Z",
      "2027-03-31T00:00:00",
      "2027-03-31T00:00:00+02:00",
      "2027-03-31T00:00:00.000Z",
      "2027-03-31t00:00:00z",
      " 2027-03-31",
      "2027-03-31\n",
      "1806537600",
    ])("refuses what is no instant: %j", (value) => {
      expect(says(rule, tagsFacet({ expires: value }))).toEqual([
        `tag "expires" is "${value}", expected an instant such as 2027-03-31T00:00:00Z`,
      ]);
    });

    it("spares no policy for its name or its path alone", () => {
      for (const owner of [{ name: "disabled" }, { path: "/tenure/", name: "until-2027-03-31" }, { path: "/tenure/", name: "Disabled" }]) {
        expect(says(rule, tagsFacet({}, { type: "policy", ...owner }))).toEqual(MISSING);
      }
      expect(says(rule, tagsFacet({}, { type: "role", path: "/tenure/", name: "disabled" }))).toEqual(MISSING);
    });

    it.each([USER, ROLE, POLICY])("sees it in the resource: %s", (type) => {
      expect(saysOf(rule, type, { name: "x" })).toEqual(MISSING);
      expect(saysOf(rule, type, { name: "x", tags: null })).toEqual(MISSING);
      expect(saysOf(rule, type, { name: "x", tags: { owner: "team/payments" }, tagsAll: { expires: END } })).toEqual(MISSING);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about the boundary that denies everything, or of what must never end", () => {
      expect(says(rule, tagsFacet({}, { type: "policy", path: "/tenure/", name: "disabled" }))).toEqual([]);
      expect(says(rule, tagsFacet({}, { type: "policy", path: "/tenure/", name: "break-glass" }))).toEqual([]);
    });

    it("has nothing to say about resources that IAM cannot tag", () => {
      expect(saysOf(rule, "aws:iam/group:Group", { name: "x" })).toEqual([]);
      expect(saysOf(rule, "aws:iam/accessKey:AccessKey", { user: "x" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ tags: UNKNOWN.object }, { tags: { expires: UNKNOWN.text } }, { tags: { expires: END }, path: UNKNOWN.text }])(
      "lets what is not known surface: %o",
      (unknown) => {
        for (const type of [USER, ROLE, POLICY]) expect(() => saysOf(rule, type, { name: "x", ...unknown })).toThrow(UnknownValueError);
      },
    );
  });
});
