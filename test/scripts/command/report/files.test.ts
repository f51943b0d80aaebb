import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeReport } from "../../../../scripts/command/report/files.ts";
import type { Instant } from "../../../../stacks/model/instant.ts";
import { demoFigures } from "../../../support/report.ts";
import { small } from "../../../support/small-organisation.ts";

const FIGURES = demoFigures(small());
const LATER = { ...FIGURES, asOf: "2026-11-25T06:00:00Z" as Instant };
let folder: string;
const files = () => readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
const text = (name: string) => readFileSync(join(folder, name), "utf8");

describe("scripts/command/report/files", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tenure-report-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("writes the newest report at the top, every run under runs, and the list of all", () => {
    expect(writeReport(FIGURES, folder)).toEqual(
      ["index.html", "metrics.json", "metrics.prom", "runs.html"].map((name) => join(folder, name)),
    );
    writeReport(LATER, folder);
    expect(files()).toEqual([
      ...["index.html", "metrics.json", "metrics.prom", "runs", "runs.html"],
      ...["20261124T060000Z", "20261125T060000Z"].flatMap((run) => [`runs/${run}.html`, `runs/${run}.json`]),
    ]);
    expect(JSON.parse(text("metrics.json")).asOf).toBe(LATER.asOf);
    expect(text("runs.html").match(/href="runs\/[^"]+"/g)).toEqual([
      'href="runs/20261125T060000Z.html"',
      'href="runs/20261124T060000Z.html"',
    ]);
    expect(text("runs/20261124T060000Z.html")).toContain('href="../runs.html"');
  });

  it("writes the same bytes for the same figures, and the same run once", () => {
    writeReport(FIGURES, folder);
    const before = files().flatMap((name) => (name === "runs" ? [] : [text(name)]));
    writeReport(FIGURES, folder);
    expect(files().flatMap((name) => (name === "runs" ? [] : [text(name)]))).toEqual(before);
  });

  it("writes nothing over a folder that holds runs of something else, and names the file", () => {
    mkdirSync(join(folder, "runs"));
    writeFileSync(join(folder, "runs", "x.json"), "{}");
    expect(() => writeReport(FIGURES, folder)).toThrow(/x\.json: expected the metrics of a run \(tenure\/report\/1\)/);
    expect(files()).toEqual(["runs", "runs/x.json"]);
  });
});
