import { describe, expect, it } from "vitest";
import { tagsOnlyLegal as rule } from "../../../../policies/rules/tags/only-legal.ts";
import { POLICY, ROLE, says, saysOf, tagsFacet, UNKNOWN, UnknownValueError, USER } from "../../judging.ts";

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, "x"]));

describe("policies/rules/tags/only-legal", () => {
  describe("compliant", () => {
    it("has nothing to say about every kind of character that AWS takes, an empty value and no tag at all", () => {
      const tags = { "Team_1.2:3/4=5+6-7@8": "Ärzte 部門", Space: "a b\u00a0c\u3000d", Empty: "", "٣": "½" };
      expect(says(rule, tagsFacet(tags))).toEqual([]);
      expect(says(rule, tagsFacet({}))).toEqual([]);
    });

    it("lets 50 tags, keys of 128 and values of 256 characters through", () => {
      expect(says(rule, tagsFacet({ ...many(49), ["k".repeat(128)]: "v".repeat(256) }))).toEqual([]);
    });

    it("counts characters as AWS does, not the halves of which JavaScript makes some", () => {
      expect(says(rule, tagsFacet({ ["𝒜".repeat(128)]: "𝒜".repeat(256) }))).toEqual([]);
    });

    it("lets keys of policies differ only in case", () => {
      expect(says(rule, tagsFacet({ Team: "x", team: "y" }, { type: "policy" }))).toEqual([]);
    });

    it("does not mind aws in the middle, or without its colon", () => {
      expect(says(rule, tagsFacet({ "on-aws:x": "my-aws:y", aws: "aws", "aws-x": "AWS account" }))).toEqual([]);
    });
  });

  describe("violating", () => {
    it("refuses the 51st tag", () => {
      expect(says(rule, tagsFacet(many(51)))).toEqual(["has 51 tags, AWS allows 50"]);
    });

    it("refuses the 129th character of a key and shows its beginning", () => {
      expect(says(rule, tagsFacet({ ["k".repeat(129)]: "v" }))).toEqual([
        'key of tag "kkkkkkkkkkkkkkkkkkkk…" has 129 characters, AWS allows 128',
      ]);
    });

    it("refuses the 257th character of a value and does not show it", () => {
      expect(says(rule, tagsFacet({ Team: "v".repeat(257) }))).toEqual(['value of tag "Team" has 257 characters, AWS allows 256']);
    });

    it.each(["O'Neil", "a,b", "50%", "a#b", "(x)", "why?", "wow!", "a*", "tab\there", "two\nlines", "back\\slash", '"x"', "😀", "e\u0301"])(
      "refuses what AWS refuses in a value: %j",
      (value) => {
        expect(says(rule, tagsFacet({ Team: value }))).toEqual(['value of tag "Team" holds characters that AWS refuses']);
      },
    );

    it("refuses what AWS refuses in a key", () => {
      expect(says(rule, tagsFacet({ "Team#1": "x" }))).toEqual(['key of tag "Team#1" holds characters that AWS refuses']);
    });

    it("refuses an empty key", () => {
      expect(says(rule, tagsFacet({ "": "x" }))).toEqual(["a tag has no key"]);
    });

    it.each(["aws:owner", "AWS:owner", "Aws:", "aws:cloudformation:stack-name"])("refuses AWS's own prefix in a key: %s", (key) => {
      expect(says(rule, tagsFacet({ [key]: "x" }))).toEqual([`tag "${key}" uses the prefix aws:, which is AWS's own`]);
    });

    it("refuses AWS's own prefix in a value: IAM asks for both", () => {
      expect(says(rule, tagsFacet({ Team: "aws:payments" }))).toEqual([`value of tag "Team" begins with aws:, which is AWS's own prefix`]);
    });

    it.each(["user", "role"] as const)("refuses keys of a %s that differ only in case: AWS would keep one of them", (type) => {
      expect(says(rule, tagsFacet({ Team: "x", owner: "y", TEAM: "z", team: "" }, { type }))).toEqual([
        'tag "Team" differs from another one only in case',
        'tag "team" differs from another one only in case',
      ]);
    });

    it("says the same whatever the order of the tags, or what stands on base would not be known again", () => {
      const said = ['tag "team" differs from another one only in case'];
      expect(says(rule, tagsFacet({ Team: "x", team: "y" }))).toEqual(said);
      expect(says(rule, tagsFacet({ team: "y", Team: "x" }))).toEqual(said);
    });

    it("says everything that is wrong with a tag", () => {
      expect(says(rule, tagsFacet({ ...many(50), [`aws:${"!".repeat(125)}`]: "?".repeat(257) }))).toEqual([
        "has 51 tags, AWS allows 50",
        `key of tag "aws:${"!".repeat(125)}" holds characters that AWS refuses`,
        `tag "aws:${"!".repeat(125)}" uses the prefix aws:, which is AWS's own`,
        `key of tag "aws:!!!!!!!!!!!!!!!!…" has 129 characters, AWS allows 128`,
        `value of tag "aws:${"!".repeat(125)}" holds characters that AWS refuses`,
        `value of tag "aws:${"!".repeat(125)}" has 257 characters, AWS allows 256`,
      ]);
    });

    it.each([USER, ROLE, POLICY])("sees it in the tags of %s", (type) => {
      expect(saysOf(rule, type, { name: "x", tags: { Team: "a*" } })).toEqual(['value of tag "Team" holds characters that AWS refuses']);
    });
  });

  describe("not applicable", () => {
    it("has nothing to say about resources that IAM cannot tag, nor about what the provider adds", () => {
      expect(saysOf(rule, "aws:iam/group:Group", { name: "x", tags: { Team: "a*" } })).toEqual([]);
      expect(saysOf(rule, USER, { name: "x", tagsAll: { Team: "a*" } })).toEqual([]);
    });
  });

  describe("unknown at preview", () => {
    it.each([{ tags: UNKNOWN.object }, { tags: { Team: UNKNOWN.text } }, { tags: {}, name: UNKNOWN.text }])(
      "lets what is not known surface: %o",
      (unknown) => {
        for (const type of [USER, ROLE, POLICY]) expect(() => saysOf(rule, type, { name: "x", ...unknown })).toThrow(UnknownValueError);
      },
    );
  });
});
