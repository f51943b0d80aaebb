import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileDiff } from "../../../scripts/report/file-diff.ts";
import { newRepository } from "../../support/git.ts";

const BEFORE = Array.from({ length: 12 }, (_, index) => `line ${index + 1}\n`).join("");

describe("scripts/report/file-diff", () => {
  it("shows what goes and what comes, with three lines around it", () => {
    expect(fileDiff("a.yaml", BEFORE, BEFORE.replace("line 6\n", "line six\nand more\n"))).toBe(
      `--- a/a.yaml
+++ b/a.yaml
@@ -3,7 +3,8 @@
 line 3
 line 4
 line 5
-line 6
+line six
+and more
 line 7
 line 8
 line 9`,
    );
  });

  it("says that a file is new, or gone", () => {
    expect(fileDiff("a.yaml", undefined, "x\n")).toBe("--- /dev/null\n+++ b/a.yaml\n@@ -0,0 +1,1 @@\n+x");
    expect(fileDiff("a.yaml", "x\n", undefined)).toBe("--- a/a.yaml\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x");
    expect(fileDiff("a.yaml", "x\n", "x\n")).toBe("");
  });

  it("is what git apply takes, whatever the texts", () => {
    const { folder, write } = newRepository();
    const text = fc.array(fc.constantFrom("a", "b", "c", ""), { minLength: 1, maxLength: 14 }).map((lines) => `${lines.join("\n")}\n`);
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after);
        write({ "a.yaml": before });
        const input = `${fileDiff("a.yaml", before, after)}\n`;
        execFileSync("git", ["-C", folder, "apply", "--unidiff-zero", "-"], { input, stdio: ["pipe", "pipe", "pipe"] });
        expect(execFileSync("cat", [`${folder}/a.yaml`], { encoding: "utf8" })).toBe(after);
      }),
      { numRuns: 40 },
    );
  });
});
