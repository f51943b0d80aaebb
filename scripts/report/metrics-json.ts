import type { Figures } from "./figures/figures.ts";

/** The figures as `tenure/report/1`: everything but the records one by one, which `npm run list -- --json` gives. */
export function metricsJson({ records: _, ...figures }: Figures) {
  return { schema: "tenure/report/1" as const, ...figures };
}
