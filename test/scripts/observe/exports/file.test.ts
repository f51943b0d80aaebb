import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readExport } from "../../../../scripts/observe/exports/file.ts";
import { recorderOf } from "../../../../scripts/observe/part.ts";

describe("scripts/observe/exports/file", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenure-export-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives the bytes and when they were written, and counts the look", async () => {
    const file = join(folder, "hr.csv");
    writeFileSync(file, "id\n");
    const at = new Date("2026-11-23T06:00:00Z");
    utimesSync(file, at, at);
    const recorder = recorderOf("hr");
    const { bytes, writtenAt } = await readExport(file, recorder);
    expect([Buffer.from(bytes).toString(), writtenAt]).toEqual(["id\n", "2026-11-23T06:00:00Z"]);
    expect(recorder.manifest()).toEqual([{ source: "hr", operation: "read", calls: 1, pages: 0, items: 0, refused: [] }]);
  });

  it("says which file is not there, and that it may come", async () => {
    const file = join(folder, "none.csv");
    await expect(readExport(file, recorderOf("hr"))).rejects.toMatchObject({
      operation: "read",
      retry: true,
      message: expect.stringContaining(`cannot read ${file}: ENOENT`),
    });
  });
});
