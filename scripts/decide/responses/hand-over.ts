import { resolveOwner, successorTeam } from "../../../stacks/model/directory.ts";
import { type OwnerRef, parseOwner } from "../../../stacks/model/ref.ts";
import { type Response, recordOf, type Situation } from "../situation.ts";

/** Gives the record to somebody who can answer: the manager's team, else the account's owner, else security. Nothing stops working. */
export const handOver: Response = (finding, situation) => {
  const record = recordOf(finding, situation);
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
