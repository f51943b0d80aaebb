import { describe, expect, it } from "vitest";
import { fixFile } from "../../../stacks/files/fix.ts";
import type { Problem } from "../../../stacks/model/errors.ts";

const PATH = "accounts/prod/groups/x.yaml";
const LINE = "# yaml-language-server: $schema=../../../schemas/groups.json\n";
const at = (line: number, message: string): Problem => ({ file: PATH, line, message });
const fixed = (text: string, ...problems: readonly Problem[]) => fixFile(PATH, text, problems);
const DATE = "expected a date such as 2027-03-31 or an instant such as 2027-03-31T18:00:00Z, got";

describe("stacks/files/fix", () => {
  it("changes nothing where nothing is wrong", () => {
    const text = `${LINE}# why\nowner: team/a # who\n`;
    expect(fixed(text)).toEqual({ text, fixes: [] });
  });

  it("puts the line that names the schema where it is missing, and moves the places of the others with it", () => {
    expect(fixed("group: [a] # those\n", at(1, 'unknown key "group"; did you mean "groups"?'))).toEqual({
      text: `${LINE}groups: [a] # those\n`,
      fixes: [
        { line: 1, what: "the line that names the schema" },
        { line: 2, what: "key group is groups" },
      ],
    });
  });

  it("corrects the schema's name, and leaves it to people where the schemas are", () => {
    expect(fixed("# why\n# yaml-language-server: $schema=../../../schemas/people.json\na: b\n")).toEqual({
      text: `# why\n${LINE}a: b\n`,
      fixes: [{ line: 2, what: "the schema is groups.json" }],
    });
    const elsewhere = "# yaml-language-server: $schema=https://example.com/groups.json\na: b\n";
    expect(fixed(elsewhere)).toEqual({ text: elsewhere, fixes: [] });
  });

  it.each([
    ["2027-03-31T00:00:00+01:00", "2027-03-30T23:00:00Z"],
    ["2027-03-31T01:00:00+0100", "2027-03-31"],
    ["2027-03-31 18:00:00Z", "2027-03-31T18:00:00Z"],
    ["2027-03-31T18:00z", "2027-03-31T18:00:00Z"],
    ["2027-03-31T18:00:00.000Z", "2027-03-31T18:00:00Z"],
  ])("writes the moment %s as %s", (stated, meant) => {
    expect(fixed(`${LINE}expires: ${stated} # end\n`, at(2, `expires: ${DATE} "${stated}"`)).text).toBe(`${LINE}expires: ${meant} # end\n`);
    expect(fixed(`${LINE}expires: "${stated}"\n`, at(2, `expires: ${DATE} "${stated}"`)).text).toBe(`${LINE}expires: ${meant}\n`);
  });

  it.each(["2027-03-31T18:00:00", "2027-02-30T00:00:00Z", "31.3.2027", "2027-03-31T18:00:00+99:00", "next year"])(
    "does not guess what moment %s is",
    (stated) => {
      const text = `${LINE}expires: ${stated}\n`;
      expect(fixed(text, at(2, `expires: ${DATE} "${stated}"`))).toEqual({ text, fixes: [] });
    },
  );

  it("puts an account's id into quotes, if no digit was lost", () => {
    const problem = (digits: string) => at(2, `id: expected 12 digits in quotes, got ${digits}`);
    expect(fixed(`${LINE}id: 222222222222 # ours\n`, problem("222222222222")).text).toBe(`${LINE}id: "222222222222" # ours\n`);
    expect(fixed(`${LINE}id: 12\n`, problem("12")).fixes).toEqual([]);
  });

  it("leaves alone a word that stands there twice, and whatever gives access", () => {
    const twice = `${LINE}trust: { servce: x, servce: y }\n`;
    expect(fixed(twice, at(2, 'unknown key "servce"; did you mean "service"?')).text).toBe(twice);
    const group = `${LINE}groups: [writer]\n`;
    expect(fixed(group, at(2, 'groups: there is no record accounts/prod/groups/writer.yaml; did you mean "writers"?')).text).toBe(group);
  });

  it("takes white space away only where it means nothing", () => {
    expect(fixed(`${LINE}a: b  \r\nc: d`)).toEqual({
      text: `${LINE}a: b\nc: d\n`,
      fixes: [{ line: 1, what: "white space at the ends of lines" }],
    });
    const block = `${LINE}a: |\n  text  \n`;
    expect(fixed(block)).toEqual({ text: block, fixes: [] });
  });

  it("leaves files that are no records alone", () => {
    expect(fixFile("directory/notes.txt", "a  \n", [])).toEqual({ text: "a  \n", fixes: [] });
  });
});
