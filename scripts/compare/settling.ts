import { entitiesOf } from "../../stacks/entities.ts";
import type { Declared } from "../../stacks/model/declared.ts";
import { between, type Duration, type Instant } from "../../stacks/model/instant.ts";
import { isElsewhere } from "../../stacks/model/ref.ts";
import type { Observation } from "../observe/observation.ts";
import { type Comparison, compare } from "./compare.ts";
import type { Extra } from "./extra.ts";
import { entityOfSubject, type Finding } from "./finding.ts";

/** One of our own deployments: when it was done, and the records that were deployed before it; none before the first. */
export type Recent = { at: Instant; before: Declared | undefined };

/** Checks about what a deployment changes; all others are about time and people, which do not settle. */
const SETTLES = ["changed", "expiry-not-enforced", "key-undeclared", "missing", "unmanaged"];

/**
 * Takes out of a comparison what AWS does not show yet: a facet that a deployment changed within `settle` of the moment when it was
 * observed, and that is still exactly as the records before it say. The answer to that is the comparison with those records: what
 * differs from them too is a finding at once, whatever was deployed.
 */
export function settle(
  comparison: Comparison,
  observation: Observation,
  recent: readonly Recent[],
  { asOf, extra, settle: window }: { asOf: Instant; extra: Extra; settle: Duration },
): Comparison {
  const seenAt = observedAt(observation);
  const earlier = recent
    .filter(({ at }) => Math.abs(between(at, seenAt)) < window)
    .map(({ before }) => stateBefore(before, observation, asOf, extra));
  const isSettling = (finding: Finding) => SETTLES.includes(finding.check) && earlier.some((state) => isAsBefore(finding, state));
  if (earlier.length === 0) return comparison;
  return {
    ...comparison,
    findings: comparison.findings.filter((finding) => !isSettling(finding)),
    settling: comparison.findings.filter(isSettling),
  };
}

/** When the entities of an observation were looked at. */
export function observedAt({ parts, finishedAt }: Observation): Instant {
  return parts.authorization.complete ? parts.authorization.observedAt : finishedAt;
}

/** What was declared before a deployment, and what differs from that. */
type Before = { declared: ReadonlySet<string>; different: ReadonlySet<string>; ids: ReadonlySet<string> };

function stateBefore(before: Declared | undefined, observation: Observation, asOf: Instant, extra: Extra): Before {
  const account = before?.accounts.get(observation.account);
  if (!before || account?.accountId !== observation.accountId) return { declared: new Set(), different: new Set(), ids: new Set() };
  const { findings, covered } = compare(before, observation, asOf, extra);
  const differing = [...findings, ...covered.map(({ finding }) => finding)].filter(({ check }) => SETTLES.includes(check));
  return {
    declared: new Set(entitiesOf(before, observation.account).map(({ entity }) => entity.arn)),
    different: new Set(differing.map(({ subject }) => entityOfSubject(subject))),
    ids: new Set(differing.map(({ id }) => id)),
  };
}

/** What was not declared before is as before while it is missing; all else while its facet is as it was declared. */
function isAsBefore({ id, check, subject }: Finding, { declared, different, ids }: Before): boolean {
  const entity = entityOfSubject(subject);
  if (isElsewhere(subject)) return false;
  if (check === "missing") return subject === entity ? !declared.has(entity) : declared.has(entity) && !ids.has(id);
  return declared.has(entity) && (check === "unmanaged" ? !different.has(entity) : !ids.has(id));
}
