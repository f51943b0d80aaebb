import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Judged, readJudged, writeJudged } from "../../../stacks/files/judged.ts";
import type { Commit } from "../../../stacks/model/declared.ts";
import { ProjectError } from "../../../stacks/model/errors.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import { END } from "../../support/builders.ts";

const JUDGED: Judged = {
  root: "/somewhere/head",
  asOf: "2026-11-23T12:00:00Z" as Instant,
  base: {
    commit: "0123456789012345678901234567890123456789" as Commit,
    exceptions: [
      { id: "prod/exceptions/x", rule: "key-limit-active", subject: "service-accounts/x", account: "prod", expires: END },
      { id: "prod/exceptions/y", rule: "changed", subject: "people/y", facet: "tags", account: "prod", expires: END },
    ],
    standing: [{ rule: "tags-require-owner", account: "prod", subject: "workloads/z", message: "no owner" }],
  },
};

describe("stacks/files/judged", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-judged-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("reads what was written, and gives the path back", () => {
    const path = join(folder, "head.json");
    expect(writeJudged(path, JUDGED)).toBe(path);
    expect(readJudged(path)).toEqual(JUDGED);
    expect(readFileSync(path, "utf8").endsWith("}\n")).toBe(true);
  });

  it.each([
    ["nothing", undefined],
    ["something that is not JSON", "{"],
    ["something else", "{}"],
    ["a moment that is none", JSON.stringify({ ...JUDGED, asOf: "today" })],
    ["more than a command writes", JSON.stringify({ ...JUDGED, exceptions: [] })],
    [
      "an exception without an end",
      JSON.stringify({ ...JUDGED, base: { ...JUDGED.base, exceptions: [{ ...JUDGED.base.exceptions[0], expires: undefined }] } }),
    ],
  ])("judges nothing when the file holds %s, and says which file", (_what, text) => {
    const path = join(folder, "head.json");
    if (text !== undefined) writeFileSync(path, text);
    expect(() => readJudged(path)).toThrow(ProjectError);
    expect(() => readJudged(path)).toThrow(
      expect.objectContaining({ code: "JUDGED_INVALID", message: expect.stringContaining(`TENURE_BASE names ${path}`) }),
    );
  });
});
