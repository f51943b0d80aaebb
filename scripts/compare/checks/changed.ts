import type { Severity } from "../../../policies/rule.ts";
import type { Facet } from "../../../stacks/iam/facet.ts";
import { TENURE_PATH } from "../../../stacks/model/lifecycle.ts";
import { type Check, check } from "../check.ts";
import { differencesOf, facetKey, isCompared } from "../differences.ts";
import { declaredFacets, FACET_SOURCES } from "../facets.ts";
import type { Difference } from "../finding.ts";

/** Facets of declared entities that are not as declared: one finding for each facet, with the properties that differ. */
export const changed: readonly Check[] = FACET_SOURCES.filter(({ facets }) => facets.some(isCompared)).map((source) =>
  check({
    name: "changed",
    needs: source.needs,
    detect(scope, parts) {
      const observed = source.observed(scope, parts);
      return [...declaredFacets(scope, source.facets)].flatMap(([arn, facets]) => {
        const others = new Map(observed.get(arn)?.map((facet) => [facetKey(facet), facet]));
        return facets.flatMap((facet) => {
          const other = others.get(facetKey(facet));
          const differences = other ? differencesOf(facet, other, scope.declared.settings.tags) : [];
          if (differences.length === 0) return [];
          return [
            {
              check: "changed",
              subject: arn,
              record: scope.refs.get(arn)!,
              facet: facetKey(facet),
              severity: severityOf(facet),
              message: messageOf(scope.refs.get(arn)!, facet, differences),
              differences,
            },
          ];
        });
      });
    },
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
