import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import type { DeclaredRecord } from "../../../stacks/model/declared.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import { type Decided, lastDecisions } from "../../../stacks/model/review.ts";
import { check } from "../check.ts";
import type { Draft } from "../finding.ts";
import { lookedAtByHand } from "../review-due.ts";

/**
 * Access that a review decided about and that is still as it was: to be revoked, to lose groups or permissions (facet `permissions`), or to be
 * answered for by somebody else (facet `owner`). What was taken back after it was decided was decided anew.
 */
export const reviewRevoked = check({
  name: "review-revoked",
  needs: [],
  detect({ account, declared }, _observed, asOf) {
    const decided = lastDecisions(declared.reviews);
    return [...account.records.values()].flatMap((record): readonly Draft[] => {
      const last = decided.get(recordTag(account.name, record.ref));
      const since = lookedAtByHand(record.fields);
      if (!last || last.at > asOf || record.fields.state === "disabled" || (since !== undefined && since > last.at)) return [];
      const left = leftOf(record, last);
      if (!left) return [];
      const message = `${record.ref}: person/${last.reviewer} decided ${last.at} in ${last.campaign}: ${left.what}`;
      const { what: _, ...draft } = left;
      return [{ check: "review-revoked", subject: arnOfRecord(record, account), record: record.ref, ...draft, message }];
    });
  },
});

/** The groups and permissions of a record that a review takes away and that it still has. */
export function takenAway({ fields }: DeclaredRecord, { without }: Pick<Decided, "without">): readonly string[] {
  const { groups = [], permissions = [] } = fields as { groups?: readonly string[]; permissions?: readonly string[] };
  return [...groups, ...permissions].filter((name) => without.includes(name));
}

/** What is still to be done. */
function leftOf(record: DeclaredRecord, last: Decided): (Pick<Draft, "severity" | "facet"> & { what: string }) | undefined {
  if (last.decision === "revoke") return { severity: "high", what: "revoke" };
  if (last.decision === "hand over" && last.to !== record.fields.owner)
    return { severity: "low", facet: "owner", what: `hand over to ${last.to}` };
  const gone = last.decision === "reduce" ? takenAway(record, last) : [];
  return gone.length > 0 ? { severity: "medium", facet: "permissions", what: `take away ${gone.join(", ")}` } : undefined;
}
