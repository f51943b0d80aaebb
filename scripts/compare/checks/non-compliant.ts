import { judge, recordFacets, type Violation } from "../../../policies/judge.ts";
import type { Facet } from "../../../stacks/iam/facet.ts";
import { isQuarantinePolicy } from "../../../stacks/iam/managed.ts";
import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { exceptionFor } from "../../../stacks/model/exception.ts";
import type { Instant } from "../../../stacks/model/instant.ts";
import type { RecordRef, Subject } from "../../../stacks/model/ref.ts";
import { type Check, check, type Scope } from "../check.ts";
import { differencesOf, facetKey, isNobodysTag } from "../differences.ts";
import { declaredFacets, FACET_SOURCES, type FacetSource } from "../facets.ts";
import type { Draft } from "../finding.ts";

/**
 * The rule catalogue on what AWS has. Facets that differ from their record are the check `changed` and not repeated here:
 * what remains are violations that stand, or came with time: a lapsed exception, a longer-lived key than is allowed by now.
 */
export const nonCompliant: readonly Check[] = [...FACET_SOURCES.map(onFacets), onRecords()];

/** Rules that a check of its own watches in AWS, with more to say: they are not reported twice. */
const WATCHED = new Set(["boundary-match-expires", "tags-require-expires", "record-require-living-owner", "record-require-active-sponsor"]);

function onFacets(source: FacetSource): Check {
  return check({
    name: "non-compliant",
    needs: source.needs,
    detect(scope, parts, asOf) {
      const observed = source.observed(scope, parts);
      return [...declaredFacets(scope, source.facets)].flatMap(([arn, facets]) => {
        const same = (observed.get(arn) ?? []).filter((facet) => {
          const declared = facets.find((candidate) => facetKey(candidate) === facetKey(facet));
          return declared !== undefined && isAsDeclared(declared, facet, scope);
        });
        return draftsOf(judge(same.map(ofSomebody), scope.account.name, scope.declared, asOf), scope, asOf, arn, scope.refs.get(arn)!);
      });
    },
  });
}

/** True when no other check speaks of the facet. Keys are compared one by one: only when each has the declared status do they say what the record says. */
function isAsDeclared(declared: Facet, observed: Facet, scope: Scope): boolean {
  if (declared.facet === "key" && observed.facet === "key") {
    const statusOf = new Map(declared.keys.map(({ slot, status }) => [slot, status]));
    return observed.keys.every(({ slot, status }) => statusOf.get(slot) === status);
  }
  return differencesOf(declared, observed, scope.declared.settings.tags).length === 0;
}

/** Rules speak to people: of tags and policies, only those that somebody of ours set. */
function ofSomebody(facet: Facet): Facet {
  if (facet.facet === "attachment") return { ...facet, attached: facet.attached.filter((arn) => !isQuarantinePolicy(arn)) };
  if (facet.facet !== "tags") return facet;
  return { ...facet, tags: Object.fromEntries(Object.entries(facet.tags).filter(([key]) => !isNobodysTag(key))) };
}

/** What AWS cannot show: rules on the records themselves. */
function onRecords(): Check {
  return check({
    name: "non-compliant",
    needs: [],
    detect: (scope, _parts, asOf) =>
      recordFacets(scope.declared, scope.account.name).flatMap((facet) => {
        if (facet.facet !== "record") return [];
        const subject = arnOfRecord(facet.record, scope.account);
        return draftsOf(judge([facet], scope.account.name, scope.declared, asOf), scope, asOf, subject, facet.record.ref);
      }),
  });
}

function draftsOf(violations: readonly Violation[], scope: Scope, asOf: Instant, subject: Subject, record: RecordRef): readonly Draft[] {
  const open = violations.filter((violation) => !WATCHED.has(violation.rule) && !isExcused(violation, scope, asOf));
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
