import { join } from "node:path";
import { folder } from "../stacks/files/tree.ts";
import { now } from "./command/clock.ts";
import { main, type Outcome } from "./command/command.ts";
import { readObservations } from "./command/observe.ts";
import { asOfOption, COMMON, UsageError } from "./command/options.ts";
import { readRecords } from "./command/records.ts";
import { DEMO_AS_OF, demoYear } from "./command/report/demo-ledger.ts";
import { writeReport } from "./command/report/files.ts";
import { figureSources, readReportLedger } from "./command/report/sources.ts";
import { figuresOf } from "./report/figures/figures.ts";
import { metricsJson } from "./report/metrics-json.ts";
import { reportText } from "./report/report-text.ts";

/** Where reports go unless stated; not part of the repository. */
const FOLDER = join(".tenure", "report");

/** A made-up report does not stand among the real ones. */
const DEMO_FOLDER = join(".tenure", "report-demo");

/** `npm run report`: the figures of records and ledger as a page for people and metrics for machines. Needs git and the files, nothing outside; permissions: none. */
await main({
  name: "report",
  summary:
    "Writes the report for managers and auditors: who has access until when, what is open, how fast access goes, and whether the process is the risk.",
  details: [
    "Writes index.html (one page that needs nothing else), metrics.json, metrics.prom (Prometheus) and runs.html, the list of all reports in the folder.",
    "The records are those of the folder, the history is the ledger's. Thresholds of settings.yaml that are passed are findings.",
  ].join("\n"),
  options: {
    out: { value: "<dir>", help: `write the report there (default: ${FOLDER}; with --json nothing is written unless stated)` },
    demo: { help: `a year that never was, over the records of the folder: for whoever wants to see a report (into ${DEMO_FOLDER})` },
    from: { value: "<file>", many: true, help: "a saved observation (drift --save-observation): the report names its gaps" },
    ledger: { value: "<dir>", help: "read the ledger from this folder" },
    ref: { value: "<ref>", help: "read the ledger from this branch or commit (default: evidence of origin, else of this clone)" },
    root: COMMON.root,
    "as-of": COMMON["as-of"],
    json: COMMON.json,
  },
  exits: {
    clean: "nothing is open, and no threshold is passed",
    error: "records or ledger could not be read, or the report could not be written",
    findings: "findings are open, or a threshold is passed; the report is written",
    incomplete: "something is not known, and the report says what; it is written",
  },
  examples: ["npm run report -- --demo", "npm run report", "npm run report -- --out site --as-of 2026-12-31", "npm run report -- --json"],
  run({ options }): Outcome {
    if (options.demo && (options.ledger !== undefined || options.ref !== undefined))
      throw new UsageError("--demo: makes its own ledger, and takes no --ledger and no --ref");
    const root = options.root ?? "stacks";
    const declared = readRecords(folder(root));
    const asOf = asOfOption(options["as-of"], () => (options.demo ? DEMO_AS_OF : now()));
    const year = options.demo ? demoYear(declared, asOf) : undefined;
    const ledger = year ? { description: "a year that never was (--demo)", entries: year.entries } : readReportLedger(root, options);
    const figures = figuresOf(figureSources(year?.declared ?? declared, ledger, readObservations(options.from), asOf));
    const folderOut = options.out ?? (options.json ? undefined : options.demo ? DEMO_FOLDER : FOLDER);
    const written = folderOut === undefined ? [] : writeReport(figures, folderOut);
    if (options.json) return { result: figures.status, output: JSON.stringify(metricsJson(figures), null, 2) };
    return { result: figures.status, output: [reportText(figures), "", ...written.map((path) => `written: ${path}`)].join("\n") };
  },
});
