import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { lineOf, parseYaml } from "../../../stacks/files/yaml.ts";
import { printProblem } from "../../../stacks/model/errors.ts";

const problems = (text: string) => parseYaml("x.yaml", text).problems.map(printProblem);

describe("stacks/files/yaml", () => {
  describe("parseYaml", () => {
    it("gives plain data: only true, false, null and numbers are no text", () => {
      const text = "a: yes\nb: 2027-03-31\nc: 012\nd: 1:30\ne: true\nf: ~\ng: 0x10\nh: on\ni: '1'\nj: 1_000\n";
      expect(parseYaml("x.yaml", text)).toEqual({
        data: { a: "yes", b: "2027-03-31", c: 12, d: "1:30", e: true, f: null, g: 16, h: "on", i: "1", j: "1_000" },
        problems: [],
      });
    });

    it("reads the newest YAML whatever version a file claims to have", () => {
      expect(parseYaml("x.yaml", "%YAML 1.1\n---\na: yes\nb: 2027-03-31\n")).toEqual({ data: { a: "yes", b: "2027-03-31" }, problems: [] });
    });

    it("reads an empty file as nothing", () => {
      expect(parseYaml("x.yaml", "")).toEqual({ data: null, problems: [] });
      expect(parseYaml("x.yaml", "# only a comment\n")).toEqual({ data: null, problems: [] });
    });

    it.each([
      ["a key twice", "a: 1\nb: 2\na: 3\n", ["x.yaml:3: Map keys must be unique"]],
      ["a key twice in a flow map", "a: { b: 1, b: 2 }\n", ["x.yaml:1: Map keys must be unique"]],
      ["an anchor", "a: &x 1\n", ["x.yaml:1: anchors are not allowed: write the value out where it is needed"]],
      [
        "an alias",
        "a: &x 1\nb: *x\n",
        [
          "x.yaml:1: anchors are not allowed: write the value out where it is needed",
          "x.yaml:2: aliases are not allowed: write the value out",
        ],
      ],
      ["a merge key", "a: 1\n<<: { b: 2 }\n", ["x.yaml:2: merge keys are not allowed: write the keys out"]],
      ["a merge key in quotes", '"<<": { b: 2 }\n', ["x.yaml:1: merge keys are not allowed: write the keys out"]],
      ["a type tag", "a: !!str 5\n", ["x.yaml:1: type tags such as tag:yaml.org,2002:str are not allowed"]],
      ["a type tag on a map", "a: 1\nb: !!set { c }\n", ["x.yaml:2: type tags such as tag:yaml.org,2002:set are not allowed"]],
      ["a tag of its own", "a: !secret x\n", ["x.yaml:1: type tags such as !secret are not allowed"]],
      ["a number as a key", "1: x\n", ["x.yaml:1: expected a word as the key"]],
      ["nothing as a key", ": x\n", ["x.yaml:1: expected a word as the key"]],
      ["a list as a key", "? [a]\n: x\n", ["x.yaml:1: expected a word as the key"]],
      ["a tab for indentation", "a:\n\tb: 1\n", ["x.yaml:2: Tabs are not allowed as indentation"]],
    ])("refuses %s", (_what, text, expected) => {
      expect(problems(text)).toEqual(expected);
      expect(parseYaml("x.yaml", text).data).toBeUndefined();
    });

    it("refuses a second document", () => {
      expect(problems("a: 1\n---\nb: 2\n")).toHaveLength(1);
      expect(problems("a: 1\n---\nb: 2\n")[0]).toMatch(/^x\.yaml:2: /);
      expect(problems("---\na: 1\n")).toEqual([]);
    });

    it("names the line of every problem at once", () => {
      expect(
        problems("a: &x 1\nb: 2\nc: !t 3\nb: 4\n")
          .map((problem) => problem.split(":")[1])
          .sort(),
      ).toEqual(["1", "3", "4"]);
    });

    it("reads whatever the same library writes of plain data", () => {
      const key = fc.string({ minLength: 1 }).filter((text) => text !== "<<" && text !== "__proto__");
      const value = fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null));
      const data = fc.dictionary(key, fc.oneof(value, fc.array(value), fc.dictionary(key, value)));
      fc.assert(
        fc.property(data, (record) => {
          expect(parseYaml("x.yaml", stringify(record))).toEqual({ data: { ...record }, problems: [] });
        }),
      );
    });

    it("is not frightened by nesting beyond all reason", () => {
      expect(problems(`a: ${"[".repeat(30_000)}`).length).toBeGreaterThan(0);
    });
  });

  describe("lineOf", () => {
    const text =
      "# comment\nowner: a\n\nkeys:\n  primary:\n    expires: x\n  next: { expires: y,\n    state: z }\ngroups:\n  - one\n  - two\n";
    it.each([
      [[], 2],
      [["owner"], 2],
      [["keys"], 4],
      [["keys", "primary", "expires"], 6],
      [["keys", "next", "expires"], 7],
      [["keys", "next", "state"], 8],
      [["groups", 0], 10],
      [["groups", 1], 11],
    ])("finds %j on line %i", (path, line) => {
      expect(lineOf(text, path)).toBe(line);
    });

    it.each([
      [["zebra"], 2],
      [["keys", "zebra"], 4],
      [["keys", "primary", "zebra", "deep"], 5],
      [["groups", 7], 9],
      [["owner", "deep"], 2],
      [["groups", "word"], 9],
    ])("finds the last that exists on the way to %j on line %i", (path, line) => {
      expect(lineOf(text, path)).toBe(line);
    });

    it("finds everything on the first line of an empty file", () => {
      expect(lineOf("", [])).toBe(1);
      expect(lineOf("", ["owner"])).toBe(1);
    });
  });
});
