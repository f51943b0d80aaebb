import type { Edit } from "../../stacks/files/edit.ts";
import { ownPlaceOf } from "../../stacks/files/shared.ts";
import type { Account, Declared } from "../../stacks/model/declared.ts";
import type { Instant } from "../../stacks/model/instant.ts";
import { isElsewhere, parseRecordRef, type RecordRef } from "../../stacks/model/ref.ts";
import type { Comparison } from "../compare/compare.ts";
import type { Finding } from "../compare/finding.ts";
import type { Observed } from "../observe/observation.ts";
import { type Action, branchOf, type Change, changeId, type HeldBack } from "./change.ts";
import { responseTo } from "./responses.ts";
import { protectedBecause } from "./self-protection.ts";
import type { Answer, Situation } from "./situation.ts";

/** What is to be done about a comparison: changes, one for each identity, and the findings that lead to none. */
export type Decision = { changes: readonly Change[]; heldBack: readonly HeldBack[] };

/** From gentle to final: what several findings about one identity ask for together is the most final of them. */
const FINALITY: readonly Action[] = ["hand-over", "adopt", "reduce", "disable", "adopt-disabled", "retire"];

/** What is retired or adopted is that one edit: everything gentler would be undone by it. */
const WHOLE: readonly Action[] = ["adopt", "adopt-disabled", "retire"];

/** Decides about the findings of one account. Pure; what may be opened today is decided in `hold-back.ts`. */
export function decide(comparison: Comparison, declared: Declared, account: Account, observed: Observed, asOf: Instant): Decision {
  const heldBack: HeldBack[] = [];
  const byIdentity = Map.groupBy(comparison.findings, (finding) => changeId(account.name, kindOf(finding), finding));
  const changes = [...byIdentity].flatMap(([id, findings]) => {
    const situation: Situation = { declared, account, observed, asOf, branch: branchOf({ id, stack: account.name }), together: findings };
    const answered = findings.flatMap((finding) => {
      const answer = responseTo(finding)(finding, situation);
      const record = finding.record === null ? undefined : account.records.get(finding.record);
      const because = "nothing" in answer ? answer.nothing : record && protectedBecause(record, answer, situation);
      if (!("nothing" in answer) && because === undefined) return [{ finding, answer }];
      heldBack.push({ finding: finding.id, because: because! });
      return [];
    });
    return answered.length === 0 ? [] : [changeOf(id, answered, declared, account)];
  });
  return { changes, heldBack };
}

type Answered = { finding: Finding; answer: Exclude<Answer, { nothing: string }> };

function changeOf(id: string, answered: readonly Answered[], declared: Declared, account: Account): Change {
  const final = [...answered].sort((a, b) => FINALITY.indexOf(b.answer.action) - FINALITY.indexOf(a.answer.action))[0]!;
  const used = WHOLE.includes(final.answer.action) ? [final] : answered;
  return {
    id,
    stack: account.name,
    base: declared.commit,
    action: final.answer.action,
    record: recordOf(final),
    because: answered.map(({ finding }) => finding),
    edits: mergeEdits(used.flatMap(({ answer }) => answer.edits)).map((edit) => ofAccount(edit, account)),
    notes: [...new Set(used.flatMap(({ answer }) => answer.notes ?? []))],
  };
}

/** What is found in one account is decided for that account: of a shared record it gets a copy of its own. */
function ofAccount(edit: Edit, { name }: Account): Edit {
  const path = "change" in edit ? edit.change : "move" in edit ? edit.move : undefined;
  const own = path === undefined ? undefined : ownPlaceOf(path, name);
  if (path === undefined || own === undefined || !("steps" in edit)) return edit;
  return { split: path, account: name, to: "to" in edit ? edit.to : own, steps: edit.steps };
}

/** Edits of one file become one; of two steps on the same path the first stands, findings come worst first. */
export function mergeEdits(edits: readonly Edit[]): readonly Edit[] {
  const merged: Edit[] = [];
  for (const edit of edits) {
    const same = "change" in edit ? merged.find((other) => "change" in other && other.change === edit.change) : undefined;
    if (!same || !("change" in edit) || !("change" in same)) {
      merged.push(edit);
      continue;
    }
    const taken = new Set(same.steps.map(pathOf));
    merged[merged.indexOf(same)] = { ...same, steps: [...same.steps, ...edit.steps.filter((step) => !taken.has(pathOf(step)))] };
  }
  return merged;
}

function pathOf(step: { set: readonly string[] } | { remove: readonly string[] }): string {
  return ("set" in step ? step.set : step.remove).join("\n");
}

/** The kind in a change's name: of the record where there is one, else the entity's type. */
function kindOf(finding: Finding): string {
  if (isElsewhere(finding.subject)) return "applications";
  return parseRecordRef(finding.record ?? "")?.kind ?? finding.subject.split(":")[5]!.split("/")[0]!;
}

function recordOf({ finding, answer }: Answered): RecordRef {
  if (finding.record !== null) return finding.record;
  const created = answer.edits.find((edit) => "create" in edit);
  const match = /^accounts\/[^/]+\/(.+)\.yaml$/.exec(created && "create" in created ? created.create : "");
  return match![1] as RecordRef;
}
