import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeFiles } from "../../../scripts/command/write-files.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tenure-write-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

describe("scripts/command/write-files", () => {
  it("writes, replaces and takes away, and leaves nothing else behind", () => {
    const root = folder();
    writeFileSync(join(root, "gone"), "x");
    writeFileSync(join(root, "there"), "x");
    writeFiles([
      { file: join(root, "there"), text: "new" },
      { file: join(root, "deep/er/new"), text: "text" },
      { file: join(root, "gone"), text: null },
    ]);
    expect(readFileSync(join(root, "there"), "utf8")).toBe("new");
    expect(readFileSync(join(root, "deep/er/new"), "utf8")).toBe("text");
    expect(readdirSync(root).sort()).toEqual(["deep", "there"]);
  });

  it("leaves everything as it was when one of them cannot be written", () => {
    const root = folder();
    writeFileSync(join(root, "there"), "old");
    writeFileSync(join(root, "file"), "no folder");
    expect(() =>
      writeFiles([
        { file: join(root, "there"), text: "new" },
        { file: join(root, "file/below"), text: "text" },
      ]),
    ).toThrow();
    expect(readFileSync(join(root, "there"), "utf8")).toBe("old");
    expect(readdirSync(root).sort()).toEqual(["file", "there"]);
  });

  it("never takes what another run is writing for its own", () => {
    const root = folder();
    mkdirSync(join(root, "a"));
    writeFileSync(join(root, "a/x.tenure-new"), "theirs");
    expect(() => writeFiles([{ file: join(root, "a/x"), text: "ours" }])).toThrow("EEXIST");
    expect(readFileSync(join(root, "a/x.tenure-new"), "utf8")).toBe("theirs");
    expect(existsSync(join(root, "a/x"))).toBe(false);
  });
});
