import { existsSync } from "node:fs";
import { join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { REPOSITORY, readText } from "../support/sources.ts";

const MODEL = readText(".github/THREAT-MODEL.md");
const rows = MODEL.split("\n").filter((line) => line.startsWith("| ") && !/^\| (somebody|---) /.test(line));
const proofOf = (row: string) => row.split(" | ").at(-1)!;
const linksIn = (text: string) =>
  [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!).filter((target) => !target.startsWith("http"));

describe("test/conformance/threat-model", () => {
  it("names a test or a control for every threat", () => {
    expect(rows.length).toBeGreaterThan(25);
    expect(rows.filter((row) => !/\.\.\/test\/|^control: /.test(proofOf(row)))).toEqual([]);
  });

  it("names only files that are there", () => {
    expect(linksIn(MODEL).filter((target) => !existsSync(join(REPOSITORY, normalize(join(".github", target)))))).toEqual([]);
  });
});
