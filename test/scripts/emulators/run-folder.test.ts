import { existsSync, mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRunFolder } from "../../../scripts/emulators/run-folder.ts";

describe("scripts/emulators/run-folder", () => {
  it("makes a folder of its own, which is gone when it is discarded", () => {
    const [one, other] = [createRunFolder("test"), createRunFolder("test")];
    writeFileSync(join(one.folder, "file"), "x");
    expect(one.folder).not.toBe(other.folder);
    one.discard();
    expect([existsSync(one.folder), existsSync(other.folder)]).toEqual([false, true]);
    other.discard();
    expect(existsSync(other.folder)).toBe(false);
  });

  it("removes what runs left that are no more, and nothing else", () => {
    const first = createRunFolder("test");
    const runs = dirname(first.folder);
    // No process has this id: it is above what any system gives.
    const [abandoned, foreign] = [join(runs, "local-2147483646-0123abcd"), join(runs, "notes")];
    for (const folder of [abandoned, foreign]) mkdirSync(folder);
    const second = createRunFolder("test");
    expect([existsSync(abandoned), existsSync(foreign), existsSync(first.folder)]).toEqual([false, true, true]);
    rmdirSync(foreign);
    for (const run of [first, second]) run.discard();
  });
});
