import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EditError, editYaml, newYaml, type Step, schemaLine } from "../../../stacks/files/edit.ts";
import { parseYaml } from "../../../stacks/files/yaml.ts";
import { anyEdit, anyRecord, applied, type Text, textOf } from "./edits.ts";

const RECORD = `# yaml-language-server: $schema=../../../schemas/service-accounts.json
# Asked for in INC-7.
owner: team/payments   # since the move

purpose: 'Nightly  export'
expires: "2027-03-31" # with the contract

groups:
  # the only one
  - ledger-writers
keys:
  # made by hand
  primary: { expires: 2027-01-31 }   # rotate in January

  next:
    expires: 2027-03-01
    state: active # for now
tags: { Team: x, "Cost Center": '12' }
# the end
`;

/** The record with some of its lines replaced: what an edit must come to, to the letter. */
function withLines(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`expected ${JSON.stringify(from)} in the record`);
    return text.replace(from, () => to);
  }, RECORD);
}

const disabled = { since: "2026-11-23T12:00:00Z", reason: "left, see #512", ref: "#512" };

describe("stacks/files/edit", () => {
  describe("editYaml", () => {
    const edits: readonly [string, readonly Step[], string][] = [
      [
        "a value, its quotes and comment apart",
        [{ set: ["expires"], to: "2027-06-30" }],
        withLines(['"2027-03-31" # with', "2027-06-30 # with"]),
      ],
      [
        "a value deep inside a flow map",
        [{ set: ["keys", "primary", "expires"], to: "2027-02-28" }],
        withLines(["{ expires: 2027-01-31 }", "{ expires: 2027-02-28 }"]),
      ],
      [
        "a value deep inside a block map",
        [{ set: ["keys", "next", "state"], to: "disabled" }],
        withLines(["state: active # for now", "state: disabled # for now"]),
      ],
      ["a value that needs quotes", [{ set: ["tags", "Team"], to: "a, b: {c}" }], withLines(["Team: x", 'Team: "a, b: {c}"'])],
      [
        "a list in its block form",
        [{ set: ["groups"], to: ["ledger-readers"] }],
        withLines(["groups:\n  # the only one\n  - ledger-writers\n", "groups: [ ledger-readers ]\n"]),
      ],
      [
        "a new key of the record, before the comment that ends it",
        [{ set: ["state"], to: "disabled" }],
        withLines(["'12' }\n", "'12' }\nstate: disabled\n"]),
      ],
      [
        "new fields of the record, one after the other",
        [
          { set: ["state"], to: "disabled" },
          { set: ["disabled"], to: disabled },
        ],
        withLines([
          "'12' }\n",
          `'12' }\nstate: disabled\ndisabled: { since: 2026-11-23T12:00:00Z, reason: "left, see #512", ref: "#512" }\n`,
        ]),
      ],
      [
        "a new key of a flow map",
        [{ set: ["keys", "primary", "state"], to: "disabled" }],
        withLines(["{ expires: 2027-01-31 }", "{ expires: 2027-01-31, state: disabled }"]),
      ],
      [
        "a new key of a block map",
        [{ set: ["keys", "next", "secret"], to: "external" }],
        withLines(["# for now\n", "# for now\n    secret: external\n"]),
      ],
      [
        "a new map where there was none",
        [{ set: ["keys", "third", "expires"], to: "2027-05-01" }],
        withLines(["# for now\n", "# for now\n  third: { expires: 2027-05-01 }\n"]),
      ],
      ["a key that goes from the record", [{ remove: ["purpose"] }], withLines(["purpose: 'Nightly  export'\n", ""])],
      [
        "a key that goes with all that it holds",
        [{ remove: ["keys", "next"] }],
        withLines(["  next:\n    expires: 2027-03-01\n    state: active # for now\n", ""]),
      ],
      ["the first key of a flow map that goes", [{ remove: ["tags", "Team"] }], withLines(["{ Team: x, ", "{ "])],
      ["the last key of a flow map that goes", [{ remove: ["tags", "Cost Center"] }], withLines([`, "Cost Center": '12' }`, " }"])],
      [
        "all keys of a flow map that go",
        [{ remove: ["tags", "Team"] }, { remove: ["tags", "Cost Center"] }],
        withLines([`{ Team: x, "Cost Center": '12' }`, "{  }"]),
      ],
      ["what is not there and goes", [{ remove: ["state"] }, { remove: ["keys", "none", "state"] }], RECORD],
      ["nothing", [], RECORD],
    ];

    it.each(edits)("changes %s, and nothing beside it", (_what, steps, expected) => {
      expect(editYaml(RECORD, steps)).toBe(expected);
    });

    it.each([
      ["ends without a newline", "a: 1\nb: 2", [{ set: ["c"], to: 3 }], "a: 1\nb: 2\nc: 3\n"],
      [
        "has Windows line ends",
        "a: 1 # x\r\nb: 2\r\nc: 3\r\n",
        [{ set: ["a"], to: 9 }, { remove: ["b"] }] as const,
        "a: 9 # x\r\nc: 3\r\n",
      ],
      [
        "is one flow map",
        "{ a: 1, b: 2 } # x\n",
        [{ set: ["a"], to: 9 }, { set: ["c"], to: 3 }, { remove: ["b"] }] as const,
        "{ a: 9, c: 3 } # x\n",
      ],
      [
        "has a flow map over several lines",
        "a: {\n  b: 1, # one\n  c: 2 # two\n}\nd: 3\n",
        [{ set: ["a", "c"], to: 9 }] as const,
        "a: {\n  b: 1, # one\n  c: 9 # two\n}\nd: 3\n",
      ],
      ["has a key in quotes", `"a": 1\n'b': 2\n`, [{ set: ["a"], to: 9 }, { remove: ["b"] }] as const, `"a": 9\n`],
      [
        "has null for a value",
        "a: null # open\nb: ~\n",
        [
          { set: ["a"], to: "2027-01-01" },
          { set: ["b"], to: { c: 1 } },
        ] as const,
        "a: 2027-01-01 # open\nb: { c: 1 }\n",
      ],
      [
        "has an empty map",
        "keys: {}\nb: 1\n",
        [{ set: ["keys", "primary"], to: { expires: "2027-01-01" } }] as const,
        "keys: { primary: { expires: 2027-01-01 } }\nb: 1\n",
      ],
      [
        "has more than one blank and tab",
        "a:   1\t# x\nb:\t2\n",
        [
          { set: ["a"], to: 9 },
          { set: ["b"], to: 8 },
        ] as const,
        "a:   9\t# x\nb:\t8\n",
      ],
    ] satisfies [string, string, readonly Step[], string][])("edits a text that %s", (_what, text, steps, expected) => {
      expect(editYaml(text, steps)).toBe(expected);
    });

    it("gives a value to a key that has none", () => {
      expect(editYaml("a: 1\nends:\nb: 2\n", [{ set: ["ends"], to: "2027-01-01" }])).toBe("a: 1\nends: 2027-01-01\nb: 2\n");
    });

    it("gives one value to a key that has a block of them", () => {
      expect(editYaml("a: 1\nb:\n  - x\n  - y\nc: 3\n", [{ set: ["b"], to: "z" }])).toBe("a: 1\nb: z\nc: 3\n");
    });

    it("leaves an empty map where the only key of a block goes: the last key of a user must be removable too", () => {
      const text = "keys:\n  primary: { expires: 2027-01-31 }\ngroups: []\n";
      expect(parseYaml("x", editYaml(text, [{ remove: ["keys", "primary"] }])).data).toEqual({ keys: {}, groups: [] });
    });

    it.each(["123", "true", "null", "a: b", "- a", "#", "a,b"])("writes the key %j so that the record can be read again", (key) => {
      for (const text of ["tags: { a: b }\n", "tags:\n  a: b\n"])
        expect(parseYaml("x", editYaml(text, [{ set: ["tags", key], to: "x" }]))).toEqual({
          data: { tags: { a: "b", [key]: "x" } },
          problems: [],
        });
    });

    it.each([
      ["broken", "a: [\n"],
      ["a list", "- a\n"],
      ["empty", ""],
      ["a word", "a\n"],
      ["two documents", "a: 1\n---\nb: 2\n"],
      ["with a key twice", "a: 1\na: 2\n"],
    ])("refuses a text that is no record: %s", (_what, text) => {
      expect(() => editYaml(text, [{ set: ["a"], to: 9 }])).toThrow(EditError);
    });

    it("refuses to reach into a list", () => {
      expect(() => editYaml("groups: [a]\n", [{ set: ["groups", "b"], to: 1 }])).toThrow(EditError);
    });

    it("says with its code what it could not do", () => {
      expect(() => editYaml("a: [\n", [{ remove: ["a"] }])).toThrow(expect.objectContaining({ name: "EditError", code: "EDIT_FAILED" }));
    });

    /** The result of an edit, or `undefined` when it was refused. */
    function attempt({ text }: { text: string }, step: Step): string | undefined {
      try {
        return editYaml(text, [step]);
      } catch (error) {
        if (error instanceof EditError) return undefined;
        throw error;
      }
    }

    /** Everything around the touched entry stays to the letter: the entries before and after it, with their comments and blank lines. */
    function expectUntouched(text: Text, key: string, result: string): void {
      const at = text.entries.findIndex((entry) => entry.key === key);
      const before = text.entries.slice(0, at === -1 ? undefined : at).map((entry) => entry.text);
      const after = at === -1 ? [] : text.entries.slice(at + 1).map((entry) => entry.text);
      expect(result.startsWith(`${text.head}${before.join("")}${at === -1 ? "" : text.entries[at]!.above}`)).toBe(true);
      expect(result.endsWith(`${after.join("")}${text.foot}`)).toBe(true);
    }

    it("comes to what was meant, in any form of a record, and touches nothing around it", () => {
      fc.assert(
        fc.property(anyEdit(), ({ record, step }) => {
          const text = textOf(record);
          const result = attempt(text, step);
          expect(result).toBeDefined();
          expect(parseYaml("x", result!)).toEqual({ data: applied(record, step), problems: [] });
          expectUntouched(text, ("set" in step ? step.set : step.remove)[0]!, result!);
        }),
        { numRuns: 1_000 },
      );
    });

    it("does no damage to any text: it comes to what was meant, or is refused", () => {
      const line = fc.constantFrom(
        "a: 1",
        "b: |",
        "  text",
        "b: >-",
        "c:",
        "  d: 1",
        "  - x",
        "- y",
        "{ e: 1 }",
        "# z",
        "",
        "f: { g: 1,",
        "  h: 2 }",
        "i: 'j",
        "k'",
        "? l",
        ": m",
        "n: &o 1",
        "p: *o",
        "...",
        "---",
        '"q": "r\\',
        "s: [t, u]",
        "\t",
        "v: - w",
      );
      const path = fc.array(fc.constantFrom("a", "b", "c", "d", "f", "g", "h", "n", "p", "new"), { minLength: 1, maxLength: 3 });
      const step = fc.oneof(
        fc.record({ set: path, to: fc.constantFrom<unknown>("x", 1, null, "a\nb", " ", "- a", { x: "y" }, ["z"], {}, []) }),
        fc.record({ remove: path }),
      );
      fc.assert(
        fc.property(fc.array(line, { maxLength: 8 }), step, (lines, one: Step) => {
          const text = `${lines.join("\n")}\n`;
          const before = parseYaml("x", text);
          fc.pre(before.problems.length === 0);
          const result = attempt({ text }, one);
          if (result === undefined) return;
          expect(parseYaml("x", result)).toEqual({ data: applied(before.data as Record<string, unknown>, one), problems: [] });
        }),
        { numRuns: 3_000 },
      );
    });
  });

  describe("newYaml", () => {
    it("writes a comment to the letter and on its line, whatever it quotes", () => {
      const text = newYaml("settings.yaml", { owner: "team/web" }, { owner: 'guess: the tag says "$& $1\nevil: true"' });
      expect(text.split("\n").slice(1)).toEqual(['owner: team/web # guess: the tag says "$& $1 evil: true"', ""]);
    });

    it("writes a record as people do: the schema first, short values on one line", () => {
      const record = {
        owner: "team/security",
        purpose: "Found in the account, nobody declared it",
        expires: "2026-12-07",
        adopted: { at: "2026-11-23T12:00:00Z", ref: "unmanaged" },
        groups: ["readers"],
        keys: { "adopted-1": { expires: "2026-12-07", id: "AKIAIOSFODNN7EXAMPLE", secret: "external" } },
        tags: {},
      };
      expect(
        newYaml("accounts/prod/service-accounts/found.yaml", record),
      ).toBe(`# yaml-language-server: $schema=../../../schemas/service-accounts.json
owner: team/security
purpose: "Found in the account, nobody declared it"
expires: 2026-12-07
adopted: { at: 2026-11-23T12:00:00Z, ref: unmanaged }
groups: [ readers ]
keys: { adopted-1: { expires: 2026-12-07, id: AKIAIOSFODNN7EXAMPLE, secret: external } }
tags: {}
`);
    });

    it("puts a comment at the end of its field's first line", () => {
      const record = {
        owner: "team/web",
        statements: [{ allow: ["s3:GetObject"], on: [`arn:aws:s3:::${"a".repeat(63)}/*`, "arn:aws:s3:::b"] }],
      };
      expect(newYaml("settings.yaml", record, { owner: "who", statements: "what", other: "nothing" })).toBe(
        `# yaml-language-server: $schema=./schemas/settings.json\nowner: team/web # who\nstatements: # what\n  - allow:\n      - s3:GetObject\n    on:\n      - arn:aws:s3:::${"a".repeat(63)}/*\n      - arn:aws:s3:::b\n`,
      );
    });

    it("writes what is long in a block", () => {
      const statement = (bucket: string) => ({ allow: ["s3:GetObject", "s3:PutObject"], on: [`arn:aws:s3:::${bucket.repeat(63)}/*`] });
      const statements = [statement("a"), statement("b")];
      const text = newYaml("accounts/prod/permissions/x.yaml", { owner: "team/web", statements });
      expect(text.split("\n").every((line) => line.length < 120)).toBe(true);
      expect(parseYaml("x", text)).toEqual({ data: { owner: "team/web", statements }, problems: [] });
    });

    it("writes out every time what stands in a record twice: anchors would make it unreadable", () => {
      const on = ["arn:aws:s3:::a"];
      const statements = [
        { allow: ["s3:GetObject", "s3:PutObject"], on },
        { deny: ["s3:DeleteObject", "s3:DeleteBucket"], on },
      ];
      const record = { tags: { a: on, b: on }, statements };
      expect(parseYaml("x", newYaml("accounts/prod/permissions/x.yaml", record))).toEqual({ data: record, problems: [] });
    });

    it("can be read again as what was meant, whatever the words: some of them come from AWS or from strangers", () => {
      const text = fc.oneof(
        fc.string(),
        fc.string({ unit: fc.constantFrom(..."\n\r\t :#-?{}[],&*!|>'\"%@`a1~"), maxLength: 12 }),
        fc.constantFrom("true", "null", "012", "1e3", "2027-01-01", "a\nb", "\nconsole: true", "x\nconsole: true"),
      );
      const key = text.filter((word) => word !== "<<" && word !== "__proto__");
      const value = fc.letrec((tie) => ({
        any: fc.oneof(
          { depthSize: "small" },
          text,
          fc.boolean(),
          fc.integer(),
          fc.array(tie("any"), { maxLength: 3 }),
          fc.dictionary(key, tie("any"), { maxKeys: 3 }),
        ),
      })).any;
      fc.assert(
        fc.property(fc.dictionary(fc.constantFrom("purpose", "tags", "disabled", "legacy"), value, { minKeys: 1 }), (record) => {
          expect(parseYaml("x", newYaml("accounts/prod/people/x.yaml", record))).toEqual({ data: { ...record }, problems: [] });
        }),
        { numRuns: 500 },
      );
    });
  });

  it.each([
    ["settings.yaml", "./schemas/settings.json"],
    ["directory/people/w1.yaml", "../../schemas/person.json"],
    ["directory/teams/web.yaml", "../../schemas/team.json"],
    ["accounts/prod/account.yaml", "../../schemas/account.json"],
    ["accounts/prod/people/w1.yaml", "../../../schemas/people.json"],
    ["accounts/prod/exceptions/x.yaml", "../../../schemas/exceptions.json"],
    ["accounts/prod/retired/service-accounts/x.yaml", "../../../../schemas/service-accounts.json"],
  ])("names the schema of %s from there", (path, schema) => {
    expect(schemaLine(path)).toBe(`# yaml-language-server: $schema=${schema}`);
  });

  it("edits a record of any kind of value without losing one", () => {
    fc.assert(
      fc.property(anyRecord(), (record) => {
        const { text } = textOf(record);
        expect(editYaml(text, [])).toBe(text);
        expect(parseYaml("x", text)).toEqual({ data: applied(record, undefined), problems: [] });
      }),
    );
  });
});
