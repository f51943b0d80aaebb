import type { Arn } from "../../stacks/iam/arn.ts";
import type { Facet } from "../../stacks/iam/facet.ts";
import type { Parts } from "../observe/observation.ts";
import type { Scope } from "./check.ts";
import { differencesOf, facetKey } from "./differences.ts";
import { declaredFacets, type FacetSource, observedFacets } from "./facets.ts";
import type { Difference } from "./finding.ts";

/** A facet as declared and as AWS has it, and what differs; nothing where both mean the same. */
export type Pair = { arn: Arn; declared: Facet; observed: Facet; differences: readonly Difference[] };

/** Every declared facet that a source shows, beside the observed one. What differs is judged by no rule, and the rest by no comparison: both ask for the same pairs. */
export function pairsOf(source: FacetSource, scope: Scope, parts: Partial<Parts>): readonly Pair[] {
  const observed = observedFacets(source, scope, parts);
  const known = PAIRS.get(observed);
  if (known) return known;
  const tagKeys = scope.declared.settings.tags;
  const pairs: Pair[] = [];
  for (const [arn, facets] of declaredFacets(scope, source.facets)) {
    const others = observed.get(arn) ?? [];
    for (const declared of facets) {
      const key = facetKey(declared);
      const other = others.find((candidate) => candidate.facet === declared.facet && facetKey(candidate) === key);
      if (other) pairs.push({ arn, declared, observed: other, differences: differencesOf(declared, other, tagKeys) });
    }
  }
  PAIRS.set(observed, pairs);
  return pairs;
}

const PAIRS = new WeakMap<object, readonly Pair[]>();
