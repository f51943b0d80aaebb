import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { newRule } from "../../../scripts/command/new-rule.ts";

const RULE = "policies/rules/key/no-zebra.ts";
const TEST = "test/policies/rules/key/no-zebra.test.ts";

describe("scripts/command/new-rule", () => {
  let repository: string;
  const read = (path: string) => readFileSync(join(repository, path), "utf8");

  beforeEach(() => {
    repository = mkdtempSync(join(tmpdir(), "tenure-rule-"));
    onTestFinished(() => rmSync(repository, { recursive: true, force: true }));
    cpSync(join(import.meta.dirname, "../../../policies"), join(repository, "policies"), { recursive: true });
  });

  it("writes the rule, its test with all four groups, and its lines in catalogue and controls, each in its place", () => {
    const { result, output } = newRule("key-no-zebra", false, repository);
    expect(result).toBe("clean");
    expect(output.split("\n").slice(0, 2)).toEqual([`wrote ${RULE}`, `wrote ${TEST}`]);
    expect(read(RULE)).toContain('export const keyNoZebra = rule({\n  name: "key-no-zebra",');
    for (const group of ["compliant", "violating", "not applicable", "unknown at preview"])
      expect(read(TEST)).toContain(`describe("${group}"`);
    const catalogue = read("policies/catalogue.ts");
    expect(catalogue).toMatch(/limit-lifetime\.ts";\nimport \{ keyNoZebra \} from "\.\/rules\/key\/no-zebra\.ts";\nimport \{ record/);
    expect(catalogue).toMatch(/\n {2}keyLimitLifetime,\n {2}keyNoZebra,\n {2}record/);
    expect(read("policies/controls/nist-csf.ts")).toContain('provenBy: [\n        "key-no-zebra",\n');
  });

  it("puts the last of all at the end", () => {
    newRule("trust-zebra", false, repository);
    expect(read("policies/catalogue.ts")).toMatch(
      /trustZebra \} from "\.\/rules\/trust\/zebra\.ts";\n\n?\/\*\* Every rule[\s\S]*,\n {2}trustZebra,\n\];/,
    );
  });

  it("writes nothing in a dry run, and nothing over what is there", () => {
    newRule("key-no-zebra", true, repository);
    expect(existsSync(join(repository, RULE))).toBe(false);
    expect(() => newRule("key-limit-active", false, repository)).toThrow("policies/rules/key/limit-active.ts is there already");
  });

  it.each(["zebra-no-stripes", "key", "key-", "Key-x", "key-no zebra", "../key-x"])(
    "refuses %s, which is no <facet>-<requirement>",
    (name) => {
      expect(() => newRule(name, false, repository)).toThrow(`rule ${name}: expected <facet>-<requirement>`);
    },
  );
});
