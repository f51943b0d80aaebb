import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasProgram, isProgram, programPath } from "../../../stacks/files/program.ts";
import { REPOSITORY } from "../../support/sources.ts";

describe("stacks/files/program", () => {
  it("knows the program of an account by its path, and nothing else in the folder of records", () => {
    expect(isProgram(programPath("prod"))).toBe(true);
    const others = [
      "accounts/_shared/extra.ts",
      "accounts/prod/extra.js",
      "accounts/prod/roles/extra.ts",
      "extra.ts",
      "x/accounts/prod/extra.ts",
    ];
    expect(others.filter(isProgram)).toEqual([]);
  });

  it("finds none in the sample organisation", () => {
    expect(hasProgram(join(REPOSITORY, "stacks"), "prod")).toBe(false);
  });
});
