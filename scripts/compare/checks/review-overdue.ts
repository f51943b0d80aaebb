import { isAdministrator } from "../../../stacks/iam/administrator.ts";
import { isIdentity } from "../../../stacks/iam/entity.ts";
import { between, type Duration, type Instant, plus, printDuration } from "../../../stacks/model/instant.ts";
import type { Accountable } from "../../../stacks/model/lifecycle.ts";
import { parseRecordRef } from "../../../stacks/model/ref.ts";
import type { Authorization, ObservedRole, ObservedUser } from "../../observe/observation.ts";
import { check, type Scope } from "../check.ts";

/**
 * Identities that nobody has confirmed for as long as `settings.reviews` allows their class. Until reviews are recorded the day on which
 * AWS made it, or on which it was adopted or taken back, is when somebody last looked; so it is only said (`.github/decisions/0042`).
 */
export const reviewOverdue = check({
  name: "review-overdue",
  needs: ["authorization"],
  detect(scope, { authorization }, asOf) {
    const { account, declared, entities } = scope;
    const observed = new Map([...authorization.users, ...authorization.roles].map((entity) => [entity.arn, entity]));
    const { privileged, nonHuman, default: others } = declared.settings.reviews;
    const soonest = plus(asOf, -Math.min(privileged, nonHuman, others));
    return entities.flatMap(({ entity, ref }) => {
      const real = isIdentity(entity) ? observed.get(entity.arn) : undefined;
      const fields = account.records.get(ref)?.fields;
      if (!real || !fields || fields.state === "disabled") return [];
      const since = lookedAt(real.createdAt, fields);
      if (since > soonest) return [];
      const allowed = periodOf(real, ref, between(since, asOf), authorization, declared.settings.reviews);
      if (allowed === undefined || between(since, asOf) < allowed) return [];
      const message = `${ref} was last looked at ${since}, and is to be confirmed every ${printDuration(allowed)}`;
      return [{ check: "review-overdue", subject: entity.arn, record: ref, severity: "informational" as const, message }];
    });
  },
});

/** Software and agents, which nobody misses by themselves. */
const NON_HUMAN: readonly string[] = ["service-accounts", "workloads", "agents", "vendors"];

/** Grants end within hours, and sealed identities are proven by their drill. */
const REVIEWED_OTHERWISE: readonly string[] = ["grants", "break-glass"];

/** How often it is to be confirmed: the shortest period of its classes. Whether it can administer the account is only asked where that matters. */
function periodOf(
  entity: ObservedUser | ObservedRole,
  ref: string,
  age: Duration,
  authorization: Authorization,
  reviews: Scope["declared"]["settings"]["reviews"],
): Duration | undefined {
  const kind = parseRecordRef(ref)?.kind ?? "";
  if (REVIEWED_OTHERWISE.includes(kind)) return undefined;
  const ofKind = NON_HUMAN.includes(kind) ? reviews.nonHuman : reviews.default;
  if (reviews.privileged >= ofKind || age < reviews.privileged) return ofKind;
  return isAdministrator(entity, authorization) ? reviews.privileged : ofKind;
}

function lookedAt(createdAt: Instant, { adopted, restored }: Accountable): Instant {
  return [createdAt, adopted?.at, restored?.at].reduce<Instant>((last, at) => (at !== undefined && at > last ? at : last), createdAt);
}
