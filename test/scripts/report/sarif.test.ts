import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "../../../policies/catalogue.ts";
import type { GateViolation } from "../../../scripts/gate/verdict.ts";
import { sarif } from "../../../scripts/report/sarif.ts";
import { REPOSITORY } from "../../support/sources.ts";
import { verdict, violationOf } from "../../support/verdicts.ts";

type Log = {
  $schema: string;
  version: string;
  runs: {
    tool: {
      driver: {
        name: string;
        rules: { id: string; shortDescription: { text: string }; helpUri?: string; properties?: { "security-severity": string } }[];
      };
    };
    results: {
      ruleId: string;
      level: string;
      message: { text: string };
      locations: { physicalLocation: { artifactLocation: { uri: string }; region: { startLine: number } } }[];
      partialFingerprints: Record<string, string>;
      suppressions?: { kind: string; justification: string }[];
    }[];
  }[];
};
const logOf = (...violations: GateViolation[]) => JSON.parse(sarif([verdict({ verdict: "blocked", violations })], "stacks/")) as Log;
const resultOf = (more: Partial<GateViolation> = {}) => logOf(violationOf(more)).runs[0]!.results[0]!;
const DEMAND = violationOf({ rule: "diff-removal-stated", subject: "people/w2", message: "people/w2: would be deleted" });

/** Complaints of the compiler about a log as the published type of SARIF 2.1.0 sees it, which forbids unknown properties too. */
function complaints(log: string): readonly string[] {
  const name = join(REPOSITORY, "test", "log.ts");
  const text = `import type { Log } from "sarif";\nexport const log: Log = ${log};\n`;
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    types: [],
    skipLibCheck: true,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    module: ts.ModuleKind.ESNext,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.getSourceFile = (path, target) => (path === name ? ts.createSourceFile(path, text, target) : getSourceFile.call(host, path, target));
  host.fileExists = (path) => path === name || fileExists.call(host, path);
  const program = ts.createProgram([name], options, host);
  const source = program.getSourceFile(name)!;
  return [...program.getSemanticDiagnostics(source), ...program.getSyntacticDiagnostics(source)].map(({ messageText }) =>
    ts.flattenDiagnosticMessageText(messageText, "\n"),
  );
}

describe("scripts/report/sarif", () => {
  it("is valid by a description of SARIF that is not ours", () => {
    const standing = violationOf({ level: "advisory", standing: true, file: null, line: null });
    const log = sarif([verdict({ verdict: "blocked", violations: [violationOf(), standing, DEMAND] })], "stacks/");
    expect(complaints(log)).toEqual([]);
    expect(complaints(log.replace('"startLine": 3', '"startLine": "3"')).length).toBe(1);
    expect(complaints(log.replace('"ruleId"', '"rule"')).length).toBe(1);
  });

  it("is a log of SARIF 2.1.0 with one run of one tool, also without results", () => {
    const log = JSON.parse(sarif([], "stacks/")) as Log;
    expect([log.version, log.$schema, log.runs.length, log.runs[0]!.tool.driver.name, log.runs[0]!.results]).toEqual([
      "2.1.0",
      "https://json.schemastore.org/sarif-2.1.0.json",
      1,
      "tenure",
      [],
    ]);
  });

  it("describes every rule, each once, as GitHub sorts and shows them", () => {
    const { rules } = logOf(violationOf(), DEMAND, DEMAND).runs[0]!.tool.driver;
    expect(rules.map(({ id }) => id)).toEqual([...CATALOGUE.map(({ name }) => name), "diff-removal-stated"]);
    for (const rule of rules) expect(rule.shortDescription.text.length).toBeGreaterThan(10);
    for (const rule of rules.slice(0, CATALOGUE.length)) {
      expect(rule.helpUri).toMatch(/^https:\/\//);
      expect(Number(rule.properties!["security-severity"])).toBeGreaterThan(0);
    }
    expect(JSON.stringify(rules)).not.toContain("{file}");
  });

  it("has only results whose rule is described", () => {
    const { tool, results } = logOf(violationOf(), DEMAND, violationOf({ rule: "somebody-elses-rule" })).runs[0]!;
    const ids = tool.driver.rules.map(({ id }) => id);
    expect(results.map(({ ruleId }) => ruleId).filter((id) => !ids.includes(id))).toEqual([]);
    expect(results).toHaveLength(3);
  });

  it("points at the line, by a path in the repository and never an absolute one", () => {
    expect(resultOf().locations).toEqual([
      { physicalLocation: { artifactLocation: { uri: "stacks/accounts/prod/people/w1.yaml" }, region: { startLine: 3 } } },
    ]);
    expect(resultOf({ file: null, line: null }).locations[0]!.physicalLocation).toEqual({
      artifactLocation: { uri: "stacks/accounts/prod/account.yaml" },
      region: { startLine: 1 },
    });
    expect(sarif([verdict({ violations: [violationOf()] })], "")).toContain('"uri": "accounts/prod/people/w1.yaml"');
  });

  it("names files by URIs that are valid, whatever a record is called", () => {
    const { uri } = resultOf({ file: "accounts/prod/service-accounts/a=b,c@d+e_f.yaml" }).locations[0]!.physicalLocation.artifactLocation;
    expect(new URL(uri, "https://x/").pathname).toBe(`/${uri}`);
  });

  it("counts what is mandatory as an error and the rest as a note", () => {
    expect([resultOf().level, resultOf({ level: "advisory", standing: true }).level]).toEqual(["error", "note"]);
  });

  it("says of what does not count why, so that it is shown as suppressed", () => {
    expect(resultOf()).not.toHaveProperty("suppressions");
    expect(resultOf({ level: "advisory", standing: true }).suppressions).toEqual([{ kind: "external", justification: "stands on base" }]);
    expect(resultOf({ level: "advisory", exception: "prod/exceptions/x" }).suppressions).toEqual([
      { kind: "external", justification: "exception prod/exceptions/x" },
    ]);
  });

  describe("fingerprints", () => {
    const print = (more: Partial<GateViolation> = {}) => resultOf(more).partialFingerprints["tenure/v1"];

    it("stay the same when the file moves on: line, level, severity and excuse do not count", () => {
      for (const more of [{ line: 99 }, { level: "advisory", standing: true }, { severity: "low" }, { exception: "x" }] as const)
        expect(print(more)).toBe(print());
    });

    it("tell results apart", () => {
      const others = [{}, { subject: "people/w2" }, { rule: "record-limit-end" }, { message: "people/w1: other" }].map(print);
      const dev = JSON.parse(sarif([verdict({ stack: "dev", violations: [violationOf()] })], "stacks/")) as Log;
      const all = [...others, dev.runs[0]!.results[0]!.partialFingerprints["tenure/v1"]];
      expect(new Set(all).size).toBe(all.length);
    });

    it("have not changed since the first release: scanning tools remember them", () => {
      expect(print()).toBe("e19005e649706d9f37eb961668892cec");
    });
  });

  it("keeps the results of all stacks", () => {
    const text = sarif([verdict({ violations: [violationOf()] }), verdict({ stack: "dev", violations: [violationOf()] })], "stacks/");
    expect((JSON.parse(text) as Log).runs[0]!.results).toHaveLength(2);
    expect(text.endsWith("}\n")).toBe(true);
  });
});
