import type { Instant } from "../../stacks/model/instant.ts";
import type { PeopleComparison } from "../compare/people/compare-people.ts";
import type { Change, HeldBack } from "../decide/change.ts";
import type { People } from "../observe/hr/record.ts";
import type { Part } from "../observe/observation.ts";
import type { ProposalResult } from "./drift-json.ts";

/** Everything that a run over people came to. */
export type PeopleResult = {
  feed: Part<People>;
  comparison: PeopleComparison;
  changes: readonly Change[];
  heldBack: readonly HeldBack[];
  proposals: readonly ProposalResult[];
};

/** `clean`, `findings`, or `incomplete`: the feed is not believed, or says of somebody what nobody understands. */
export function statusOfPeople({ comparison }: Pick<PeopleResult, "comparison">): "clean" | "findings" | "incomplete" {
  if (comparison.unknown.length > 0) return "incomplete";
  return comparison.findings.length > 0 ? "findings" : "clean";
}

/** The result as `tenure/people/1`: stable and sorted, ids and no names. */
export function peopleJson(result: PeopleResult, asOf: Instant) {
  const { feed, comparison, changes, heldBack, proposals } = result;
  const { linked, unlinked, unmatched, disputed } = comparison.correlation;
  return {
    schema: "tenure/people/1" as const,
    asOf,
    status: statusOfPeople(result),
    feed: feed.complete
      ? { complete: true, source: feed.value.source, tenant: feed.value.tenant, asOf: feed.value.asOf, people: feed.value.people.length }
      : { complete: false, gap: feed.gap },
    correlation: {
      linked: linked.length,
      unlinked: unlinked.map(({ id }) => id).sort(),
      unmatched: unmatched.map(({ id }) => id).sort(),
      disputed: disputed.map(({ ids, because }) => ({ ids, because })),
    },
    findings: comparison.findings.map(({ id, check, subject, facet, severity, message, differences }) => ({
      ...{ id, check, subject, facet, severity, message, differences },
    })),
    unknown: comparison.unknown,
    changes: changes.map(({ id, action, record, because, edits, notes }) => ({
      ...{ id, action, person: record, because: because.map((finding) => finding.id) },
      files: [
        ...new Set(
          edits.map((edit) => ("create" in edit ? edit.create : "change" in edit ? edit.change : "move" in edit ? edit.move : edit.split)),
        ),
      ],
      notes,
    })),
    heldBack,
    proposals,
  };
}
