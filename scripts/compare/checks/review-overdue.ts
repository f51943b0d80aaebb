import { printDuration } from "../../../stacks/model/instant.ts";
import { check } from "../check.ts";
import { reviewsDue } from "../review-due.ts";

/**
 * Identities that nobody has confirmed for as long as `settings.reviews` allows their class. Where no review of it is on record, the day on which
 * AWS made it, or on which it was adopted or taken back, is when somebody last looked; then it is only said (`.github/decisions/0042`).
 */
export const reviewOverdue = check({
  name: "review-overdue",
  needs: ["authorization"],
  detect: (scope, { authorization }, asOf) =>
    reviewsDue(scope, authorization, asOf).map(({ ref, entity, since, every, again }) => ({
      check: "review-overdue",
      subject: entity.arn,
      record: ref,
      severity: again ? "low" : "informational",
      message: `${ref} was last looked at ${since}, and is to be confirmed every ${printDuration(every)}`,
    })),
});
