import { describe, expect, it } from "vitest";
import { z } from "zod";
import { complaintsOf } from "../../../stacks/files/messages.ts";
import { got, strictObject } from "../../../stacks/model/fields.ts";

/** What a schema's failure says of a value, as `path: message`. */
function complaints(schema: z.ZodType, data: unknown): readonly string[] {
  const parsed = schema.safeParse(data);
  return parsed.success ? [] : complaintsOf(parsed.error, data).map(({ path, message }) => `${path.join("/")} | ${message}`);
}

describe("stacks/files/messages", () => {
  const schema = strictObject({
    name: z.string().min(2).max(5).optional(),
    size: z.int().min(1).max(9).optional(),
    list: z.array(z.string()).min(1).max(2).optional(),
    kind: z.enum(["small", "large"]).optional(),
    code: z
      .string()
      .regex(/^[a-z]+$/, { error: "expected small letters" })
      .optional(),
    plain: z
      .string()
      .regex(/^[0-9]+$/)
      .optional(),
    day: z
      .string()
      .refine((text) => text === "today", { error: got("today") })
      .optional(),
    slots: z.record(z.string().regex(/^[a-z]+$/, { error: "expected a word" }), z.boolean()).optional(),
    inner: strictObject({ deep: z.string() }).optional(),
  });

  it.each([
    ["text that is too short", { name: "a" }, ['name | name: expected at least 2 characters, got "a"']],
    ["text that is too long", { name: "abcdef" }, ['name | name: expected at most 5 characters, got "abcdef"']],
    ["a number that is too small", { size: 0 }, ["size | size: expected at least 1, got 0"]],
    ["a number that is too large", { size: 10 }, ["size | size: expected at most 9, got 10"]],
    ["a list that is too short", { list: [] }, ["list | list: expected at least 1 entries, got []"]],
    ["the wrong type", { name: 5 }, ["name | name: expected string, got 5"]],
    ["nothing where something is needed", { name: null }, ["name | name: expected string, got null"]],
    ["the wrong type in a list", { list: ["a", 5] }, ["list/1 | list.1: expected string, got 5"]],
    ["a word that is nearly right", { kind: "smal" }, ['kind | kind: expected small or large, got "smal"; did you mean "small"?']],
    ["a word that is not", { kind: "zebra" }, ['kind | kind: expected small or large, got "zebra"']],
    ["a form with words of its own", { code: "A" }, ['code | code: expected small letters, got "A"']],
    ["a form without", { plain: "A" }, ['plain | plain: expected text of the form /^[0-9]+$/, got "A"']],
    ["a rule with words of its own", { day: "monday" }, ['day | day: expected today, got "monday"']],
    ["a key of the wrong form", { slots: { A1: true } }, ['slots/A1 | key "A1": expected a word']],
    ["a missing key deep inside", { inner: {} }, ['inner/deep | missing key "inner.deep"']],
    ["an unknown key deep inside", { inner: { deep: "a", deeep: "b" } }, ['inner/deeep | unknown key "deeep"; did you mean "deep"?']],
    ["no object at all", [], ["| expected object, got []"]],
  ])("says of %s", (_what, data, expected) => {
    expect(complaints(schema, data).map((line) => line.trimStart())).toEqual(expected);
  });

  it("says of each unknown key where it stands", () => {
    expect(complaints(schema, { nam: "x", siez: 1 })).toEqual([
      'nam | unknown key "nam"; did you mean "name"?',
      'siez | unknown key "siez"; did you mean "size"?',
    ]);
  });

  describe("of alternatives", () => {
    const either = z.object({
      trust: z.union([strictObject({ service: z.string() }), strictObject({ account: z.string(), externalId: z.string().optional() })]),
    });

    it.each([
      ["the one whose keys are there", { account: 5 }, ["trust/account | trust.account: expected string, got 5"]],
      [
        "the one whose keys are nearly there",
        { acount: "x" },
        ['trust/account | missing key "trust.account"', 'trust/acount | unknown key "acount"; did you mean "account"?'],
      ],
    ])("speaks of %s", (_what, trust, expected) => {
      expect([...complaints(either, { trust })].sort()).toEqual(expected);
    });
  });
});
