import { arnOfRecord } from "../../../stacks/kinds/kinds.ts";
import { plus } from "../../../stacks/model/instant.ts";
import { recordTag } from "../../../stacks/model/ref.ts";
import { lastDecisions, type ReviewQuestion } from "../../../stacks/model/review.ts";
import { check } from "../check.ts";
import type { Draft } from "../finding.ts";
import { lookedAtByHand } from "../review-due.ts";

/**
 * Access about which a reviewer was asked, and then the next one, and nobody answered (`settings.reviews.silence`).
 * Only what was asked can be silent: a campaign that never ran takes nothing away.
 */
export const reviewSilent = check({
  name: "review-silent",
  needs: ["questions"],
  detect({ account, declared }, { questions }, asOf) {
    const { escalateAfter, then } = declared.settings.reviews.silence;
    const [asked, decided] = [byAccess(questions), lastDecisions(declared.reviews)];
    return [...account.records.values()].flatMap((record): readonly Draft[] => {
      const tag = recordTag(account.name, record.ref);
      const answers = [decided.get(tag)?.at, lookedAtByHand(record.fields)];
      const question = (asked.get(tag) ?? []).find(
        ({ askedAt, remindedAt }) =>
          remindedAt !== null && plus(remindedAt, escalateAfter) <= asOf && !answers.some((at) => at !== undefined && at >= askedAt),
      );
      if (!question || record.fields.state === "disabled") return [];
      const others = question.next === null ? "" : ` and ${question.next} ${question.remindedAt}`;
      const message = `${record.ref}: nobody has said whether it is still needed; person/${question.reviewer} was asked ${question.askedAt}${others} (#${question.number}); settings say to ${then} it`;
      return [
        {
          check: "review-silent",
          subject: arnOfRecord(record, account),
          record: record.ref,
          severity: then === "revoke" ? "medium" : "low",
          message,
        },
      ];
    });
  },
});

/** The questions about each access, oldest first: asking again does not take back that nobody answered. */
function byAccess(questions: readonly ReviewQuestion[]): ReadonlyMap<string, readonly ReviewQuestion[]> {
  const oldestFirst = questions.toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1));
  const pairs = oldestFirst.flatMap((question) => question.accesses.map((access) => ({ access, question })));
  return new Map([...Map.groupBy(pairs, ({ access }) => access)].map(([access, all]) => [access, all.map(({ question }) => question)]));
}
