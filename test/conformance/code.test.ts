import ts from "typescript";
import { describe, expect, it } from "vitest";
import { codeOf, type SourceFile, sourceFiles } from "../support/sources.ts";

const FILES = sourceFiles("stacks", "policies", "scripts");
const TESTS = sourceFiles("test");
const where = (files: readonly SourceFile[], wrong: (file: SourceFile) => boolean) => files.filter(wrong).map(({ path }) => path);

/** Rooms whose code comes to the same for the same input: no outside, no clock, no environment, no waiting. */
const PURE =
  /^(stacks\/(iam|model|kinds)\/|stacks\/(entities|expiry)\.ts$|policies\/(rules|controls)\/|policies\/(rule|judge|holding|facets|catalogue|example)\.ts$|scripts\/(compare|decide|propose|gate|report|generate)\/)/;

/** What would make the same input come to something else. */
const IMPURE: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["reads the clock", /\bDate \. now\b|\bnew Date \( \)|\bperformance \./],
  ["reads the process", /\bprocess \.|\bglobalThis \./],
  ["draws lots", /\bMath \. random\b|\brandom(UUID|Bytes|Int)\b/],
  ["waits", /\basync\b|\bawait\b|\bPromise\b|\bset(Timeout|Interval|Immediate) \(/],
  ["talks to the outside", /\bfetch \(|\bconsole \./],
];
const OUTSIDE = /^node:(fs|child_process|net|http|https|os|process|dns|tls|worker_threads|timers)/;

describe("test/conformance/code", () => {
  it.each(IMPURE)("nothing pure %s", (_, pattern) => {
    expect(where(FILES, (file) => PURE.test(file.path) && pattern.test(codeOf(file)))).toEqual([]);
  });

  it("nothing pure imports the outside", () => {
    expect(where(FILES, ({ path, imports }) => PURE.test(path) && imports.some(({ to }) => OUTSIDE.test(to)))).toEqual([]);
  });

  it("the environment is read where a process begins, and nowhere else", () => {
    const may = /^(scripts\/command\/|stacks\/index\.ts$|policies\/pack\.ts$|scripts\/emulators\/|scripts\/engine\/.*children\/)/;
    expect(where(FILES, (file) => !may.test(file.path) && /\bprocess \. env\b/.test(codeOf(file)))).toEqual([]);
  });

  it("only the entrances set the exit code", () => {
    expect(
      where(
        FILES,
        (file) =>
          !/^scripts\/(command\/command\.ts|[^/]+\.ts)$/.test(file.path) &&
          /\bprocess \. (exitCode|exit)\b/.test(codeOf(file)) &&
          !/\/children\//.test(file.path),
      ),
    ).toEqual([]);
  });

  it("type tokens of the aws provider stand only where resources are made, read and run", () => {
    const may = /^(stacks\/components\/|policies\/(entities|facets)\.ts$|scripts\/engine\/)/;
    expect(where(FILES, ({ path, text }) => !may.test(path) && /\baws:[a-z0-9]+\/[A-Za-z]+:[A-Z]/.test(text))).toEqual([]);
  });

  it("there is one `new PolicyPack`", () => {
    expect(where(FILES, (file) => /\bnew PolicyPack\b/.test(codeOf(file)))).toEqual(["policies/pack.ts"]);
  });

  it("only files/ knows YAML", () => {
    expect(where(FILES, ({ path, imports }) => !path.startsWith("stacks/files/") && imports.some(({ to }) => to === "yaml"))).toEqual([]);
  });

  it("only github/client speaks to GitHub's SDK, and only in one place a policy document is taken apart", () => {
    expect(where(FILES, ({ imports }) => imports.some(({ to }) => to === "@octokit/rest"))).toEqual(["scripts/github/client.ts"]);
  });

  it("a command is at most 120 lines", () => {
    const long = FILES.filter(({ path }) => /^scripts\/[^/]+\.ts$/.test(path)).map(
      ({ path, text }) => [path, text.trimEnd().split("\n").length] as const,
    );
    expect(long.filter(([, lines]) => lines > 120)).toEqual([]);
  });

  it("no file is so long that it must be two", () => {
    expect(where([...FILES, ...TESTS], ({ path, text }) => !path.startsWith("test/support/fake") && text.split("\n").length > 450)).toEqual(
      [],
    );
  });

  it("nothing is exported by default, but where a tool asks for it", () => {
    const may = ["test/vitest.config.ts", "test/support/reporter.ts"];
    const isDefault = (statement: ts.Statement) =>
      ts.isExportAssignment(statement) ||
      (ts.canHaveModifiers(statement) && (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false));
    expect(where([...FILES, ...TESTS], ({ path, tree }) => !may.includes(path) && tree.statements.some(isDefault))).toEqual([]);
  });

  it("there are no barrels: nothing is exported from somewhere else", () => {
    expect(where([...FILES, ...TESTS], ({ imports }) => imports.some(({ reexport }) => reexport))).toEqual([]);
    expect(where(FILES, ({ path }) => /(^|\/)index\.ts$/.test(path))).toEqual(["stacks/index.ts"]);
  });

  it("there is no place for what has no place", () => {
    expect(where(FILES, ({ path }) => /\/(types|lib|utils?|common|core|helpers?|misc)(\.ts|\/)/.test(path))).toEqual([]);
  });

  it("every export says what it guarantees", () => {
    const bare = FILES.flatMap(({ path, tree }) =>
      tree.statements
        .filter(
          (statement) =>
            ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
        )
        .filter((statement) => ts.getJSDocCommentsAndTags(statement).length === 0)
        .map((statement) => `${path}: ${statement.getText(tree).split("\n")[0]!.slice(0, 80)}`),
    );
    expect(bare).toEqual([]);
  });

  it("nothing is left for later", () => {
    expect(
      where([...FILES, ...TESTS], ({ path, text }) => path !== "test/conformance/code.test.ts" && /\b(TODO|FIXME|XXX|HACK)\b/.test(text)),
    ).toEqual([]);
  });

  it("no machine's own path and no registry's host stands in the repository", () => {
    const own = /(^|[\s"'`(])\/(work|home|root|Users)\/[a-z]|registry\.npmjs\.org|pypi\.org\/simple/m;
    expect(where([...FILES, ...TESTS], ({ path, text }) => path !== "test/conformance/code.test.ts" && own.test(text))).toEqual([]);
  });

  it("no test replaces a module", () => {
    expect(where(TESTS, (file) => /\bvi \. (mock|doMock|hoisted)\b/.test(codeOf(file)))).toEqual([]);
  });

  it("no test is switched off or alone", () => {
    expect(where(TESTS, (file) => /\b(it|describe|test) \. (only|todo)\b|\b(it|describe|test) \. skip \(/.test(codeOf(file)))).toEqual([]);
  });
});
