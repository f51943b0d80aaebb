import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder } from "../../stacks/files/tree.ts";
import type { Problem } from "../../stacks/model/errors.ts";
import { REPOSITORY, readText } from "../support/sources.ts";

const ROOT = "test/fixtures/broken";
const EXPECTED = readText("test/fixtures/broken.txt").trimEnd().split("\n");
const validate = (...words: string[]) =>
  spawnSync(process.execPath, ["scripts/validate.ts", "--root", ROOT, ...words], { cwd: REPOSITORY, encoding: "utf8" });

describe("test/scenarios/forty-mistakes", () => {
  it("are forty, no two of them the same, over every kind of file", () => {
    expect(EXPECTED.length).toBe(40);
    const places = new Set(EXPECTED.map((line) => line.split("/").slice(0, -1).slice(0, 3).join("/").replace(/:.*/, "")));
    expect(places).toContain("accounts/prod/people");
    const complaints = EXPECTED.map((line) => line.replace(/^[^ ]+ /, "").replace(/"[^"]*"|\b[a-z0-9-]*\d[a-z0-9-]*\b/g, "…"));
    expect(new Set(complaints).size).toBe(40);
  });

  it("are all listed by one run of validate, each with file and line, and with nothing else", () => {
    const { status, stdout, stderr } = validate();
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toEqual([...EXPECTED.map((line) => `${ROOT}/${line}`), "", "40 errors"]);
  });

  it("stand where validate says", () => {
    const { problems } = JSON.parse(validate("--json").stdout) as { problems: readonly Problem[] };
    const { files } = folder(join(REPOSITORY, ROOT));
    const wrong = problems.filter(({ file, line }) => {
      const blob = files.get(file);
      return blob
        ? !("text" in blob) || line > blob.text.trimEnd().split("\n").length
        : line !== 1 || file !== "accounts/lost/account.yaml";
    });
    expect({ count: problems.length, wrong }).toEqual({ count: 40, wrong: [] });
  });
});
