import { describe, expect, it } from "vitest";
import { tagsNoPersonalData as rule } from "../../../../policies/rules/tags/no-personal-data.ts";
import { POLICY, ROLE, says, saysOf, tagsFacet, UNKNOWN, UnknownValueError, USER } from "../../judging.ts";

const saidOf = (value: string) => says(rule, tagsFacet({ contact: value }));

describe("policies/rules/tags/no-personal-data", () => {
  describe("compliant", () => {
    it.each([
      "",
      "person/w1042",
      "team/payments",
      "0057F00000abc",
      "2027-03-31T00:00:00Z",
      "2027-03-31T00:00:00+02:00",
      "repo:acme@123/web@456:environment:production",
      "registry.example.org/web@sha256:0123456789",
      "@acme/billing",
      "C++ 17",
      "+5 to +12",
      "10.0.0.1 - 10.0.0.255",
      "arn:aws:iam::000000000000:user/w1042",
      "999988887777",
      "+1234567",
    ])("has nothing to say about ids, dates and addresses of machines: %j", (value) => {
      expect(saidOf(value)).toEqual([]);
    });

    it("takes a version with the time of its build for no telephone number", () => {
      expect(saidOf("1.4.0+20261123103000")).toEqual([]);
      expect(saidOf("v2+20261123")).toEqual([]);
    });

    it("has nothing to say without tags", () => {
      expect(says(rule, tagsFacet({}))).toEqual([]);
    });
  });

  describe("violating", () => {
    it.each([
      "ada@example.org",
      "ADA.LOVELACE@EXAMPLE.CO.UK",
      "ada+ci@example.org",
      "mailto:ada@example.org",
      "Ada Lovelace ada@example.org",
      "owner=ada@example.org/payments",
      "ada@bücher.example",
      "ada@xn--bcher-kva.example",
      "payments / ada@example.org / +49 30 1234567",
    ])("refuses an e-mail address anywhere in a value: %j", (value) => {
      expect(saidOf(value)).toEqual(['tag "contact" holds an e-mail address']);
    });

    it.each(["+49 30 1234567", "+4930123456", "+1-555-123-4567", "+1.555.123.4567", "call +442079460000 now", "+49301234"])(
      "refuses a telephone number in its international form: %j",
      (value) => {
        expect(saidOf(value)).toEqual(['tag "contact" holds a telephone number']);
      },
    );

    it("names each tag, in their order, and never what it holds", () => {
      expect(says(rule, tagsFacet({ phone: "+49 30 1234567", Team: "x", mail: "ada@example.org" }))).toEqual([
        'tag "phone" holds a telephone number',
        'tag "mail" holds an e-mail address',
      ]);
    });

    it("looks into keys as well, and does not repeat them", () => {
      expect(says(rule, tagsFacet({ "ada@example.org": "payments" }))).toEqual(["the key of a tag holds an e-mail address"]);
      expect(says(rule, tagsFacet({ "+49 30 1234567": "" }))).toEqual(["the key of a tag holds a telephone number"]);
    });

    it.each([USER, ROLE, POLICY])("sees it in the tags of %s, those that Tenure writes too", (type) => {
      expect(saysOf(rule, type, { name: "x", tags: { owner: "ada@example.org" } })).toEqual(['tag "owner" holds an e-mail address']);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about resources that IAM cannot tag, nor about other properties", () => {
      expect(saysOf(rule, "aws:iam/group:Group", { name: "ada@example.org", tags: { contact: "ada@example.org" } })).toEqual([]);
      expect(saysOf(rule, USER, { name: "ada@example.org" })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ tags: UNKNOWN.object }, { tags: { contact: UNKNOWN.text } }, { tags: {}, name: UNKNOWN.text }])(
      "lets what is not known surface: %o",
      (unknown) => {
        for (const type of [USER, ROLE, POLICY]) expect(() => saysOf(rule, type, { name: "x", ...unknown })).toThrow(UnknownValueError);
      },
    );
  });
});
