import { isAdministrator } from "../../stacks/iam/administrator.ts";
import { isIdentity } from "../../stacks/iam/entity.ts";
import { type Duration, type Instant, plus } from "../../stacks/model/instant.ts";
import type { Accountable } from "../../stacks/model/lifecycle.ts";
import { parseRecordRef, type RecordRef, recordTag } from "../../stacks/model/ref.ts";
import { lastDecisions, type ReviewClass } from "../../stacks/model/review.ts";
import type { Authorization, ObservedRole, ObservedUser } from "../observe/observation.ts";
import type { Scope } from "./check.ts";

/** An access that is to be confirmed: what AWS has, when somebody last looked at it, and when it is due. `again`: a review of it is on record. */
export type Due = {
  ref: RecordRef;
  entity: ObservedUser | ObservedRole;
  class: ReviewClass;
  since: Instant;
  every: Duration;
  dueAt: Instant;
  again: boolean;
};

/** Software and agents, which nobody misses by themselves. */
const NON_HUMAN: readonly string[] = ["service-accounts", "workloads", "agents", "vendors"];

/** Grants end within hours, and sealed identities are proven by their drill. */
const REVIEWED_OTHERWISE: readonly string[] = ["grants", "break-glass"];

/**
 * The identities of an account that are to be confirmed until a moment, by `settings.reviews`: counted from the day on which AWS made it, it was
 * adopted or taken back, or somebody decided about it, whichever is the latest. What is disabled, or not in AWS, is not asked about.
 */
export function reviewsDue(
  { account, declared, entities }: Pick<Scope, "account" | "declared" | "entities">,
  authorization: Authorization,
  until: Instant,
  asOf: Instant = until,
): readonly Due[] {
  const observed = new Map([...authorization.users, ...authorization.roles].map((entity) => [entity.arn, entity]));
  const { privileged, nonHuman, default: others } = declared.settings.reviews;
  const soonest = plus(until, -Math.min(privileged, nonHuman, others));
  const decided = lastDecisions(declared.reviews);
  return entities.flatMap(({ entity, ref }): readonly Due[] => {
    const real = isIdentity(entity) ? observed.get(entity.arn) : undefined;
    const fields = account.records.get(ref)?.fields;
    if (!real || !fields || fields.state === "disabled") return [];
    const last = decided.get(recordTag(account.name, ref))?.at;
    // What is to be decided one day has not been decided.
    const review = last !== undefined && last <= asOf ? last : undefined;
    const since = latest([real.createdAt, fields.adopted?.at, fields.restored?.at, review]);
    if (since > soonest) return [];
    const found = classOf(real, ref, plus(since, privileged) <= until, authorization, declared.settings.reviews);
    if (!found || plus(since, found.every) > until) return [];
    return [{ ref, entity: real, since, ...found, dueAt: plus(since, found.every), again: review !== undefined }];
  });
}

/** The class with the shortest period. Whether it can administer the account is only asked where that matters. */
function classOf(
  entity: ObservedUser | ObservedRole,
  ref: string,
  matters: boolean,
  authorization: Authorization,
  reviews: Scope["declared"]["settings"]["reviews"],
): { class: ReviewClass; every: Duration } | undefined {
  const kind = parseRecordRef(ref)?.kind ?? "";
  if (REVIEWED_OTHERWISE.includes(kind)) return undefined;
  const ofKind = NON_HUMAN.includes(kind)
    ? { class: "non-human" as const, every: reviews.nonHuman }
    : { class: "other" as const, every: reviews.default };
  if (!matters || !isAdministrator(entity, authorization)) return ofKind;
  return { class: "privileged", every: Math.min(reviews.privileged, ofKind.every) };
}

function latest(moments: readonly [Instant, ...(Instant | undefined)[]]): Instant {
  return moments.reduce<Instant>((last, at) => (at !== undefined && at > last ? at : last), moments[0]);
}

/** When somebody last had reason to look at a record by hand: adopted, or taken back. */
export function lookedAtByHand({ adopted, restored }: Accountable): Instant | undefined {
  const [last] = [adopted?.at, restored?.at].filter((at) => at !== undefined).toSorted((a, b) => (a < b ? 1 : -1));
  return last;
}
