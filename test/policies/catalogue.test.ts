import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUE, ruleOf } from "../../policies/catalogue.ts";
import { controlsOf } from "../../policies/controls/frameworks.ts";
import { EXAMPLE_AS_OF, EXAMPLE_DECLARED } from "../../policies/example.ts";
import { FACETS } from "../../policies/facets.ts";
import type { Rule } from "../../policies/rule.ts";
import { CHECK_NAMES } from "../../scripts/compare/checks.ts";
import { rulesPage } from "../../scripts/generate/rules-page.ts";
import { REPOSITORY } from "./analyzer.ts";

const RULES = join(REPOSITORY, "policies/rules");

/** Rules that prove no control, each with the reason. */
const PROVES_NOTHING: Readonly<Record<string, string>> = {};

/** Where a rule stands: `policies/rules/<facet>/<requirement>.ts`. */
const files = readdirSync(RULES).flatMap((facet) =>
  readdirSync(join(RULES, facet)).map((file) => ({ facet, stem: file.replace(/\.ts$/, ""), path: join(RULES, facet, file) })),
);
const each = CATALOGUE.map((rule): [string, Rule] => [rule.name, rule]);
const fileOf = (rule: Rule) => files.find(({ facet, stem }) => `${facet}-${stem}` === rule.name)!;

describe("policies/catalogue", () => {
  it("holds every rule once, in the order of their names", () => {
    const names = CATALOGUE.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toEqual(files.map(({ facet, stem }) => `${facet}-${stem}`).sort());
  });

  it("shares no name with a check, since exceptions name either", () => {
    expect(CATALOGUE.filter(({ name }) => CHECK_NAMES.includes(name))).toEqual([]);
  });

  it("finds a rule by its name, and nothing by another", () => {
    for (const rule of CATALOGUE) expect(ruleOf(rule.name)).toBe(rule);
    for (const name of ["", "trust", "Key-limit-active", "key-limit-active ", "constructor", "expired"])
      expect(ruleOf(name)).toBeUndefined();
  });

  it("judges every facet that resources show but those that no requirement speaks of", () => {
    const judged = new Set<string>(CATALOGUE.map(({ judges }) => judges));
    expect(Object.keys(FACETS).filter((facet) => !judged.has(facet))).toEqual(["membership", "profile", "federation"]);
  });

  describe.each(each)("%s", (name, rule) => {
    it("is the one export of its file, in the folder of its facet, under its name in camel case", async () => {
      const { facet, stem, path } = fileOf(rule);
      const exported = (await import(path)) as Record<string, unknown>;
      const camelCase = `${facet}-${stem}`.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
      expect(Object.keys(exported)).toEqual([camelCase]);
      expect(exported[camelCase]).toBe(rule);
      expect(rule.judges).toBe(facet);
    });

    it("is described by one sentence", () => {
      expect(rule.description).toMatch(/^[A-Z][^.!?\n]*\.$/);
    });

    it("says how to repair it in the record's file, which it names once", () => {
      expect(rule.remediation.split("{file}")).toHaveLength(2);
      expect(rule.remediation).toMatch(/^[A-Z][^\n]*\.$/);
      expect(rule.remediation.replace("{file}", "")).not.toMatch(/[{}]/);
    });

    it("states severity and level, points into the record, and links to its source", () => {
      expect(["low", "medium", "high", "critical"]).toContain(rule.severity);
      expect(["mandatory", "advisory"]).toContain(rule.level);
      expect(rule.field).toMatch(/^[a-zA-Z]+$/);
      expect(new URL(rule.url).protocol).toBe("https:");
    });

    it("has a compliant example about which it says nothing", () => {
      expect(rule.compliant.judged.facet).toBe(rule.judges);
      expect(rule.violations(rule.compliant.judged, EXAMPLE_DECLARED, EXAMPLE_AS_OF)).toEqual([]);
    });

    it("has a violating example about which it says exactly what it states", () => {
      expect(rule.violating.judged.facet).toBe(rule.judges);
      expect(rule.violating.says).not.toEqual([]);
      expect(rule.violations(rule.violating.judged, EXAMPLE_DECLARED, EXAMPLE_AS_OF)).toEqual(rule.violating.says);
    });

    it("says things that a sentence can go on from: no full stop, no line break", () => {
      for (const said of rule.violating.says) expect(said).toMatch(/^[^\n]*[^.\n]$/);
    });

    it("has a test with all four groups", () => {
      const { facet, stem } = fileOf(rule);
      const path = join(REPOSITORY, "test/policies/rules", facet, `${stem}.test.ts`);
      expect(existsSync(path), path).toBe(true);
      const text = readFileSync(path, "utf8");
      for (const group of [`policies/rules/${facet}/${stem}`, "compliant", "violating", "not applicable", "unknown at preview"]) {
        expect(text).toContain(`describe("${group}"`);
      }
    });

    it("proves a control, or there is a reason why not", () => {
      expect(controlsOf(name).length > 0 || (PROVES_NOTHING[name] ?? "") !== "").toBe(true);
      expect(controlsOf(name).length > 0 && name in PROVES_NOTHING).toBe(false);
    });

    it("stands in the generated page", () => {
      const page = readFileSync(join(REPOSITORY, ".github/reference/rules.md"), "utf8");
      expect(page).toContain(`\n### \`${name}\`\n\n${rule.description}\n`);
    });
  });

  it("is what the generated page says, to the letter", () => {
    expect(readFileSync(join(REPOSITORY, ".github/reference/rules.md"), "utf8")).toBe(rulesPage());
  });
});
