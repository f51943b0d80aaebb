import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withScratch } from "../../../scripts/command/scratch.ts";

describe("scripts/command/scratch", () => {
  it("gives a folder of one's own that nobody else reads, and takes it away afterwards", async () => {
    let seen = "";
    const result = await withScratch(async (folder) => {
      seen = folder;
      writeFileSync(join(folder, "secret"), "x");
      expect(statSync(folder).mode & 0o077).toBe(0);
      expect(readdirSync(folder)).toEqual(["secret"]);
      return 7;
    });
    expect([result, existsSync(seen)]).toEqual([7, false]);
  });

  it("takes it away when the work fails", async () => {
    let seen = "";
    await expect(
      withScratch(async (folder) => {
        seen = folder;
        throw new Error("broken");
      }),
    ).rejects.toThrow("broken");
    expect([seen === "", existsSync(seen)]).toEqual([false, false]);
  });

  it("gives each its own", async () => {
    const folders = await Promise.all([1, 2, 3].map(() => withScratch(async (folder) => folder)));
    expect(new Set(folders).size).toBe(3);
  });
});
