import { DEMO_AS_OF, demoYear } from "../../scripts/command/report/demo-ledger.ts";
import { readAssets } from "../../scripts/command/report/files.ts";
import { figureSources } from "../../scripts/command/report/sources.ts";
import { type Figures, figuresOf } from "../../scripts/report/figures/figures.ts";
import { reportPage } from "../../scripts/report/page/page.ts";
import type { Declared } from "../../stacks/model/declared.ts";

/** The figures of a made-up year over these records. */
export function demoFigures(declared: Declared): Figures {
  const year = demoYear(declared, DEMO_AS_OF);
  return figuresOf(figureSources(year.declared, { description: "a year that never was", entries: year.entries }, [], DEMO_AS_OF));
}

/** The page of figures as `npm run report` writes it. */
export function pageOf(figures: Figures): string {
  return reportPage(figures, readAssets(), "runs.html");
}
