import { describe, expect, it } from "vitest";
import { z } from "zod";
import { fieldsOf, row, shown } from "../../../scripts/generate/fields.ts";
import { SCHEMAS } from "../../../scripts/generate/schemas.ts";

describe("scripts/generate/fields", () => {
  it.each(Object.entries(SCHEMAS))("every field of %s says what it is and, where its form does not, shows an example", (_, { schema }) => {
    const fields = fieldsOf(schema);
    expect(fields.length).toBeGreaterThan(4);
    expect(fields.filter(({ description }) => description.length < 4).map(({ path }) => path)).toEqual([]);
    const saysAll = ({ form, holds, default: otherwise }: (typeof fields)[number]) =>
      form.startsWith("`") || holds || otherwise !== undefined;
    expect(fields.filter((field) => field.examples.length === 0 && !saysAll(field)).map(({ path }) => path)).toEqual([]);
  });

  it("lists fields within fields, lists, maps and alternatives, each path once", () => {
    const inner = z.object({ at: z.string() });
    const schema = z.object({
      list: z.array(inner),
      map: z.record(z.string(), inner),
      either: z.union([z.object({ a: z.string(), c: z.int() }), z.object({ b: z.boolean(), c: z.int() })]).optional(),
    });
    expect(fieldsOf(schema).map(({ path, form, required }) => `${path} ${form} ${required}`)).toEqual([
      "list list of fields true",
      "list[].at text true",
      "map fields true",
      "map.<name>.at text true",
      "either fields false",
      "either.a text true",
      "either.c number true",
      "either.b `true` or `false` true",
    ]);
  });

  it("knows the form, the default and the examples, also of what is read as something else", () => {
    const schema = z.object({
      word: z.enum(["a", "b"]).default("a").describe("one of two"),
      length: z
        .string()
        .transform((text) => text.length)
        .meta({ examples: ["180d"] }),
    });
    expect(fieldsOf(schema)).toEqual([
      { path: "word", required: false, form: "`a` or `b`", description: "one of two", examples: [], default: "a", holds: false },
      { path: "length", required: true, form: "text", description: "", examples: ["180d"], default: undefined, holds: false },
    ]);
  });

  it.each([
    [undefined, ""],
    ["team/payments", "`team/payments`"],
    ["2027-03-31", "`2027-03-31`"],
    ["000000000000", '`"000000000000"`'],
    ["#512", '`"#512"`'],
    [[{ a: 1, "b c": [true, null] }], "`[{ a: 1, b c: [true, null] }]`"],
    [{}, "`{}`"],
  ])("shows %j as YAML would write it", (value, expected) => {
    expect(shown(value)).toBe(expected);
  });

  it("keeps a row a row", () => {
    expect(row("a | b", "c\nd")).toBe("| a \\| b | c d |");
  });
});
