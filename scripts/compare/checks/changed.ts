import type { Severity } from "../../../policies/rule.ts";
import type { Facet } from "../../../stacks/iam/facet.ts";
import { TENURE_PATH } from "../../../stacks/model/lifecycle.ts";
import { type Check, check } from "../check.ts";
import { facetKey, isCompared } from "../differences.ts";
import { FACET_SOURCES } from "../facets.ts";
import type { Difference } from "../finding.ts";
import { pairsOf } from "../pairs.ts";

/** Facets of declared entities that are not as declared: one finding for each facet, with the properties that differ. */
export const changed: readonly Check[] = FACET_SOURCES.filter(({ facets }) => facets.some(isCompared)).map((source) =>
  check({
    name: "changed",
    needs: source.needs,
    detect: (scope, parts) =>
      pairsOf(source, scope, parts).flatMap(({ arn, declared, differences }) => {
        if (differences.length === 0) return [];
        const ref = scope.refs.get(arn)!;
        return [
          {
            check: "changed",
            subject: arn,
            record: ref,
            facet: facetKey(declared),
            severity: severityOf(declared),
            message: messageOf(ref, declared, differences),
            differences,
          },
        ];
      }),
  }),
);

/** What gives access is worse than what describes it; a boundary's own document is the clock itself. */
function severityOf(facet: Facet): Severity {
  if (facet.facet === "document" && facet.path === TENURE_PATH) return "critical";
  return facet.facet === "tags" ? "medium" : "high";
}

function messageOf(ref: string, facet: Facet, differences: readonly Difference[]): string {
  const parts = differences.map(({ property, declared, observed }) => {
    if (facet.facet === "trust" || facet.facet === "document") return `${property} has another meaning than declared`;
    if (declared === "nothing") return `${property}: ${observed} was added`;
    return observed === "nothing" ? `${property}: ${declared} is gone` : `${property}: ${observed} instead of ${declared}`;
  });
  return `${ref}: ${facetKey(facet)} differs; ${parts.join("; ")}`;
}
