import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { programDigest } from "../../../scripts/command/program-digest.ts";

describe("scripts/command/program-digest", () => {
  let project: string;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
  };
  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "tenure-program-"));
    write("stacks/index.ts", "export {};\n");
    write("stacks/iam/arn.ts", "export const a = 1;\n");
  });
  afterEach(() => rmSync(project, { recursive: true }));

  it("is the same for the same code, whatever the records say", () => {
    const before = programDigest(project);
    write("stacks/accounts/prod/account.yaml", "id: x\n");
    write("README.md", "more\n");
    expect(programDigest(project)).toBe(before);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ["a file that changed", "stacks/iam/arn.ts", "export const a = 2;\n"],
    ["a file that is new", "stacks/iam/new.ts", ""],
    ["a program of a user's own", "stacks/accounts/prod/extra.ts", "export {};\n"],
  ])("tells %s", (_what, path, text) => {
    const before = programDigest(project);
    write(path, text);
    expect(programDigest(project)).not.toBe(before);
  });
});
