import type { Figures } from "../figures/figures.ts";
import { html } from "./markup.ts";
import { document, type PageAssets } from "./page.ts";
import { badge, table } from "./parts.ts";

/** What the list of runs says of one: the least of its metrics that lets people compare. */
export type RunFigures = Pick<Figures, "asOf" | "status"> & {
  risk: readonly Pick<Figures["risk"][number], "name" | "title" | "state" | "value" | "unit">[];
  findings: Pick<Figures["findings"], "severities">;
  inventory: { records: { total: number } };
};

/** The list of all runs that are kept, the newest first, as a page of the same kind. @param pathOf leads to the page of a run */
export function runsPage(runs: readonly RunFigures[], style: PageAssets["style"], pathOf: (asOf: string) => string): string {
  const sorted = [...runs].sort((a, b) => (a.asOf < b.asOf ? 1 : -1));
  const measures = sorted[0]?.risk ?? [];
  const rows = sorted.map(({ asOf, status, risk, findings, inventory }) => [
    html`<a href="${pathOf(asOf)}">${asOf}</a>`,
    badge(status),
    inventory.records.total,
    Object.values(findings.severities).reduce((sum, count) => sum + count, -findings.severities.informational),
    ...measures.map(({ name }) => {
      const gauge = risk.find((one) => one.name === name);
      return gauge
        ? badge(gauge.state, gauge.value === null ? "not known" : `${gauge.value}${{ percent: " %", hours: " h", count: "" }[gauge.unit]}`)
        : "";
    }),
  ]);
  const head = ["as of", "status", "records", "open findings", ...measures.map(({ title }) => title.toLowerCase())];
  return document("Tenure reports", { style, script: "" }, [
    html`<header><p class="product">Tenure</p><h1>All reports</h1><p><a href="index.html">The newest report</a></p></header>
<main id="main">${table("Reports, the newest first", head, rows, "No report is kept.")}</main>`,
  ]);
}
