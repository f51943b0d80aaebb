import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
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

  it("become thirty-seven by --fix: what is surely a slip is repaired in place, and the rest is listed as before", () => {
    const root = mkdtempSync(join(tmpdir(), "tenure-broken-"));
    onTestFinished(() => rmSync(root, { recursive: true, force: true }));
    cpSync(join(REPOSITORY, ROOT), root, { recursive: true });
    const { status, stdout } = spawnSync(process.execPath, ["scripts/validate.ts", "--fix", "--root", root], {
      cwd: REPOSITORY,
      encoding: "utf8",
    });
    expect(status).toBe(2);
    const said = stdout.replaceAll(`${root}/`, "").trimEnd().split("\n");
    expect(said.filter((line) => line.includes(": fixed: ") && !line.endsWith("the line that names the schema"))).toEqual([
      "accounts/prod/service-accounts/grouped.yaml:5: fixed: key group is groups",
      "accounts/prod/service-accounts/offset.yaml:4: fixed: 2027-03-31T00:00:00+01:00 is 2027-03-30T23:00:00Z",
      "accounts/typo/account.yaml:2: fixed: 222222222222 is text: in quotes",
    ]);
    expect(said.at(-1)).toBe("37 errors");
    expect(readFileSync(join(root, "accounts/typo/account.yaml"), "utf8")).toContain('\nid: "222222222222"\n');
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
