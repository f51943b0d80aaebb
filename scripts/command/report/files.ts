import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ProjectError } from "../../../stacks/model/errors.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { Figures } from "../../report/figures/figures.ts";
import { metricsJson } from "../../report/metrics-json.ts";
import { metricsProm } from "../../report/metrics-prom.ts";
import { type PageAssets, reportPage } from "../../report/page/page.ts";
import { type RunFigures, runsPage } from "../../report/page/runs.ts";
import { writeFiles } from "../write-files.ts";

/** Style sheet and script of the page: files of their own, so that editors and the linter read them as what they are. */
export function readAssets(): PageAssets {
  const text = (name: string) => readFileSync(join(import.meta.dirname, "..", "..", "report", "page", name), "utf8");
  return { style: text("style.css"), script: text("records.js") };
}

/**
 * Writes a report: the newest at the top of the folder, each run under `runs/`, and the list of them. All or nothing.
 * @returns the paths that people and scrapers want, in that order. @throws ProjectError when the folder holds a run that is none of ours
 */
export function writeReport(figures: Figures, folder: string): readonly string[] {
  const assets = readAssets();
  const json = `${JSON.stringify(metricsJson(figures), null, 2)}\n`;
  const run = stampOf(figures.asOf);
  const earlier = readRuns(folder).filter(({ asOf }) => asOf !== figures.asOf);
  const files: Readonly<Record<string, string>> = {
    "index.html": reportPage(figures, assets, "runs.html"),
    "metrics.json": json,
    "metrics.prom": metricsProm(figures),
    "runs.html": runsPage([...earlier, figures], assets.style, (asOf) => `runs/${stampOf(asOf)}.html`),
    [`runs/${run}.html`]: reportPage(figures, assets, "../runs.html"),
    [`runs/${run}.json`]: json,
  };
  writeFiles(Object.entries(files).map(([name, text]) => ({ file: join(folder, name), text })));
  return ["index.html", "metrics.json", "metrics.prom", "runs.html"].map((name) => join(folder, name));
}

/** `2026-11-24T06:00:00Z` as the name of a file. */
function stampOf(asOf: string): string {
  return asOf.replace(/[-:]/g, "");
}

/** As much of `tenure/report/1` as the list of runs needs; the rest is let be. */
const runFigures = z.object({
  schema: z.literal("tenure/report/1"),
  asOf: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/)
    .transform((text) => text as Instant),
  status: z.enum(["clean", "findings", "incomplete"]),
  risk: z.array(
    z.object({
      name: z.enum(["exceptions-of-changes", "exceptions-of-records", "manual-changes", "lapsed-exceptions", "leaver-hours"]),
      title: z.string(),
      state: z.enum(["within", "over", "unknown"]),
      value: z.number().nullable(),
      unit: z.enum(["percent", "count", "hours"]),
    }),
  ),
  findings: z.object({
    severities: z.object({ critical: z.int(), high: z.int(), medium: z.int(), low: z.int(), informational: z.int() }),
  }),
  inventory: z.object({ records: z.object({ total: z.int() }) }),
});

function readRuns(folder: string): readonly RunFigures[] {
  const runs = join(folder, "runs");
  const names = existsSync(runs) ? readdirSync(runs).filter((name) => name.endsWith(".json")) : [];
  return names.sort().map((name) => runIn(join(runs, name)));
}

function runIn(file: string): RunFigures {
  try {
    return runFigures.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new ProjectError(
      "REPORT_UNREADABLE",
      `${file}: expected the metrics of a run (tenure/report/1), got something else; move it away or name another --out`,
      { cause },
    );
  }
}
