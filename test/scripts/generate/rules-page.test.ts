import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../policies/catalogue.ts";
import { CHECK_NAMES } from "../../../scripts/compare/checks.ts";
import { rulesPage } from "../../../scripts/generate/rules-page.ts";

describe("scripts/generate/rules-page", () => {
  const page = rulesPage();

  it("has a section for each rule, in the order of the table", () => {
    expect([...page.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name)).toEqual(CATALOGUE.map(({ name }) => name));
  });

  it("says of each rule what it asks for, how bad it is, what it says and how to repair it", () => {
    for (const { name, description, severity, level, url, violating } of CATALOGUE) {
      const section = page.slice(page.indexOf(`### \`${name}\``)).split("\n### ")[0]!;
      expect(section).toContain(`\n${description}\n`);
      expect(section).toContain(`- ${severity}, ${level}\n`);
      expect(section).toContain(`<${url}>`);
      for (const text of violating.says) expect(section).toContain(text);
    }
    expect(page).not.toContain("{file}");
  });

  it("lists every check once", () => {
    const rows = (heading: string) =>
      page
        .slice(page.indexOf(`## ${heading}`))
        .split("\n## ")[0]!
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .slice(2);
    expect(rows("Checks").map((row) => row.split("`")[1])).toEqual([...CHECK_NAMES]);
  });
});
