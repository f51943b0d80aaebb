import type { Instant } from "../../stacks/model/instant.ts";
import { changesText, HEADLINES } from "./changes-text.ts";
import { type PeopleResult, statusOfPeople } from "./people-json.ts";

/** The result of a run over people for a terminal: what is unknown first, then who is who, what was found and what is done about it. */
export function peopleText(result: PeopleResult, asOf: Instant): string {
  const { feed, comparison, changes, heldBack, proposals } = result;
  const { linked, unlinked, unmatched, disputed } = comparison.correlation;
  return [
    `${HEADLINES[statusOfPeople(result)]}  people as of ${asOf}: ${comparison.findings.length} findings`,
    feed.complete
      ? `  read  ${feed.value.source}: ${feed.value.people.length} people as of ${feed.value.asOf}; ${linked.length} linked, ${unlinked.length} unlinked, ${unmatched.length} unmatched, ${disputed.length} disputed`
      : `  not read  ${feed.gap.source} ${feed.gap.operation}: ${feed.gap.reason}; nothing follows from it`,
    ...comparison.unknown.flatMap(({ gap }) => (gap.subject === undefined ? [] : [`  unknown   ${gap.subject}: ${gap.reason}`])),
    ...comparison.findings.map(({ severity, check, message }) => `  ${severity.padEnd(8)}  ${check.padEnd(10)}  ${message}`),
    ...changesText(changes, heldBack, proposals),
  ].join("\n");
}
