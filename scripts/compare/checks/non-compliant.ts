import { CATALOGUE } from "../../../policies/catalogue.ts";
import { judge, recordFacets, rulesByFacet, type Violation } from "../../../policies/judge.ts";
import type { Facet } from "../../../stacks/iam/facet.ts";
import { isQuarantinePolicy } from "../../../stacks/iam/managed.ts";
import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { exceptionFor } from "../../../stacks/model/exception.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { RecordRef, Subject } from "../../../stacks/model/ref.ts";
import { type Check, check, type Scope } from "../check.ts";
import { isNobodysTag } from "../differences.ts";
import { FACET_SOURCES, type FacetSource } from "../facets.ts";
import type { Draft } from "../finding.ts";
import { type Pair, pairsOf } from "../pairs.ts";

/**
 * The rule catalogue on what AWS has. Facets that differ from their record are the check `changed` and not repeated here:
 * what remains are violations that stand, or came with time: a lapsed exception, a longer-lived key than is allowed by now.
 */
export const nonCompliant: readonly Check[] = [...FACET_SOURCES.map(onFacets), onRecords()];

/** Rules that a check of its own watches in AWS, with more to say: they are not reported twice. */
const WATCHED = new Set(["boundary-match-expires", "tags-require-expires", "record-require-living-owner", "record-require-active-sponsor"]);

const RULES = rulesByFacet(CATALOGUE.filter(({ name }) => !WATCHED.has(name)));

function onFacets(source: FacetSource): Check {
  return check({
    name: "non-compliant",
    needs: source.needs,
    detect: (scope, parts, asOf) => {
      const violations = pairsOf(source, scope, parts).flatMap((pair) => {
        if (!isAsDeclared(pair)) return [];
        const broken = judge([ofSomebody(pair.observed)], scope.account.name, scope.declared, asOf, RULES);
        return broken.length === 0 ? [] : [{ arn: pair.arn, broken }];
      });
      return [...Map.groupBy(violations, ({ arn }) => arn)].flatMap(([arn, ofEntity]) =>
        draftsOf(
          ofEntity.flatMap(({ broken }) => broken),
          scope,
          asOf,
          arn,
          scope.refs.get(arn)!,
        ),
      );
    },
  });
}

/** True when no other check speaks of the facet. Keys are compared one by one: only when each has the declared status do they say what the record says. */
function isAsDeclared({ declared, observed, differences }: Pair): boolean {
  if (declared.facet === "key" && observed.facet === "key") {
    const statusOf = new Map(declared.keys.map(({ slot, status }) => [slot, status]));
    return observed.keys.every(({ slot, status }) => statusOf.get(slot) === status);
  }
  return differences.length === 0;
}

/** Rules speak to people: of tags and policies, only those that somebody of ours set. */
function ofSomebody(facet: Facet): Facet {
  if (facet.facet === "attachment") {
    return facet.attached.some(isQuarantinePolicy)
      ? { ...facet, attached: facet.attached.filter((arn) => !isQuarantinePolicy(arn)) }
      : facet;
  }
  if (facet.facet !== "tags") return facet;
  const keys = Object.keys(facet.tags);
  if (!keys.some(isNobodysTag)) return facet;
  return { ...facet, tags: Object.fromEntries(keys.flatMap((key) => (isNobodysTag(key) ? [] : [[key, facet.tags[key]!]]))) };
}

/** What AWS cannot show: rules on the records themselves. */
function onRecords(): Check {
  return check({
    name: "non-compliant",
    needs: [],
    detect: (scope, _parts, asOf) =>
      recordFacets(scope.declared, scope.account.name).flatMap((facet) => {
        const violations = judge([facet], scope.account.name, scope.declared, asOf, RULES);
        if (violations.length === 0 || facet.facet !== "record") return [];
        return draftsOf(violations, scope, asOf, arnOfRecord(facet.record, scope.account), facet.record.ref);
      }),
  });
}

function draftsOf(violations: readonly Violation[], scope: Scope, asOf: Instant, subject: Subject, record: RecordRef): readonly Draft[] {
  const open = violations.filter((violation) => !isExcused(violation, scope, asOf));
  // A rule that one facet breaks twice is one finding: its id is that of check, subject and facet.
  return [...Map.groupBy(open, ({ facet, rule }) => `${facet} ${rule}`)].map(([facet, ofRule]) => ({
    check: "non-compliant",
    subject,
    record,
    facet,
    severity: ofRule[0]!.severity,
    message: `${ofRule[0]!.rule}: ${ofRule.map(({ message }) => message).join(" ")}`,
  }));
}

/** What is disabled may do nothing, whatever it has: its rules are judged again when somebody enables it. */
function isExcused(violation: Violation, { account }: Scope, asOf: Instant): boolean {
  if (account.records.get(violation.subject as RecordRef)?.fields.state === "disabled") return true;
  return exceptionFor(account.exceptions, violation, asOf) !== undefined;
}
