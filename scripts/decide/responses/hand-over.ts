import { KINDS } from "../../../stacks/kinds/kinds.ts";
import type { DeclaredRecord } from "../../../stacks/model/declared.ts";
import { resolveOwner, successorTeam } from "../../../stacks/model/directory.ts";
import { type OwnerRef, parseOwner } from "../../../stacks/model/ref.ts";
import { type Answer, type Response, recordOf, type Situation } from "../situation.ts";
import { disabling } from "./disable.ts";

/** Gives the record to somebody who can answer: the manager's team, else the account's owner, else security. Nothing stops working. */
export const handOver: Response = (finding, situation) => {
  const record = recordOf(finding, situation);
  if (finding.facet === "sponsor") return newSponsor(record, situation);
  const successor = successorOf(record.fields.owner, situation);
  if (successor === undefined)
    return { nothing: "nobody is left who could take it over: not the manager's team, not the account's owner, not security" };
  return { action: "hand-over", edits: [{ change: record.source.file, steps: [{ set: ["owner"], to: successor }] }] };
};

function successorOf(owner: OwnerRef, { declared, account, asOf }: Situation): OwnerRef | undefined {
  const { directory, settings } = declared;
  const parsed = parseOwner(owner);
  const person = parsed?.type === "person" ? directory.people.get(parsed.id) : undefined;
  const candidates = [person && successorTeam(directory, person, asOf), account.owner, `team/${settings.teams.security}` as const];
  return candidates.find((candidate) => candidate !== undefined && resolveOwner(directory, candidate, asOf).state === "answers");
}

/** An agent without a sponsor is watched by nobody: whoever leads its owners takes over, and without anybody it is stopped. */
function newSponsor(record: DeclaredRecord, situation: Situation): Answer {
  const at = { ref: record.ref, name: record.name, account: situation.account };
  const found = { owner: record.fields.owner, expires: record.fields.expires, asOf: situation.asOf };
  const sponsor = KINDS[record.kind]!.meanwhile?.(found, at, situation.declared).sponsor;
  const file = record.source.file;
  if (sponsor !== undefined) return { action: "hand-over", edits: [{ change: file, steps: [{ set: ["sponsor"], to: sponsor }] }] };
  if (record.fields.state === "disabled") return { nothing: "nobody of its owners is left who could sponsor it; it is disabled already" };
  return { action: "disable", edits: [{ change: file, steps: disabling(`nobody is left who could sponsor ${record.ref}`, situation) }] };
}
